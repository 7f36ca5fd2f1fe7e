package io.partd.arrow.shuffle;

import org.apache.arrow.vector.types.pojo.ArrowType;

/**
 * Compares columns by their memory, which is much faster than value by value. What is found different may still have
 * the same values.
 */
final class SameValues {

    private SameValues() {}

    /** Tells whether the first values of two columns of one type are the same for sure. */
    static boolean areSame(Chunk column, Chunk other, int count) {
        if (column.nullCount() > 0 || other.nullCount() > 0 || column.buffers() != other.buffers()) {
            return false;
        }
        ArrowType type = column.field().getType();
        return switch (type.getTypeID()) {
            case Utf8, Binary -> areSame(column, other, count, 4);
            case LargeUtf8, LargeBinary -> areSame(column, other, count, 8);
            case Int, FloatingPoint, Decimal, FixedSizeBinary, Date, Time, Timestamp, Duration, Interval ->
                column.hasSame(1, other, (long) count * ColumnBuilders.width(type));
            default -> false;
        };
    }

    /** Compares strings, whose offsets are the same only if nothing else is before them. */
    private static boolean areSame(Chunk column, Chunk other, int count, int width) {
        return count == 0
                || (column.hasSame(1, other, (count + 1L) * width)
                        && column.hasSame(2, other, Offsets.get(Offsets.source(column, width), width, count)));
    }
}
