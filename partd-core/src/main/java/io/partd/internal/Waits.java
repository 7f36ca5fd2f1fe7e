package io.partd.internal;

import java.io.InterruptedIOException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Lock;

/**
 * Waits that an interrupt ends as {@link io.partd.Partd} promises: with an exception, the interrupt status still set.
 */
public final class Waits {

    private Waits() {}

    /**
     * Takes a lock. An interrupt from before does not matter if there is no need to wait.
     *
     * @param what what waits, for the message
     * @throws InterruptedIOException if the thread is interrupted; the lock is not held then
     */
    public static void lock(Lock lock, Object what) throws InterruptedIOException {
        if (Thread.currentThread().isInterrupted() && lock.tryLock()) {
            return;
        }
        try {
            lock.lockInterruptibly();
        } catch (InterruptedException e) {
            throw interrupted(what, e);
        }
    }

    /**
     * Takes a lock if that can be done in time; tells whether it did.
     *
     * @param what what waits, for the message
     * @throws InterruptedIOException if the thread is interrupted while it waits; the lock is not held then
     */
    public static boolean tryLock(Lock lock, Deadline deadline, Object what) throws InterruptedIOException {
        if (lock.tryLock()) {
            return true;
        }
        try {
            return lock.tryLock(deadline.nanos(), TimeUnit.NANOSECONDS);
        } catch (InterruptedException e) {
            throw interrupted(what, e);
        }
    }

    /** Sets the interrupt status again and returns the exception to throw. */
    public static InterruptedIOException interrupted(Object what, InterruptedException cause) {
        Thread.currentThread().interrupt();
        InterruptedIOException exception =
                new InterruptedIOException("interrupted while waiting for " + what + "; the call had no effect");
        exception.initCause(cause);
        return exception;
    }
}
