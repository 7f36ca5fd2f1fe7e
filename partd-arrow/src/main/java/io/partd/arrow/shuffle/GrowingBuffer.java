package io.partd.arrow.shuffle;

import org.apache.arrow.memory.ArrowBuf;
import org.apache.arrow.memory.BufferAllocator;
import org.apache.arrow.memory.ReferenceManager;
import org.apache.arrow.memory.util.MemoryUtil;
import org.jspecify.annotations.Nullable;

/** A buffer that is moved to a larger one when it is full. What is behind its end is not cleared. For one thread. */
final class GrowingBuffer implements AutoCloseable {

    /** So many bytes behind the end may be written to. */
    static final int SLACK = 8;

    private final BufferAllocator allocator;
    private @Nullable ArrowBuf buffer;
    private long capacity;
    private long address;

    GrowingBuffer(BufferAllocator allocator) {
        this.allocator = allocator;
    }

    /** Makes room, and returns where the buffer begins. */
    long reserve(long used, long bytes) {
        if (bytes > capacity) {
            grow(used, bytes);
        }
        return address;
    }

    private void grow(long used, long bytes) {
        long larger = buffer == null ? bytes : Math.max(bytes, used + used / 2);
        ArrowBuf next = allocator.buffer(larger + SLACK);
        if (buffer != null) {
            MemoryUtil.copyMemory(address, next.memoryAddress(), used);
            buffer.close();
        }
        buffer = next;
        capacity = next.capacity() - SLACK;
        address = next.memoryAddress();
    }

    /**
     * Returns a buffer of the first bytes, which the caller releases. It stays as it is whatever comes behind them. An
     * empty one is nobody else's: Arrow's own is one for all threads, and vectors write into it how long they are.
     */
    ArrowBuf share(long bytes) {
        if (buffer == null || bytes == 0) {
            return new ArrowBuf(ReferenceManager.NO_OP, null, 0, 0);
        }
        buffer.getReferenceManager().retain();
        return buffer.slice(0, bytes);
    }

    @Override
    public void close() {
        if (buffer != null) {
            buffer.close();
            buffer = null;
            capacity = 0;
        }
    }
}
