package io.partd.arrow.memory;

import java.util.ArrayList;
import java.util.List;
import org.apache.arrow.memory.ArrowBuf;
import org.apache.arrow.vector.VectorLoader;
import org.apache.arrow.vector.VectorSchemaRoot;
import org.apache.arrow.vector.compression.NoCompressionCodec;
import org.apache.arrow.vector.ipc.message.ArrowFieldNode;
import org.apache.arrow.vector.ipc.message.ArrowRecordBatch;

/**
 * What builders have made of columns, in the order of the IPC format. Holds the buffers until it is closed. For one
 * thread.
 */
public final class BuiltColumns implements AutoCloseable {

    private final List<ArrowFieldNode> nodes = new ArrayList<>();
    private final List<ArrowBuf> buffers = new ArrayList<>();
    private final List<Long> viewBuffers = new ArrayList<>();

    /** Makes one without columns. */
    public BuiltColumns() {}

    /** Adds the node of a column. */
    public void addNode(int length, int nullCount) {
        nodes.add(new ArrowFieldNode(length, nullCount));
    }

    /** Adds a buffer, which is this object's from now on. */
    public void addBuffer(ArrowBuf buffer) {
        buffers.add(buffer);
    }

    /** Says how many buffers of bytes a column of views has. */
    public void addViewBuffers(int count) {
        viewBuffers.add((long) count);
    }

    /** Returns how many nodes there are. */
    public int nodes() {
        return nodes.size();
    }

    /** Returns how many values the column of a node has. */
    public int length(int node) {
        return nodes.get(node).getLength();
    }

    /** Returns a batch, to be closed, of all columns, which it holds, too. */
    public ArrowRecordBatch batch(int rowCount) {
        return new ArrowRecordBatch(
                rowCount, nodes, List.copyOf(buffers), NoCompressionCodec.DEFAULT_BODY_COMPRESSION, viewBuffers, true);
    }

    /** Gives vectors what was built; they hold it, too, then. */
    public void load(VectorSchemaRoot root, int rowCount) {
        try (ArrowRecordBatch batch = batch(rowCount)) {
            new VectorLoader(root).load(batch);
        }
    }

    @Override
    public void close() {
        buffers.forEach(ArrowBuf::close);
        buffers.clear();
    }
}
