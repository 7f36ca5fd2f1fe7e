package io.partd.log;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/**
 * Writes blocks in a thread of its own, one at a time, while the caller fills the next one. The thread is made when it
 * is needed and ends when it has had nothing to do for a while. For one caller at a time.
 */
final class WriteBehind {

    private static final int SPINS = Runtime.getRuntime().availableProcessors() > 1 ? 1 << 10 : 1;
    private static final long LINGER_NANOS = TimeUnit.SECONDS.toNanos(1);

    /** What is to be written. */
    private record Work(DiskFile file, long at, ByteBuffer block, int count, Thread caller) {}

    private final String name;
    private volatile @Nullable Work work;
    private volatile @Nullable Thread thread;
    private volatile @Nullable Throwable failure;

    WriteBehind(String name) {
        this.name = name;
    }

    /** Begins to write a block, which is not to be touched until {@link #await} or the next call has returned. */
    void write(DiskFile file, long at, ByteBuffer block, int count) throws IOException {
        await();
        work = new Work(file, at, block, count, Thread.currentThread());
        Thread present = thread;
        if (present == null) {
            start();
        } else {
            LockSupport.unpark(present);
        }
    }

    private synchronized void start() {
        if (thread == null) {
            Thread made = new Thread(null, this::run, "writes of " + name, 0, false);
            made.setDaemon(true);
            thread = made;
            made.start();
        }
    }

    /** Returns when everything is written. */
    void await() throws IOException {
        for (int i = 0; work != null && i < SPINS; i++) {
            Thread.onSpinWait();
        }
        boolean interrupted = false;
        while (work != null) {
            LockSupport.park(this);
            interrupted |= Thread.interrupted();
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
        Throwable cause = failure;
        failure = null;
        if (cause instanceof IOException e) {
            throw e;
        }
        if (cause != null) {
            throw new IOException("a block of " + name + " could not be written: " + cause, cause);
        }
    }

    private void run() {
        while (true) {
            Work next = nextWork();
            if (next == null) {
                return;
            }
            try {
                next.file().write(next.at(), next.block(), 0, next.count());
            } catch (Throwable e) {
                failure = e;
            }
            work = null;
            LockSupport.unpark(next.caller());
        }
    }

    /** Waits for work; null if the thread is to end. */
    private @Nullable Work nextWork() {
        for (int i = 0; i < SPINS; i++) {
            Work next = work;
            if (next != null) {
                return next;
            }
            Thread.onSpinWait();
        }
        long deadline = System.nanoTime() + LINGER_NANOS;
        while (true) {
            Work next = work;
            if (next != null) {
                return next;
            }
            long left = deadline - System.nanoTime();
            if (left <= 0) {
                synchronized (this) {
                    if (work == null) {
                        thread = null;
                        return null;
                    }
                }
            } else {
                LockSupport.parkNanos(this, left);
            }
        }
    }
}
