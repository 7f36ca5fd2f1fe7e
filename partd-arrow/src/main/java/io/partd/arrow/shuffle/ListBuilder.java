package io.partd.arrow.shuffle;

import java.util.List;
import org.apache.arrow.memory.ArrowBuf;
import org.apache.arrow.memory.BufferAllocator;
import org.apache.arrow.vector.ipc.message.ArrowFieldNode;

/** Lists and maps. */
final class ListBuilder implements ColumnBuilder {

    private final ValidityBuilder validity;
    private final Offsets offsets;
    private final ColumnBuilder elements;
    private final int width;
    private final RowNumbers taken = new RowNumbers();

    /** Makes one whose offsets have {@code width} bytes. */
    ListBuilder(BufferAllocator allocator, int width, ColumnBuilder elements, int expected) {
        this.validity = new ValidityBuilder(allocator, expected);
        this.offsets = new Offsets(allocator, width, expected);
        this.elements = elements;
        this.width = width;
    }

    @Override
    public int length() {
        return validity.length();
    }

    @Override
    public void append(Chunk from, int[] rows, int start, int end) {
        long source = Offsets.source(from, width);
        Chunk child = from.children().get(0);
        taken.clear();
        for (int i = start; i < end; i++) {
            long begin = Offsets.get(source, width, rows[i]);
            long stop = Offsets.get(source, width, rows[i] + 1);
            Offsets.check(from, rows[i], begin, stop, child.length());
            taken.addRange((int) begin, (int) stop);
        }
        offsets.append(from, source, rows, start, end);
        elements.append(child, taken.rows(), 0, taken.count());
        validity.append(from, rows, start, end);
    }

    @Override
    public void finish(List<ArrowFieldNode> nodes, List<ArrowBuf> buffers) {
        validity.finish(nodes, buffers);
        buffers.add(offsets.take());
        elements.finish(nodes, buffers);
    }

    @Override
    public void close() {
        validity.close();
        offsets.close();
        elements.close();
    }
}
