package io.partd.arrow.shuffle;

import org.apache.arrow.memory.util.MemoryUtil;

/**
 * Views of strings and bytes as Arrow has them: 16 bytes for each, of which the first four are its length.
 *
 * <pre>
 * bytes   content
 * 4       the length, up to 12
 * 12      the bytes, then zeros
 * </pre>
 *
 * <pre>
 * bytes   content
 * 4       the length, from 13 on
 * 4       the first of the bytes
 * 4       the number of the buffer that they are in
 * 4       where in it they begin
 * </pre>
 */
final class Views {

    /** How many bytes a view has. */
    static final int SIZE = 16;

    /** The most bytes that are in the view itself. */
    static final int MOST_INLINE = 12;

    private static final int LENGTH = 4;
    private static final int FIRST_DATA = 2;

    private Views() {}

    /**
     * Returns where an array's views begin.
     *
     * @throws IllegalArgumentException if there are fewer than it has rows
     */
    static long source(ArrayData array) {
        return array.address(1, (long) array.length() * SIZE);
    }

    /** Returns how long a value is that is not null; negative if it is damaged. */
    static int length(long view) {
        return MemoryUtil.getInt(view);
    }

    /**
     * Returns where the bytes of a value begin that is not null.
     *
     * @throws IllegalArgumentException if it is not within its buffers
     */
    static long bytes(ArrayData array, int row, long view) {
        int length = length(view);
        if (length >= 0 && length <= MOST_INLINE) {
            return view + LENGTH;
        }
        int buffer = MemoryUtil.getInt(view + 8);
        int begin = MemoryUtil.getInt(view + 12);
        if (buffer < 0 || buffer >= array.buffers() - FIRST_DATA) {
            throw new IllegalArgumentException("column '" + array.field().getName() + "' is damaged: row " + row
                    + " is in buffer " + buffer + " of " + (array.buffers() - FIRST_DATA));
        }
        array.requireRange(row, begin, (long) begin + length, array.capacity(FIRST_DATA + buffer));
        return array.address(FIRST_DATA + buffer, 0) + begin;
    }

    /** Writes the view of a value that is in the view itself. */
    static void putInline(long view, long bytes, int length) {
        MemoryUtil.putLong(view, 0);
        MemoryUtil.putLong(view + 8, 0);
        MemoryUtil.putInt(view, length);
        MemoryUtil.copyMemory(bytes, view + LENGTH, length);
    }

    /** Writes the view of a longer value. */
    static void put(long view, long bytes, int length, int buffer, int begin) {
        MemoryUtil.putInt(view, length);
        MemoryUtil.putInt(view + LENGTH, MemoryUtil.getInt(bytes));
        MemoryUtil.putInt(view + 8, buffer);
        MemoryUtil.putInt(view + 12, begin);
    }
}
