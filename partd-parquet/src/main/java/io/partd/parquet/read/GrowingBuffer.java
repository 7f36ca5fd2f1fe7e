package io.partd.parquet.read;

import org.apache.arrow.memory.ArrowBuf;
import org.apache.arrow.memory.BufferAllocator;

/** A buffer of Arrow that grows as bytes are put behind those in it. */
final class GrowingBuffer implements AutoCloseable {

    private static final int SMALLEST = 256;

    private final BufferAllocator allocator;
    private ArrowBuf buffer;
    private long size;

    GrowingBuffer(BufferAllocator allocator) {
        this.allocator = allocator;
        this.buffer = allocator.getEmpty();
    }

    long size() {
        return size;
    }

    void makeRoom(long more) {
        long needed = size + more;
        if (needed > buffer.capacity()) {
            ArrowBuf larger = allocator.buffer(Math.max(needed, Math.max(SMALLEST, 2 * buffer.capacity())));
            larger.setBytes(0, buffer, 0, size);
            buffer.close();
            buffer = larger;
        }
    }

    void put(byte[] bytes, int from, int length) {
        makeRoom(length);
        buffer.setBytes(size, bytes, from, length);
        size += length;
    }

    /** Returns what has been put, which is the caller's to release, and begins anew. */
    ArrowBuf take() {
        ArrowBuf full = buffer;
        full.writerIndex(size);
        buffer = allocator.getEmpty();
        size = 0;
        return full;
    }

    @Override
    public void close() {
        take().close();
    }
}
