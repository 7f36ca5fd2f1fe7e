package io.partd.parquet.write;

import io.partd.parquet.encoding.ByteBuilder;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Arrays;
import org.apache.parquet.format.Statistics;

/**
 * The smallest and the largest of numbers, in the order of their type. There are none if any is NaN: readers that put
 * it above all others, as DuckDB does, would else leave out row groups that have it.
 */
final class NumberMinMaxStatistics {

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
    private boolean empty = true;
    private boolean known = true;
    private long smallest;
    private long largest;

    NumberMinMaxStatistics(int width, Order order) {
        this.width = width;
        this.order = order;
    }

    /** Takes numbers; those of four bytes with their sign. */
    void add(long[] values, int from, int to) {
        // Numbers are brought to an order of signed integers, which turns round for those that have none.
        long low = empty ? Long.MAX_VALUE : smallest;
        long high = empty ? Long.MIN_VALUE : largest;
        for (int i = from; i < to; i++) {
            long value = values[i];
            if (order != Order.SIGNED) {
                if (order == Order.FLOATING && isNotANumber(value)) {
                    known = false;
                    return;
                }
                value = sortable(value);
            }
            empty = false;
            low = Math.min(low, value);
            high = Math.max(high, value);
        }
        smallest = low;
        largest = high;
    }

    private boolean isNotANumber(long bits) {
        return width == Long.BYTES
                ? Double.isNaN(Double.longBitsToDouble(bits))
                : Float.isNaN(Float.intBitsToFloat((int) bits));
    }

    /** Its own inverse. */
    private long sortable(long bits) {
        if (order == Order.UNSIGNED) {
            return width == Long.BYTES ? bits ^ Long.MIN_VALUE : (int) bits ^ Integer.MIN_VALUE;
        }
        return bits ^ ((bits >> (Long.SIZE - 1)) >>> 1);
    }

    void describe(Statistics statistics) {
        if (empty || !known) {
            return;
        }
        long min = order == Order.SIGNED ? smallest : sortable(smallest);
        long max = order == Order.SIGNED ? largest : sortable(largest);
        if (order == Order.FLOATING) {
            // As the format demands: either zero may be among the values.
            min = isZero(min) ? sign() : min;
            max = isZero(max) ? 0 : max;
        }
        statistics.setMin_value(bytes(min));
        statistics.setMax_value(bytes(max));
        statistics.setIs_min_value_exact(true);
        statistics.setIs_max_value_exact(true);
    }

    private boolean isZero(long bits) {
        return width == Long.BYTES ? bits << 1 == 0 : (int) bits << 1 == 0;
    }

    private long sign() {
        return width == Long.BYTES ? Long.MIN_VALUE : Integer.MIN_VALUE;
    }

    private byte[] bytes(long value) {
        try {
            ByteBuilder out = new ByteBuilder();
            out.putNumber(value, width);
            return Arrays.copyOf(out.bytes(), width);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
