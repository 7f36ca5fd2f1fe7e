package io.partd.arrow.shuffle;

import java.util.List;
import org.apache.arrow.memory.ArrowBuf;
import org.apache.arrow.memory.BufferAllocator;
import org.apache.arrow.vector.ipc.message.ArrowFieldNode;

/** Lists that all have the same number of elements. */
final class FixedListBuilder implements ColumnBuilder {

    private final ValidityBuilder validity;
    private final ColumnBuilder elements;
    private final int size;
    private final RowNumbers taken = new RowNumbers();

    FixedListBuilder(BufferAllocator allocator, int size, ColumnBuilder elements, int expected) {
        this.validity = new ValidityBuilder(allocator, expected);
        this.elements = elements;
        this.size = size;
    }

    @Override
    public int length() {
        return validity.length();
    }

    @Override
    public void append(Chunk from, int[] rows, int start, int end) {
        Chunk child = from.children().get(0);
        taken.clear();
        for (int i = start; i < end; i++) {
            long begin = (long) rows[i] * size;
            Offsets.check(from, rows[i], begin, begin + size, child.length());
            taken.addRange((int) begin, (int) begin + size);
        }
        elements.append(child, taken.rows(), 0, taken.count());
        validity.append(from, rows, start, end);
    }

    @Override
    public void finish(List<ArrowFieldNode> nodes, List<ArrowBuf> buffers) {
        validity.finish(nodes, buffers);
        elements.finish(nodes, buffers);
    }

    @Override
    public void close() {
        validity.close();
        elements.close();
    }
}
