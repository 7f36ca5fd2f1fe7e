package io.partd.arrow.ipc;

import java.util.List;
import org.apache.arrow.memory.ArrowBuf;
import org.apache.arrow.memory.util.ByteFunctionHelpers;
import org.apache.arrow.vector.FieldVector;
import org.apache.arrow.vector.TypeLayout;
import org.apache.arrow.vector.types.pojo.ArrowType;

/**
 * The memory of a column, to compare it with another one's of the same type: much faster than value by value, but what
 * is found different may have the same values still.
 *
 * @param type what its values are stored as
 * @param nullCount how many of its values are null
 * @param buffers its own, in the order of the IPC format, not those of columns within it
 */
public record ColumnMemory(ArrowType type, int nullCount, List<ArrowBuf> buffers) {

    /** Returns that of a vector. */
    public static ColumnMemory of(FieldVector vector) {
        return new ColumnMemory(
                ReadableTypes.storage(vector.getField().getType()), vector.getNullCount(), vector.getFieldBuffers());
    }

    /** Tells whether so many values at the beginning are the same for sure. */
    public boolean beginsLike(ColumnMemory other, int count) {
        if (nullCount + other.nullCount > 0 && !hasSameBits(0, other, count)) {
            return false;
        }
        return switch (type.getTypeID()) {
            case Bool -> hasSameBits(1, other, count);
            case Utf8, Binary -> hasSameBytes(other, count, Integer.BYTES);
            case LargeUtf8, LargeBinary -> hasSameBytes(other, count, Long.BYTES);
            case Int, FloatingPoint, Decimal, FixedSizeBinary, Date, Time, Timestamp, Duration, Interval ->
                hasSame(1, other, (long) count * width());
            default -> false;
        };
    }

    private int width() {
        return TypeLayout.getTypeLayout(type).getBufferLayouts().get(1).getTypeBitWidth() / Byte.SIZE;
    }

    /** Compares strings; their offsets are the same only if nothing else is before them. */
    private boolean hasSameBytes(ColumnMemory other, int count, int width) {
        if (count == 0) {
            return true;
        }
        if (!hasSame(1, other, (count + 1L) * width)) {
            return false;
        }
        ArrowBuf offsets = buffers.get(1);
        long end =
                width == Integer.BYTES ? offsets.getInt((long) count * width) : offsets.getLong((long) count * width);
        return end >= 0 && hasSame(2, other, end);
    }

    private boolean hasSameBits(int buffer, ColumnMemory other, int count) {
        long whole = count / Byte.SIZE;
        int rest = count % Byte.SIZE;
        if (!hasSame(buffer, other, whole)) {
            return false;
        }
        if (rest == 0) {
            return true;
        }
        if (!hasRoom(buffer, whole + 1) || !other.hasRoom(buffer, whole + 1)) {
            return false;
        }
        int difference =
                buffers.get(buffer).getByte(whole) ^ other.buffers.get(buffer).getByte(whole);
        return (difference & ((1 << rest) - 1)) == 0;
    }

    private boolean hasSame(int buffer, ColumnMemory other, long bytes) {
        return hasRoom(buffer, bytes)
                && other.hasRoom(buffer, bytes)
                && ByteFunctionHelpers.equal(buffers.get(buffer), 0, bytes, other.buffers.get(buffer), 0, bytes) == 1;
    }

    private boolean hasRoom(int buffer, long bytes) {
        return buffers.get(buffer).capacity() >= bytes;
    }
}
