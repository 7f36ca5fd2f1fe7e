package io.partd.redis.wire;

import java.time.Duration;
import java.util.concurrent.TimeUnit;

/** When a call has to be over. Immutable. */
public final class Deadline {

    private final Duration timeout;
    private final long end;

    /** Makes one that is so far away. */
    public Deadline(Duration timeout) {
        this.timeout = timeout;
        this.end = System.nanoTime() + timeout.toNanos();
    }

    /** Returns how much time is left, 0 if none is. */
    public long nanos() {
        return Math.max(0, end - System.nanoTime());
    }

    public boolean isOver() {
        return nanos() == 0;
    }

    /** Returns how long the call may take, as in {@code 60 s}. */
    @Override
    public String toString() {
        long millis = timeout.toMillis();
        return millis % 1000 == 0 ? TimeUnit.MILLISECONDS.toSeconds(millis) + " s" : millis + " ms";
    }
}
