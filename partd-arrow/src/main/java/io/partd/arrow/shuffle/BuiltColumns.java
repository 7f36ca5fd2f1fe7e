package io.partd.arrow.shuffle;

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
final class BuiltColumns implements AutoCloseable {

    private final List<ArrowFieldNode> nodes = new ArrayList<>();
    private final List<ArrowBuf> buffers = new ArrayList<>();
    private final List<Long> viewBuffers = new ArrayList<>();

    /** Adds the node of a column. */
    void addNode(int length, int nullCount) {
        nodes.add(new ArrowFieldNode(length, nullCount));
    }

    /** Adds a buffer, which is this object's from now on. */
    void addBuffer(ArrowBuf buffer) {
        buffers.add(buffer);
    }

    /** Says how many buffers of bytes a column of views has. */
    void addViewBuffers(int count) {
        viewBuffers.add((long) count);
    }

    /** Gives vectors what was built; they hold it, too, then. */
    void load(VectorSchemaRoot root, int rowCount) {
        try (ArrowRecordBatch batch = new ArrowRecordBatch(
                rowCount, nodes, buffers, NoCompressionCodec.DEFAULT_BODY_COMPRESSION, viewBuffers, true)) {
            new VectorLoader(root).load(batch);
        }
    }

    @Override
    public void close() {
        buffers.forEach(ArrowBuf::close);
        buffers.clear();
    }
}
