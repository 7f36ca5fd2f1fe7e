package io.partd.arrow.memory;

import org.apache.arrow.memory.ArrowBuf;
import org.apache.arrow.memory.BufferAllocator;
import org.apache.arrow.memory.ReferenceManager;
import org.apache.arrow.memory.util.MemoryUtil;
import org.jspecify.annotations.Nullable;

/**
 * A buffer that is moved to a larger one when it is full. The caller knows how much of it is used; what follows is not
 * cleared. For one thread.
 */
public final class GrowingBuffer implements AutoCloseable {

    private final BufferAllocator allocator;
    private @Nullable ArrowBuf buffer;
    private long capacity;
    private long address;

    /** Makes one, which takes no memory yet. */
    public GrowingBuffer(BufferAllocator allocator) {
        this.allocator = allocator;
    }

    /** Makes room for so many bytes, of which the first are used, and returns where the buffer begins. */
    public long reserve(long used, long bytes) {
        if (bytes > capacity) {
            grow(used, bytes);
        }
        return address;
    }

    private void grow(long used, long bytes) {
        long larger = buffer == null ? bytes : Math.max(bytes, used + used / 2);
        ArrowBuf next = allocator.buffer(larger);
        if (buffer != null) {
            MemoryUtil.copyMemory(address, next.memoryAddress(), used);
            buffer.close();
        }
        buffer = next;
        capacity = next.capacity();
        address = next.memoryAddress();
    }

    /** Copies bytes to the end of those that are used; returns how many are used then. */
    public long put(long used, byte[] bytes, int from, int length) {
        if (length > 0) {
            reserve(used, used + length);
            MemoryUtil.copyToMemory(bytes, from, address + used, length);
        }
        return used + length;
    }

    /**
     * Returns a buffer of the first bytes, which the caller releases. It stays as it is whatever comes after them. An
     * empty one is nobody else's: Arrow's own is one for all threads, and vectors write into it how long they are.
     */
    public ArrowBuf share(long bytes) {
        if (buffer == null || bytes == 0) {
            return new ArrowBuf(ReferenceManager.NO_OP, null, 0, 0);
        }
        buffer.getReferenceManager().retain();
        return buffer.slice(0, bytes);
    }

    /** Releases the memory; the next byte takes other memory. */
    @Override
    public void close() {
        if (buffer != null) {
            buffer.close();
            buffer = null;
            capacity = 0;
        }
    }
}
