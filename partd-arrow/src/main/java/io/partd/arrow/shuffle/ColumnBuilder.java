package io.partd.arrow.shuffle;

import java.util.List;
import org.apache.arrow.memory.ArrowBuf;
import org.apache.arrow.vector.ipc.message.ArrowFieldNode;

/** Makes a column of rows of others that have the same type. Closing it releases what it has not given away. */
interface ColumnBuilder extends AutoCloseable {

    /** Appends rows of a chunk, in the order of {@code rows[start]} to {@code rows[end - 1]}. */
    void append(Chunk from, int[] rows, int start, int end);

    /** Returns the number of rows. */
    int length();

    /**
     * Adds nodes and buffers, its own and its children's, in the order of the IPC format. They are the caller's now.
     */
    void finish(List<ArrowFieldNode> nodes, List<ArrowBuf> buffers);

    @Override
    void close();

    /** Tells whether rows follow each other without a gap. */
    static boolean isRun(int[] rows, int start, int end) {
        return end > start && rows[end - 1] - rows[start] == end - 1 - start;
    }
}
