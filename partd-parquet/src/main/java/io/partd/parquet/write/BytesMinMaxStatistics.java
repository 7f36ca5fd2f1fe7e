package io.partd.parquet.write;

import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * The smallest and the largest of byte strings, in the order of their type; truncated where they are long, if the type
 * allows that. There are none if any is NaN, which some readers put above all others.
 */
final class BytesMinMaxStatistics extends MinMaxStatistics {

    /** The orders that byte strings have in Parquet. */
    enum Order {
        /** As bytes without sign; they are text in UTF-8. */
        TEXT,
        /** As bytes without sign. */
        UNSIGNED,
        /** The same, and all of them have one length, as bounds have to have then. */
        UNSIGNED_FIXED,
        /** As decimals: numbers with the high byte first. */
        SIGNED,
        /** As floating point numbers of two bytes. */
        HALF,
        /** None that is defined. */
        NONE
    }

    private static final byte[] NOTHING = {};

    private final Order order;
    private boolean empty = true;
    private boolean known = true;
    private byte @Nullable [] last;
    private int lastStart;
    private int lastLength;
    private byte[] smallest = NOTHING;
    private int smallestStart;
    private int smallestLength;
    private byte[] largest = NOTHING;
    private int largestStart;
    private int largestLength;

    BytesMinMaxStatistics(Order order) {
        this.order = order;
    }

    /** Adds a byte string, which stays where it is until the page has ended. */
    void add(byte[] from, int start, int length) {
        if (isSorted()) {
            compareWithLast(from, start, length);
        }
        if (order == Order.NONE || !known) {
            return;
        }
        if (order == Order.HALF && isNotANumber(from[start + 1], from[start])) {
            known = false;
            return;
        }
        if (empty || compare(from, start, length, smallest, smallestStart, smallestLength) < 0) {
            smallest = from;
            smallestStart = start;
            smallestLength = length;
        }
        if (empty || compare(from, start, length, largest, largestStart, largestLength) > 0) {
            largest = from;
            largestStart = start;
            largestLength = length;
        }
        empty = false;
    }

    private void compareWithLast(byte[] from, int start, int length) {
        int compared = last == null ? 0 : compare(from, start, length, last, lastStart, lastLength);
        compared(compared, order != Order.NONE && (order != Order.HALF || !isNotANumber(from[start + 1], from[start])));
        last = from;
        lastStart = start;
        lastLength = length;
    }

    @Override
    int compare(byte[] a, byte[] b) {
        return compare(a, 0, a.length, b, 0, b.length);
    }

    private int compare(byte[] a, int startA, int lengthA, byte[] b, int startB, int lengthB) {
        return switch (order) {
            case SIGNED -> compareSigned(a, startA, lengthA, b, startB, lengthB);
            case HALF -> Integer.compare(sortable(a[startA + 1], a[startA]), sortable(b[startB + 1], b[startB]));
            case TEXT, UNSIGNED, UNSIGNED_FIXED, NONE ->
                Arrays.compareUnsigned(a, startA, startA + lengthA, b, startB, startB + lengthB);
        };
    }

    /** Compares numbers that may have different lengths. */
    private static int compareSigned(byte[] a, int startA, int lengthA, byte[] b, int startB, int lengthB) {
        int most = Math.max(lengthA, lengthB);
        for (int i = 0; i < most; i++) {
            int x = digit(a, startA, lengthA, i - (most - lengthA));
            int y = digit(b, startB, lengthB, i - (most - lengthB));
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

    @Override
    MinMax endPage() {
        MinMax found = known && !empty ? found() : MinMax.UNKNOWN;
        if (last != null) {
            last = Arrays.copyOfRange(last, lastStart, lastStart + lastLength);
            lastStart = 0;
        }
        empty = true;
        known = true;
        smallest = NOTHING;
        largest = NOTHING;
        return found;
    }

    private MinMax found() {
        if (Math.max(smallestLength, largestLength) <= Truncation.LONGEST) {
            byte[] min = Arrays.copyOfRange(smallest, smallestStart, smallestStart + smallestLength);
            byte[] max = Arrays.copyOfRange(largest, largestStart, largestStart + largestLength);
            if (order == Order.HALF) {
                // As the format demands: either zero may be among the values.
                min = isZero(min) ? new byte[] {0, (byte) 0x80} : min;
                max = isZero(max) ? new byte[] {0, 0} : max;
            }
            return MinMax.exact(min, max);
        }
        if (order != Order.TEXT && order != Order.UNSIGNED) {
            return MinMax.UNKNOWN;
        }
        boolean text = order == Order.TEXT;
        return new MinMax(
                Truncation.lower(smallest, smallestStart, smallestLength, text),
                Truncation.upper(largest, largestStart, largestLength, text),
                smallestLength <= Truncation.LONGEST,
                largestLength <= Truncation.LONGEST);
    }

    private static boolean isZero(byte[] half) {
        return half[0] == 0 && (half[1] & 0x7F) == 0;
    }
}
