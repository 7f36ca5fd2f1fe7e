package io.partd;

import java.nio.ByteBuffer;
import java.util.AbstractList;
import java.util.List;
import java.util.stream.Stream;

/** Buffers of which a late pass cannot get the last one, as if memory gave out in the middle of an append. */
public final class FailingList extends AbstractList<ByteBuffer> {

    private final List<ByteBuffer> buffers;
    private int passes;

    /** Makes one over arrays; so many passes succeed. */
    public FailingList(int passes, byte[]... arrays) {
        this.passes = passes;
        buffers = Stream.of(arrays).map(ByteBuffer::wrap).toList();
    }

    @Override
    public ByteBuffer get(int index) {
        if (index == size() - 1) {
            passes--;
            if (passes < 0) {
                throw new OutOfMemoryError("says the test");
            }
        }
        return buffers.get(index);
    }

    @Override
    public int size() {
        return buffers.size();
    }
}
