package io.partd.arrow.shuffle;

import java.util.List;
import org.apache.arrow.memory.ArrowBuf;
import org.apache.arrow.vector.ipc.message.ArrowFieldNode;

/** Columns of the type that has nothing but null. */
final class NullBuilder implements ColumnBuilder {

    private int length;

    @Override
    public int length() {
        return length;
    }

    @Override
    public void append(Chunk from, int[] rows, int start, int end) {
        length += end - start;
    }

    @Override
    public void finish(List<ArrowFieldNode> nodes, List<ArrowBuf> buffers) {
        nodes.add(new ArrowFieldNode(length, length));
    }

    @Override
    public void close() {}
}
