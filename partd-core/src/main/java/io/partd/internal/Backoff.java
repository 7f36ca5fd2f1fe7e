package io.partd.internal;

import java.io.InterruptedIOException;
import java.nio.file.Path;
import java.util.concurrent.locks.LockSupport;

/** Pauses between attempts, each pause longer than the one before. For one thread. */
public final class Backoff {

    private static final long FIRST_NANOS = 30_000;
    private static final long MAX_NANOS = 1_000_000;

    private long nanos = FIRST_NANOS;

    /** Starts with a pause of about 30 µs; pauses grow up to 1 ms. */
    public Backoff() {}

    /**
     * Pauses.
     *
     * @param path what the thread waits for, for the message
     * @throws InterruptedIOException if the thread is interrupted, before or during the pause; its interrupt status
     *     stays set
     */
    public void pause(Path path) throws InterruptedIOException {
        LockSupport.parkNanos(this, nanos);
        if (Thread.currentThread().isInterrupted()) {
            throw new InterruptedIOException("interrupted while waiting for " + path);
        }
        nanos = Math.min(2 * nanos, MAX_NANOS);
    }
}
