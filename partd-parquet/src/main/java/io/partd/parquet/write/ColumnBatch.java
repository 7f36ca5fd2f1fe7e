package io.partd.parquet.write;

import java.io.IOException;
import org.apache.arrow.memory.ArrowBuf;
import org.apache.arrow.vector.BitVectorHelper;
import org.apache.arrow.vector.FieldVector;
import org.apache.arrow.vector.NullVector;
import org.jspecify.annotations.Nullable;

/** A column of a batch, and what writes it. Immutable, and for any number of threads. */
final class ColumnBatch {

    private static final int PIECE_ROWS = 1024;
    private static final int PIECE_BYTES = 1 << 18;

    private final FieldVector vector;
    private final @Nullable Entries entries;
    private final boolean nulls;
    private final NodeWriter writer;
    private final int pieceRows;

    private ColumnBatch(
            FieldVector vector, @Nullable Entries entries, boolean nulls, NodeWriter writer, int pieceRows) {
        this.vector = vector;
        this.entries = entries;
        this.nulls = nulls;
        this.writer = writer;
        this.pieceRows = pieceRows;
    }

    static ColumnBatch of(Column column, NodeWriter writer, Workspace workspace) throws IOException {
        FieldVector vector = column.vector();
        FieldVector dictionary = column.dictionary();
        Entries entries = dictionary == null ? null : Entries.of(dictionary, ((LeafWriter) writer).feed(), workspace);
        long count = vector.getValueCount();
        // A row within others may have many values, whose places are all in memory.
        int pieceRows = writer instanceof LeafWriter
                ? Integer.MAX_VALUE
                : (int) Math.max(1, Math.min(PIECE_ROWS, PIECE_BYTES * count / (vector.getBufferSize() + 1)));
        return new ColumnBatch(vector, entries, hasNulls(vector), writer, pieceRows);
    }

    private static boolean hasNulls(FieldVector vector) {
        if (vector instanceof NullVector) {
            return true;
        }
        int count = vector.getValueCount();
        ArrowBuf validity = vector.getValidityBuffer();
        return validity.capacity() >= (count + 7L) / Byte.SIZE && BitVectorHelper.getNullCount(validity, count) > 0;
    }

    /** Writes rows to a file's columns. */
    void write(int[] rows, int from, int count, ChunkBuilder[] chunks, Workspace workspace) throws IOException {
        if (writer instanceof LeafWriter leaf) {
            leaf.write(vector, entries, nulls, rows, from, count, chunks, workspace);
            return;
        }
        for (int done = 0; done < count; done += pieceRows) {
            int n = Math.min(pieceRows, count - done);
            writer.write(vector, Slots.ofRows(rows, from + done, n), chunks, workspace);
        }
    }
}
