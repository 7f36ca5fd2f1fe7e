package io.partd.arrow.shuffle;

import org.apache.arrow.memory.ArrowBuf;
import org.apache.arrow.memory.BufferAllocator;
import org.apache.arrow.memory.util.MemoryUtil;

/** The offsets of strings and lists, of four or eight bytes, made as values come. Begins with 0. For one thread. */
final class Offsets implements AutoCloseable {

    private final GrowingBuffer buffer;
    private final int width;
    private final int expected;
    private int length;
    private long end;

    Offsets(BufferAllocator allocator, int width, int expected) {
        this.buffer = new GrowingBuffer(allocator);
        this.width = width;
        this.expected = expected;
    }

    /** Returns where a chunk's offsets begin. */
    static long source(Chunk chunk, int width) {
        return chunk.address(1, chunk.length() == 0 ? 0 : (chunk.length() + 1L) * width);
    }

    static long get(long source, int width, int index) {
        return width == 4 ? MemoryUtil.getInt(source + 4L * index) : MemoryUtil.getLong(source + 8L * index);
    }

    /**
     * Checks where a value begins and ends.
     *
     * @throws IllegalArgumentException if that is not within {@code limit}
     */
    static void check(Chunk chunk, int row, long from, long to, long limit) {
        if (from < 0 || to < from || to > limit) {
            throw new IllegalArgumentException("column '" + chunk.field().getName() + "' is damaged: row " + row
                    + " goes from " + from + " to " + to + " of " + limit);
        }
    }

    /** Returns the end of the last value. */
    long end() {
        return end;
    }

    /** Appends the offsets of values that have the lengths of those rows of a chunk, whose offsets were checked. */
    void append(Chunk chunk, long source, int[] rows, int start, int stop) {
        long used = length == 0 ? width : (length + 1L) * width;
        long needed = used + (long) (stop - start) * width;
        long target = buffer.reserve(length == 0 ? 0 : used, Math.max(needed, (expected + 1L) * width));
        put(target, 0);
        long to = target + used;
        for (int i = start; i < stop; i++) {
            end += get(source, width, rows[i] + 1) - get(source, width, rows[i]);
            put(to, end);
            to += width;
        }
        length += stop - start;
        if (width == 4 && end > Integer.MAX_VALUE) {
            throw new IllegalArgumentException("column '" + chunk.field().getName() + "' has " + end
                    + " bytes or values in one piece of a partition, and 32-bit offsets take " + Integer.MAX_VALUE
                    + "; use its large type, or less memory");
        }
    }

    private void put(long address, long value) {
        if (width == 4) {
            MemoryUtil.putInt(address, (int) value);
        } else {
            MemoryUtil.putLong(address, value);
        }
    }

    /** Returns a buffer of the offsets, which the caller releases. */
    ArrowBuf share() {
        if (length == 0) {
            put(buffer.reserve(0, width), 0);
        }
        return buffer.share((length + 1L) * width);
    }

    @Override
    public void close() {
        buffer.close();
    }
}
