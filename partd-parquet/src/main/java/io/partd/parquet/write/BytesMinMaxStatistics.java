package io.partd.parquet.write;

import java.util.Arrays;
import org.apache.parquet.format.Statistics;
import org.jspecify.annotations.Nullable;

/**
 * The smallest and the largest of byte strings, in the order of their type. There are none if any is long, or NaN,
 * which some readers put above all others.
 */
final class BytesMinMaxStatistics {

    /** The orders that byte strings have in Parquet. */
    enum Order {
        /** Byte by byte, without sign. */
        UNSIGNED,
        /** As decimals: numbers with the high byte first. */
        SIGNED,
        /** As floating point numbers of two bytes. */
        HALF,
        /** None that is defined. */
        NONE
    }

    /** Longer values are not worth their place in the footer. */
    private static final int LONGEST = 64;

    private final Order order;
    private byte @Nullable [] smallest;
    private byte @Nullable [] largest;
    private boolean known = true;

    BytesMinMaxStatistics(Order order) {
        this.order = order;
    }

    void add(byte[] from, int start, int length) {
        if (order == Order.NONE || !known) {
            return;
        }
        if (length > LONGEST || (order == Order.HALF && isNotANumber(from[start + 1], from[start]))) {
            known = false;
            return;
        }
        if (smallest == null || compare(from, start, length, smallest) < 0) {
            smallest = Arrays.copyOfRange(from, start, start + length);
        }
        if (largest == null || compare(from, start, length, largest) > 0) {
            largest = Arrays.copyOfRange(from, start, start + length);
        }
    }

    private int compare(byte[] a, int start, int length, byte[] b) {
        return switch (order) {
            case SIGNED -> compareSigned(a, start, length, b);
            case HALF -> Integer.compare(sortable(a[start + 1], a[start]), sortable(b[1], b[0]));
            case UNSIGNED, NONE -> Arrays.compareUnsigned(a, start, start + length, b, 0, b.length);
        };
    }

    /** Compares numbers that may have different lengths. */
    private static int compareSigned(byte[] a, int start, int length, byte[] b) {
        int most = Math.max(length, b.length);
        for (int i = 0; i < most; i++) {
            int x = digit(a, start, length, i - (most - length));
            int y = digit(b, 0, b.length, i - (most - b.length));
            if (x != y) {
                return i == 0 ? Integer.compare((byte) x, (byte) y) : Integer.compare(x, y);
            }
        }
        return 0;
    }

    private static int digit(byte[] number, int start, int length, int at) {
        if (at >= 0) {
            return number[start + at] & 0xFF;
        }
        return length > 0 && number[start] < 0 ? 0xFF : 0;
    }

    private static boolean isNotANumber(byte high, byte low) {
        return (high & 0x7C) == 0x7C && ((high & 0x03) != 0 || low != 0);
    }

    private static int sortable(byte high, byte low) {
        int bits = (short) ((high << 8) | (low & 0xFF));
        return bits ^ ((bits >> 31) & 0x7FFF);
    }

    void describe(Statistics statistics) {
        if (!known || smallest == null || largest == null) {
            return;
        }
        byte[] min = smallest;
        byte[] max = largest;
        if (order == Order.HALF) {
            // As the format demands: either zero may be among the values.
            min = isZero(min) ? new byte[] {0, (byte) 0x80} : min;
            max = isZero(max) ? new byte[] {0, 0} : max;
        }
        statistics.setMin_value(min);
        statistics.setMax_value(max);
        statistics.setIs_min_value_exact(true);
        statistics.setIs_max_value_exact(true);
    }

    private static boolean isZero(byte[] half) {
        return half[0] == 0 && (half[1] & 0x7F) == 0;
    }
}
