package io.partd.parquet.read;

import java.util.Arrays;
import org.apache.arrow.memory.ArrowBuf;
import org.apache.arrow.memory.BufferAllocator;

/** Bits, the low one of a byte first. */
final class BitBuffer implements AutoCloseable {

    private static final int STAGE = 512;

    private final GrowingBuffer bytes;
    private final byte[] stage = new byte[STAGE];
    private int staged;
    private int pending;
    private int pendingBits;

    BitBuffer(BufferAllocator allocator) {
        bytes = new GrowingBuffer(allocator);
    }

    void add(int bit) {
        pending |= bit << pendingBits;
        if (++pendingBits == Byte.SIZE) {
            addByte(pending);
            pending = 0;
            pendingBits = 0;
        }
    }

    /** Adds ones. */
    void addOnes(long count) {
        long left = count;
        while (left > 0 && pendingBits > 0) {
            add(1);
            left--;
        }
        while (left >= Byte.SIZE) {
            if (staged == STAGE) {
                flush();
            }
            int full = (int) Math.min(left / Byte.SIZE, STAGE - staged);
            Arrays.fill(stage, staged, staged + full, (byte) -1);
            staged += full;
            left -= (long) full * Byte.SIZE;
        }
        while (left-- > 0) {
            add(1);
        }
    }

    private void addByte(int value) {
        if (staged == STAGE) {
            flush();
        }
        stage[staged++] = (byte) value;
    }

    private void flush() {
        bytes.put(stage, 0, staged);
        staged = 0;
    }

    long size() {
        return bytes.size() + staged;
    }

    ArrowBuf take() {
        if (pendingBits > 0) {
            addByte(pending);
            pending = 0;
            pendingBits = 0;
        }
        flush();
        return bytes.take();
    }

    @Override
    public void close() {
        bytes.close();
    }
}
