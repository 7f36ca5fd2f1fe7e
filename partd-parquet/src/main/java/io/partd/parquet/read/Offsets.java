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
        check(last);
        if (staged == STAGE) {
            flush();
        }
        stageLast();
    }

    /** Adds values of some lengths. */
    void add(int[] lengths, int count) throws IOException {
        int done = 0;
        while (done < count) {
            if (staged == STAGE) {
                flush();
            }
            int n = Math.min(count - done, STAGE - staged);
            long end = last;
            int at = staged * width;
            for (int i = done; i < done + n; i++) {
                end += lengths[i];
                if (width == Integer.BYTES) {
                    LittleEndian.putInt(stage, at, (int) end);
                } else {
                    LittleEndian.putLong(stage, at, end);
                }
                at += width;
            }
            check(end);
            last = end;
            staged += n;
            done += n;
        }
    }

    private void check(long end) throws IOException {
        if (width == Integer.BYTES && end > Integer.MAX_VALUE) {
            throw new IOException(end + " bytes or elements in the values of one batch; at most " + Integer.MAX_VALUE
                    + " are possible");
        }
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

    /** Returns where the last value ends. */
    long last() {
        return last;
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
