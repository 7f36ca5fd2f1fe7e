package io.partd.zmq.client;

import java.io.IOException;
import java.io.InterruptedIOException;
import java.net.SocketTimeoutException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Lock;
import org.jspecify.annotations.Nullable;

/** Waits that end in time, and by an interrupt if that may end them. */
final class Locks {

    static final String NO_EFFECT = "; the call had no effect";

    private Locks() {}

    /** What is waited for; returns false when the time is up. */
    @FunctionalInterface
    interface Wait {
        boolean until(long nanos) throws InterruptedException;
    }

    /**
     * Takes a lock. An interrupt from before does not matter if there is no need to wait.
     *
     * @param interruptible whether an interrupt ends the wait; if not, the interrupt status is set when it is over
     * @param what what is waited for, for the message
     * @throws SocketTimeoutException if the time is up
     * @throws InterruptedIOException if the thread is interrupted; its interrupt status is set
     */
    static void acquire(Lock lock, Deadline deadline, boolean interruptible, String what) throws IOException {
        if (!lock.tryLock()) {
            await(nanos -> lock.tryLock(nanos, TimeUnit.NANOSECONDS), deadline, interruptible, what);
        }
    }

    /** Waits, as {@link #acquire} does. */
    static void await(Wait wait, Deadline deadline, boolean interruptible, String what) throws IOException {
        boolean interrupted = false;
        try {
            while (true) {
                try {
                    if (!wait.until(deadline.nanos())) {
                        throw new SocketTimeoutException("waited " + deadline + " for " + what + NO_EFFECT);
                    }
                    return;
                } catch (InterruptedException e) {
                    interrupted = true;
                    if (interruptible) {
                        throw interrupted(what, e);
                    }
                }
            }
        } finally {
            if (interrupted) {
                Thread.currentThread().interrupt();
            }
        }
    }

    /**
     * Returns what an exception says, but for that a call had no effect: its wait had none, but it has sent a change.
     */
    static String withoutNoEffect(Exception e) {
        return String.valueOf(e.getMessage()).replaceFirst("(;|, and) the call had no effect$", "");
    }

    /** Returns the exception for a wait that an interrupt has ended, without effect. */
    static InterruptedIOException interrupted(String what, @Nullable InterruptedException cause) {
        InterruptedIOException exception =
                new InterruptedIOException("interrupted while waiting for " + what + NO_EFFECT);
        exception.initCause(cause);
        return exception;
    }
}
