package io.partd.internal;

import java.io.InterruptedIOException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Lock;

/**
 * Waits for locks and tasks. An interrupt ends the wait for a lock as {@link io.partd.Partd} promises: with an
 * exception, and with the interrupt status still set.
 */
public final class Waits {

    private Waits() {}

    /**
     * Takes a lock. If the lock is free, takes it even if the thread is interrupted already.
     *
     * @param what what the thread waits for, for the message
     * @throws InterruptedIOException if the thread is interrupted; it does not hold the lock
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
     * Waits for a lock until a deadline; returns whether it took the lock.
     *
     * @param what what the thread waits for, for the message
     * @throws InterruptedIOException if the thread is interrupted while it waits; it does not hold the lock
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

    /**
     * Waits for a task and returns its result. An interrupt does not end the wait; the thread keeps its interrupt
     * status.
     */
    public static <T> T uninterrupted(FutureTask<T> task) throws ExecutionException {
        boolean interrupted = false;
        try {
            while (true) {
                try {
                    return task.get();
                } catch (InterruptedException e) {
                    interrupted = true;
                }
            }
        } finally {
            if (interrupted) {
                Thread.currentThread().interrupt();
            }
        }
    }

    /** Sets the interrupt status again, and returns the exception to throw. */
    public static InterruptedIOException interrupted(Object what, InterruptedException cause) {
        Thread.currentThread().interrupt();
        InterruptedIOException exception =
                new InterruptedIOException("interrupted while waiting for " + what + "; the call had no effect");
        exception.initCause(cause);
        return exception;
    }
}
