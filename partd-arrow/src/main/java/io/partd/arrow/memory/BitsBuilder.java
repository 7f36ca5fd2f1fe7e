package io.partd.arrow.memory;

import org.apache.arrow.memory.ArrowBuf;
import org.apache.arrow.memory.BufferAllocator;
import org.apache.arrow.memory.util.MemoryUtil;

/** Bits, lowest first, as Arrow has them for validity and booleans. For one thread. */
public final class BitsBuilder implements AutoCloseable {

    private final GrowingBuffer buffer;
    private final int expected;
    private int length;
    private int zeros;

    /** Makes one with room for an expected number of bits once the first comes. */
    public BitsBuilder(BufferAllocator allocator, int expected) {
        this.buffer = new GrowingBuffer(allocator);
        this.expected = expected;
    }

    /** Returns how many bits there are. */
    public int length() {
        return length;
    }

    /** Returns how many of them are zeros. */
    public int zeros() {
        return zeros;
    }

    /** Appends bits of a source, in the order of the row numbers. */
    public void append(long source, int[] rows, int start, int end) {
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

    /** Appends a one for each byte that has some value, and a zero for each other. */
    public void append(byte[] bytes, int start, int end, int value) {
        long to = reserve(end - start);
        int at = length;
        int current = partial(to);
        int ones = 0;
        for (int i = start; i < end; i++) {
            int bit = bytes[i] == value ? 1 : 0;
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

    /** Appends a bit. */
    public void append(boolean one) {
        long to = reserve(1);
        int bit = one ? 1 : 0;
        MemoryUtil.putByte(to + (length >>> 3), (byte) (partial(to) | bit << (length & 7)));
        zeros += 1 - bit;
        length++;
    }

    /** Appends ones. */
    public void appendOnes(int count) {
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
        return buffer.reserve(size(), (Math.max(expected, (long) length + count) + 7) / 8);
    }

    /** Returns the bits of the last byte, if it isn't full. */
    private int partial(long address) {
        return (length & 7) == 0 ? 0 : MemoryUtil.getByte(address + (length >>> 3)) & ((1 << (length & 7)) - 1);
    }

    /** Returns how many bytes the bits take. */
    public long size() {
        return (length + 7L) / 8;
    }

    /** Returns a buffer of the bits, which the caller releases. */
    public ArrowBuf share() {
        return buffer.share(size());
    }

    /** Removes all bits, and releases their memory. */
    @Override
    public void close() {
        buffer.close();
        length = 0;
        zeros = 0;
    }
}
