package io.partd.arrow.memory;

import org.apache.arrow.memory.ArrowBuf;
import org.apache.arrow.memory.BufferAllocator;
import org.apache.arrow.memory.util.MemoryUtil;

/** The offsets of strings and lists, of four or eight bytes, made as values come. Begins with 0. For one thread. */
public final class OffsetsBuilder implements AutoCloseable {

    private final GrowingBuffer buffer;
    private final int width;
    private final int expected;
    private int length;
    private long end;

    /** Makes one with room for an expected number of values once the first comes. */
    public OffsetsBuilder(BufferAllocator allocator, int width, int expected) {
        this.buffer = new GrowingBuffer(allocator);
        this.width = width;
        this.expected = expected;
    }

    /** Returns the offset of a number in a buffer of offsets of 4 or 8 bytes. */
    public static long get(long source, int width, int index) {
        return width == Integer.BYTES
                ? MemoryUtil.getInt(source + 4L * index)
                : MemoryUtil.getLong(source + 8L * index);
    }

    /** Returns the end of the last value. */
    public long end() {
        return end;
    }

    /** Returns how many bytes the offsets take. */
    public long size() {
        return (length + 1L) * width;
    }

    /** Tells whether values are longer together than the offsets can say. */
    public boolean isOverflown() {
        return width == Integer.BYTES && end > Integer.MAX_VALUE;
    }

    /** Appends the offsets of values that have the lengths of those rows of a source, whose offsets were checked. */
    public void append(long source, int[] rows, int start, int stop) {
        long to = reserve(stop - start);
        for (int i = start; i < stop; i++) {
            end += get(source, width, rows[i] + 1) - get(source, width, rows[i]);
            put(to, end);
            to += width;
        }
        length += stop - start;
    }

    /** Appends the offsets of values of some lengths. */
    public void append(int[] lengths, int count) {
        long to = reserve(count);
        for (int i = 0; i < count; i++) {
            end += lengths[i];
            put(to, end);
            to += width;
        }
        length += count;
    }

    /** Appends the offset of a value of a length. */
    public void append(long valueLength) {
        long to = reserve(1);
        end += valueLength;
        put(to, end);
        length++;
    }

    /** Makes room for more offsets, and returns where they go. */
    private long reserve(int more) {
        long used = size();
        long begin =
                buffer.reserve(length == 0 ? 0 : used, Math.max(used + (long) more * width, (expected + 1L) * width));
        if (length == 0) {
            put(begin, 0);
        }
        return begin + used;
    }

    private void put(long address, long value) {
        if (width == Integer.BYTES) {
            MemoryUtil.putInt(address, (int) value);
        } else {
            MemoryUtil.putLong(address, value);
        }
    }

    /** Returns a buffer of the offsets, which the caller releases. */
    public ArrowBuf share() {
        if (length == 0) {
            put(buffer.reserve(0, width), 0);
        }
        return buffer.share(size());
    }

    /** Removes all offsets, and releases their memory. */
    @Override
    public void close() {
        buffer.close();
        length = 0;
        end = 0;
    }
}
