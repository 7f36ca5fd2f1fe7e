package io.partd.internal;

import java.time.Duration;
import java.util.concurrent.TimeUnit;

/** The moment at which a wait ends. Immutable. */
public final class Deadline {

    private final long end;

    private Deadline(long end) {
        this.end = end;
    }

    /** Returns the deadline after a timeout. A negative timeout counts as zero, one above a century as a century. */
    public static Deadline after(Duration timeout) {
        // A Duration may be longer than a long has nanoseconds.
        long days = Math.max(0, Math.min(timeout.toDays(), 36_500));
        long nanos = days == 36_500 ? TimeUnit.DAYS.toNanos(days) : Math.max(0, timeout.toNanos());
        return new Deadline(System.nanoTime() + nanos);
    }

    /** Returns the time left, not negative. */
    public Duration left() {
        return Duration.ofNanos(nanos());
    }

    /** Returns the nanoseconds left, not negative. */
    public long nanos() {
        return Math.max(0, end - System.nanoTime());
    }

    /** Returns whether the deadline has passed. */
    public boolean isOver() {
        return nanos() == 0;
    }
}
