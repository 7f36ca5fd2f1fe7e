package io.partd.parquet.read;

import io.partd.CorruptDataException;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.apache.arrow.memory.ArrowBuf;
import org.apache.arrow.vector.ipc.message.ArrowFieldNode;
import org.apache.arrow.vector.ipc.message.ArrowRecordBatch;

/** The vectors of a batch, as Arrow lists them: a node for each, and its buffers. */
final class Output implements AutoCloseable {

    private final List<ArrowFieldNode> nodes = new ArrayList<>();
    private final List<ArrowBuf> buffers = new ArrayList<>();

    void add(ArrowFieldNode node) {
        nodes.add(node);
    }

    /**
     * Adds a vector that must have so many slots.
     *
     * @param where what it is within, for the message
     * @throws CorruptDataException if it has another number, since columns of a file need not agree
     */
    void add(VectorSink vector, long slots, String where) throws IOException {
        int at = nodes.size();
        vector.finish(this);
        long actual = nodes.get(at).getLength();
        if (actual != slots) {
            throw new CorruptDataException("a column has " + actual + " values in '" + where + "', which has " + slots);
        }
    }

    /** Adds a buffer, which is released with this. */
    void add(ArrowBuf buffer) {
        buffers.add(buffer);
    }

    /** Returns a batch of it all, to be closed besides. */
    ArrowRecordBatch batch(int rows) {
        return new ArrowRecordBatch(rows, nodes, buffers);
    }

    @Override
    public void close() {
        buffers.forEach(ArrowBuf::close);
    }
}
