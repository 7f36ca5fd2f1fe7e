package io.partd.arrow.shuffle;

import org.apache.arrow.memory.ArrowBuf;
import org.apache.arrow.memory.BufferAllocator;
import org.apache.arrow.memory.util.MemoryUtil;

/** Bits, lowest first, as Arrow has them for validity and booleans. For one thread. */
final class BitsBuilder implements AutoCloseable {

    private final GrowingBuffer buffer;
    private final int expected;
    private int length;
    private int zeros;

    /** Makes one with room for an expected number of bits once the first comes. */
    BitsBuilder(BufferAllocator allocator, int expected) {
        this.buffer = new GrowingBuffer(allocator);
        this.expected = expected;
    }

    int length() {
        return length;
    }

    int zeros() {
        return zeros;
    }

    /** Appends bits of a source, in the order of the row numbers. */
    void append(long source, int[] rows, int start, int end) {
        long to = reserve(end - start);
        int at = length;
        int current = partial(to);
        int ones = 0;
        for (int i = start; i < end; i++) {
            int row = rows[i];
            int bit = MemoryUtil.getByte(source + (row >>> 3)) >>> (row & 7) & 1;
            ones += bit;
            current |= bit << (at & 7);
            at++;
            if ((at & 7) == 0) {
                MemoryUtil.putByte(to + (at >>> 3) - 1, (byte) current);
                current = 0;
            }
        }
        if ((at & 7) != 0) {
            MemoryUtil.putByte(to + (at >>> 3), (byte) current);
        }
        zeros += end - start - ones;
        length = at;
    }

    /** Appends ones. */
    void appendOnes(int count) {
        long to = reserve(count);
        int at = length;
        int end = length + count;
        int current = partial(to);
        while (at < end && (at & 7) != 0) {
            current |= 1 << (at & 7);
            at++;
        }
        if ((length & 7) != 0) {
            MemoryUtil.putByte(to + (length >>> 3), (byte) current);
        }
        if (at < end) {
            MemoryUtil.setMemory(to + (at >>> 3), (end - at) >>> 3, (byte) 0xff);
            if ((end & 7) != 0) {
                MemoryUtil.putByte(to + (end >>> 3), (byte) ((1 << (end & 7)) - 1));
            }
        }
        length = end;
    }

    private long reserve(int count) {
        long used = (length + 7L) / 8;
        return buffer.reserve(used, (Math.max(expected, (long) length + count) + 7) / 8);
    }

    /** Returns the bits of the last byte, if it isn't full. */
    private int partial(long address) {
        return (length & 7) == 0 ? 0 : MemoryUtil.getByte(address + (length >>> 3)) & ((1 << (length & 7)) - 1);
    }

    /** Returns a buffer of the bits, which the caller releases. */
    ArrowBuf share() {
        return buffer.share((length + 7L) / 8);
    }

    @Override
    public void close() {
        buffer.close();
    }
}
