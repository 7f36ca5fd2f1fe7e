package io.partd.arrow.shuffle;

import java.util.List;
import org.apache.arrow.memory.ArrowBuf;
import org.apache.arrow.memory.BufferAllocator;
import org.apache.arrow.vector.ipc.message.ArrowFieldNode;

/** Booleans, a bit each. */
final class BooleanBuilder implements ColumnBuilder {

    private final ValidityBuilder validity;
    private final BitsBuilder bits;

    BooleanBuilder(BufferAllocator allocator, int expected) {
        validity = new ValidityBuilder(allocator, expected);
        bits = new BitsBuilder(allocator, expected);
    }

    @Override
    public int length() {
        return bits.length();
    }

    @Override
    public void append(Chunk from, int[] rows, int start, int end) {
        bits.append(from.address(1, (from.length() + 7L) / 8), rows, start, end);
        validity.append(from, rows, start, end);
    }

    @Override
    public void finish(List<ArrowFieldNode> nodes, List<ArrowBuf> buffers) {
        validity.finish(nodes, buffers);
        buffers.add(bits.take());
    }

    @Override
    public void close() {
        validity.close();
        bits.close();
    }
}
