package io.partd.arrow.shuffle;

import java.util.List;
import org.apache.arrow.memory.ArrowBuf;
import org.apache.arrow.memory.BufferAllocator;
import org.apache.arrow.vector.ipc.message.ArrowFieldNode;

/** Which rows of a column are not null. Makes no buffer as long as all are. For one thread. */
final class ValidityBuilder implements AutoCloseable {

    private final BitsBuilder bits;
    private int length;

    ValidityBuilder(BufferAllocator allocator, int expected) {
        bits = new BitsBuilder(allocator, expected);
    }

    int length() {
        return length;
    }

    void append(Chunk from, int[] rows, int start, int end) {
        if (from.nullCount() > 0) {
            bits.appendOnes(length - bits.length());
            bits.append(from.validity(), rows, start, end);
        }
        length += end - start;
    }

    /** Adds the column's node, and gives the buffer away; an empty one says that there are no nulls. */
    void finish(List<ArrowFieldNode> nodes, List<ArrowBuf> buffers) {
        nodes.add(new ArrowFieldNode(length, bits.zeros()));
        if (bits.length() > 0) {
            bits.appendOnes(length - bits.length());
        }
        buffers.add(bits.take());
    }

    @Override
    public void close() {
        bits.close();
    }
}
