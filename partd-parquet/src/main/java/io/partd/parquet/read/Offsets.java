package io.partd.parquet.read;

import io.partd.parquet.encoding.LittleEndian;
import java.io.IOException;
import org.apache.arrow.memory.ArrowBuf;
import org.apache.arrow.memory.BufferAllocator;

/** Where the values of a vector begin, and where the last one ends: numbers of four bytes or eight. */
final class Offsets implements AutoCloseable {

    private static final int STAGE = 512;

    private final int width;
    private final GrowingBuffer bytes;
    private final byte[] stage;
    private int staged;
    private long last;

    private Offsets(int width, BufferAllocator allocator) {
        this.width = width;
        this.bytes = new GrowingBuffer(allocator);
        this.stage = new byte[STAGE * width];
        stageLast();
    }

    /** Of a vector whose values are less than 2 GiB together. */
    static Offsets small(BufferAllocator allocator) {
        return new Offsets(Integer.BYTES, allocator);
    }

    /** Of a vector of any size. */
    static Offsets large(BufferAllocator allocator) {
        return new Offsets(Long.BYTES, allocator);
    }

    /** Adds a value of a length. */
    void add(long length) throws IOException {
        last += length;
        if (width == Integer.BYTES && last > Integer.MAX_VALUE) {
            throw new IOException(last + " bytes or elements in the values of one batch; at most " + Integer.MAX_VALUE
                    + " are possible");
        }
        if (staged == STAGE) {
            flush();
        }
        stageLast();
    }

    private void stageLast() {
        if (width == Integer.BYTES) {
            LittleEndian.putInt(stage, staged * Integer.BYTES, (int) last);
        } else {
            LittleEndian.putLong(stage, staged * Long.BYTES, last);
        }
        staged++;
    }

    private void flush() {
        bytes.put(stage, 0, staged * width);
        staged = 0;
    }

    long size() {
        return bytes.size() + (long) staged * width;
    }

    ArrowBuf take() {
        flush();
        ArrowBuf taken = bytes.take();
        last = 0;
        stageLast();
        return taken;
    }

    @Override
    public void close() {
        bytes.close();
    }
}
