package io.partd.arrow.schema;

import org.apache.arrow.vector.types.TimeUnit;

/** What Arrow's units of time are. */
public final class TimeUnits {

    /** How many nanoseconds a second has. */
    public static final long NANOS_PER_SECOND = 1_000_000_000;

    private TimeUnits() {}

    /** Returns how many of a unit a second has. */
    public static long perSecond(TimeUnit unit) {
        return switch (unit) {
            case SECOND -> 1;
            case MILLISECOND -> 1000;
            case MICROSECOND -> 1_000_000;
            case NANOSECOND -> NANOS_PER_SECOND;
        };
    }

    /** Returns how many nanoseconds one of a unit is. */
    public static long nanos(TimeUnit unit) {
        return NANOS_PER_SECOND / perSecond(unit);
    }
}
