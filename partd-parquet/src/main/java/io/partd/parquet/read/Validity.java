package io.partd.parquet.read;

import org.apache.arrow.memory.ArrowBuf;
import org.apache.arrow.memory.BufferAllocator;
import org.apache.arrow.vector.ipc.message.ArrowFieldNode;

/** Which slots have a value. As long as all have, there are no bits. */
final class Validity implements AutoCloseable {

    private final BufferAllocator allocator;
    private final BitBuffer bits;
    private long count;
    private long nulls;

    Validity(BufferAllocator allocator) {
        this.allocator = allocator;
        this.bits = new BitBuffer(allocator);
    }

    void addValid(int more) {
        if (nulls > 0) {
            bits.addOnes(more);
        }
        count += more;
    }

    void add(boolean valid) {
        if (!valid && nulls++ == 0) {
            bits.addOnes(count);
        }
        if (nulls > 0) {
            bits.add(valid ? 1 : 0);
        }
        count++;
    }

    long count() {
        return count;
    }

    long size() {
        return bits.size();
    }

    ArrowFieldNode node() {
        return new ArrowFieldNode(count, nulls);
    }

    /** Returns the bits, which are the caller's to release, and begins anew. */
    ArrowBuf take() {
        ArrowBuf taken = nulls == 0 ? allocator.getEmpty() : bits.take();
        count = 0;
        nulls = 0;
        return taken;
    }

    @Override
    public void close() {
        bits.close();
    }
}
