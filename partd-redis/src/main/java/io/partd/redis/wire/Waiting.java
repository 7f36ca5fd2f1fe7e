package io.partd.redis.wire;

import java.io.IOException;
import java.io.InterruptedIOException;
import java.net.SocketTimeoutException;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** Waits that end at a deadline, or by an interrupt, before anything has had an effect. */
public final class Waiting {

    private static final String NO_EFFECT = "; the call had no effect";

    private Waiting() {}

    /** What is waited for; returns false when the time is up. */
    @FunctionalInterface
    public interface Wait {
        boolean until(long nanos) throws InterruptedException;
    }

    /**
     * Waits.
     *
     * @param what what is waited for, for the message
     * @throws SocketTimeoutException if the time is up
     * @throws InterruptedIOException if the thread is interrupted; its interrupt status is set
     */
    public static void await(Wait wait, Deadline deadline, String what) throws IOException {
        try {
            if (!wait.until(deadline.nanos())) {
                throw timedOut(deadline, what, null);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw interrupted(what, e);
        }
    }

    /**
     * Sleeps before something is tried again.
     *
     * @param cause why it has to be, for the message
     */
    public static void pause(long millis, Deadline deadline, String what, @Nullable IOException cause)
            throws IOException {
        if (deadline.isOver()) {
            throw timedOut(deadline, what, cause);
        }
        try {
            TimeUnit.NANOSECONDS.sleep(Math.min(deadline.nanos(), TimeUnit.MILLISECONDS.toNanos(millis)));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw interrupted(what, e);
        }
    }

    public static SocketTimeoutException timedOut(Deadline deadline, String what, @Nullable Throwable cause) {
        String reason = cause == null ? "" : ": " + cause.getMessage();
        SocketTimeoutException exception =
                new SocketTimeoutException("waited " + deadline + " for " + what + reason + NO_EFFECT);
        exception.initCause(cause);
        return exception;
    }

    public static InterruptedIOException interrupted(String what, @Nullable InterruptedException cause) {
        InterruptedIOException exception =
                new InterruptedIOException("interrupted while waiting for " + what + NO_EFFECT);
        exception.initCause(cause);
        return exception;
    }
}
