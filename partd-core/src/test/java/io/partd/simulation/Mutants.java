package io.partd.simulation;

import java.util.zip.CRC32C;

/** What a {@link Mutation} puts in place of something right. */
public final class Mutants {

    private Mutants() {}

    /** A lock that everybody has at any time. */
    public static final class DroppedLock extends SimulatedLock {

        private static final long serialVersionUID = 1;

        @Override
        public void lock() {
            SimulatedRuntime.step();
        }

        @Override
        public void lockInterruptibly() {
            SimulatedRuntime.step();
        }

        @Override
        public boolean tryLock() {
            SimulatedRuntime.step();
            return true;
        }

        @Override
        public void unlock() {
            SimulatedRuntime.step();
        }

        @Override
        public int getHoldCount() {
            return 1;
        }

        @Override
        public boolean isHeldByCurrentThread() {
            return true;
        }
    }

    /** In place of what brings a batch to the index, which has been done already. */
    public static Runnable nothing(Runnable publication) {
        return () -> {};
    }

    /** A checksum that fits everything. */
    public static long noChecksum(CRC32C crc) {
        return 1;
    }
}
