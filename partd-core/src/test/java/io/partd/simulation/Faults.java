package io.partd.simulation;

import java.util.Random;
import java.util.Set;

/** What goes wrong on a simulated machine, and when, by chance. */
final class Faults {

    /** What becomes of an operation. */
    enum Fate {
        DONE,
        /** Fails with an error of the device. */
        BROKEN,
        /** Fails for want of space. */
        FULL,
        /** The machine or the process stops in it. */
        STOPPED
    }

    private static final Set<String> NEEDS_SPACE = Set.of("create", "allocate", "rename");

    private final Random random;
    private int errorsIn;
    private boolean full;
    private int slowIn;
    private long stopAt = Long.MAX_VALUE;
    private long operations;
    private long errors;

    Faults(Random random) {
        this.random = random;
    }

    /** Lets one of so many operations fail; none, if that is 0. */
    void failOneIn(int many) {
        errorsIn = many;
    }

    /** Lets one of so many operations take long; none, if that is 0. */
    void slowOneIn(int many) {
        slowIn = many;
    }

    void setFull(boolean isFull) {
        full = isFull;
    }

    /** Stops at one of the next operations. */
    void stopIn(int many) {
        stopAt = operations + random.nextInt(many);
    }

    void heal() {
        errorsIn = 0;
        slowIn = 0;
        full = false;
        stopAt = Long.MAX_VALUE;
    }

    long operations() {
        return operations;
    }

    long errors() {
        return errors;
    }

    /** Returns how long the next operation takes. */
    long delay(String operation) {
        if (slowIn == 0 || random.nextInt(slowIn) > 0) {
            return 0;
        }
        return random.nextInt(operation.equals("sync") ? 2_000_000_000 : 20_000_000);
    }

    /** Says what becomes of the next operation. */
    Fate next(String operation) {
        long number = operations++;
        if (number == stopAt) {
            stopAt = Long.MAX_VALUE;
            return Fate.STOPPED;
        }
        if (full && NEEDS_SPACE.contains(operation)) {
            errors++;
            return Fate.FULL;
        }
        if (errorsIn > 0 && random.nextInt(errorsIn) == 0) {
            errors++;
            return Fate.BROKEN;
        }
        return Fate.DONE;
    }
}
