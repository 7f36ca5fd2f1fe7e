package io.partd.parquet.write;

import java.util.Comparator;
import org.apache.parquet.format.Statistics;
import org.jspecify.annotations.Nullable;

/**
 * Bounds of values, as statistics have them: in the plain layout, without a length before them.
 *
 * @param min that no value is less than; null if it is not known
 * @param max that no value is greater than; null if it is not known
 * @param minExact whether one of the values is {@code min}; else that is the truncated smallest one
 * @param maxExact whether one of the values is {@code max}
 */
@SuppressWarnings("ArrayRecordComponent") // never compared
record MinMax(byte @Nullable [] min, byte @Nullable [] max, boolean minExact, boolean maxExact) {

    /** No bounds. */
    static final MinMax UNKNOWN = new MinMax(null, null, false, false);

    private static final long OBJECTS = 96;

    /** Returns the bounds of values of which one is the smallest, and one the largest. */
    static MinMax exact(byte[] min, byte[] max) {
        return new MinMax(min, max, true, true);
    }

    /** Returns the bounds of these values and others; one is known if both are. */
    MinMax merge(MinMax other, Comparator<byte[]> order) {
        boolean ownMin = isFirst(min, minExact, other.min, order);
        boolean ownMax = isFirst(max, maxExact, other.max, order.reversed());
        return new MinMax(
                ownMin ? min : other.min,
                ownMax ? max : other.max,
                ownMin ? minExact : other.minExact,
                ownMax ? maxExact : other.maxExact);
    }

    /** Tells whether the first of two bounds holds for the values of both. */
    private static boolean isFirst(
            byte @Nullable [] own, boolean exact, byte @Nullable [] other, Comparator<byte[]> order) {
        if (own == null || other == null) {
            return own == null;
        }
        int compared = order.compare(own, other);
        return compared < 0 || (compared == 0 && exact);
    }

    /** Notes the bounds that are known. */
    void describe(Statistics statistics) {
        if (min != null) {
            statistics.setMin_value(min);
            statistics.setIs_min_value_exact(minExact);
        }
        if (max != null) {
            statistics.setMax_value(max);
            statistics.setIs_max_value_exact(maxExact);
        }
    }

    /** Returns about how many bytes of memory are taken. */
    long memory() {
        return OBJECTS + (min == null ? 0 : min.length) + (max == null ? 0 : max.length);
    }
}
