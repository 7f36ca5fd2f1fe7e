package io.partd.parquet.write;

import io.partd.parquet.encoding.LittleEndian;

/**
 * The smallest and the largest of numbers, in the order of their type. There are none if any is NaN: readers that put
 * it above all others, as DuckDB does, would else leave out row groups that have it.
 */
final class NumberMinMaxStatistics extends MinMaxStatistics {

    /** The orders that numbers of four or eight bytes have in Parquet. */
    enum Order {
        /** Of integers. */
        SIGNED,
        /** Of integers without a sign. */
        UNSIGNED,
        /** Of floating point numbers. */
        FLOATING
    }

    private final int width;
    private final Order order;
    private boolean known = true;

    /** The last number in the order of signed integers, if it is to be compared with the next one and there is one. */
    private long last;

    private boolean first = true;

    /** In the order of signed integers; without any number, it is more than the largest. */
    private long smallest = Long.MAX_VALUE;

    private long largest = Long.MIN_VALUE;

    NumberMinMaxStatistics(int width, Order order) {
        this.width = width;
        this.order = order;
    }

    /** Adds numbers; those of four bytes with their sign. */
    void add(long[] values, int count) {
        compareWithNext(values, count);
        long low = smallest;
        long high = largest;
        for (int i = 0; i < count; i++) {
            long value = values[i];
            if (order != Order.SIGNED) {
                if (order == Order.FLOATING && isNotANumber(value)) {
                    known = false;
                    return;
                }
                value = sortable(value);
            }
            low = Math.min(low, value);
            high = Math.max(high, value);
        }
        smallest = low;
        largest = high;
    }

    private void compareWithNext(long[] values, int count) {
        for (int i = 0; isSorted() && i < count; i++) {
            long value = sortable(values[i]);
            compared(first ? 0 : Long.compare(value, last), order != Order.FLOATING || !isNotANumber(values[i]));
            last = value;
            first = false;
        }
    }

    private boolean isNotANumber(long bits) {
        return width == Long.BYTES
                ? Double.isNaN(Double.longBitsToDouble(bits))
                : Float.isNaN(Float.intBitsToFloat((int) bits));
    }

    /** Brings numbers to the order of signed integers, and back. */
    private long sortable(long bits) {
        return switch (order) {
            case SIGNED -> bits;
            case UNSIGNED -> width == Long.BYTES ? bits ^ Long.MIN_VALUE : (int) bits ^ Integer.MIN_VALUE;
            case FLOATING -> bits ^ ((bits >> (Long.SIZE - 1)) >>> 1);
        };
    }

    @Override
    MinMax endPage() {
        MinMax found = known && smallest <= largest ? found() : MinMax.UNKNOWN;
        known = true;
        smallest = Long.MAX_VALUE;
        largest = Long.MIN_VALUE;
        return found;
    }

    private MinMax found() {
        long min = sortable(smallest);
        long max = sortable(largest);
        if (order == Order.FLOATING) {
            // As the format demands: either zero may be among the values.
            min = isZero(min) ? sign() : min;
            max = isZero(max) ? 0 : max;
        }
        return MinMax.exact(bytes(min), bytes(max));
    }

    private boolean isZero(long bits) {
        return width == Long.BYTES ? bits << 1 == 0 : (int) bits << 1 == 0;
    }

    private long sign() {
        return width == Long.BYTES ? Long.MIN_VALUE : Integer.MIN_VALUE;
    }

    private byte[] bytes(long value) {
        byte[] bytes = new byte[width];
        if (width == Long.BYTES) {
            LittleEndian.putLong(bytes, 0, value);
        } else {
            LittleEndian.putInt(bytes, 0, (int) value);
        }
        return bytes;
    }

    @Override
    int compare(byte[] a, byte[] b) {
        return Long.compare(sortable(number(a)), sortable(number(b)));
    }

    private long number(byte[] bytes) {
        return width == Long.BYTES ? LittleEndian.getLong(bytes, 0) : LittleEndian.getInt(bytes, 0);
    }
}
