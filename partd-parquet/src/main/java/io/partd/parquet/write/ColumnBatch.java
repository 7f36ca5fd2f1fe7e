package io.partd.parquet.write;

import java.io.IOException;
import org.apache.arrow.memory.ArrowBuf;
import org.apache.arrow.vector.BitVectorHelper;
import org.apache.arrow.vector.FieldVector;
import org.apache.arrow.vector.NullVector;
import org.jspecify.annotations.Nullable;

/** A column of a batch, and what writes it. Once it is prepared, for any number of threads. */
final class ColumnBatch {

    private static final int PIECE_ROWS = 1024;
    private static final int PIECE_BYTES = 1 << 18;

    private final FieldVector vector;
    private final @Nullable Entries entries;
    private final boolean nulls;
    private final NodeWriter writer;
    private final int pieceRows;
    private @Nullable SharedNumbers shared;

    /** The place of each row's value, or of each entry, among the numbers of all files. */
    private int @Nullable [] places;

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
        Entries entries = dictionary == null ? null : Entries.of(dictionary, ((LeafWriter) writer).reader(), workspace);
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

    /** Looks the values up among those of all files, if they are numbers; before the batch is written. */
    void share(SharedNumbers all, Workspace workspace) throws IOException {
        if (entries instanceof Entries.Numbers numbers) {
            shared = all;
            places = all.add(numbers.numbers());
        } else if (writer instanceof LeafWriter leaf
                && leaf.reader() instanceof NumberVectorReader reader
                && (reader.takesAnything() || !nulls)) {
            shared = all;
            places = all.add(vector, workspace);
        }
    }

    /**
     * Adds values by their places among those of all files; returns whether that is possible.
     *
     * @param rows of the values, or their entries if there are entries
     */
    boolean addShared(ColumnValues values, int[] rows, int from, int count, Workspace workspace) throws IOException {
        SharedNumbers all = shared;
        int[] found = places;
        if (all == null || found == null || !(values instanceof NumberValues numbers) || !numbers.takesShared(all)) {
            return false;
        }
        numbers.addShared(all, found, rows, from, count, workspace);
        return true;
    }

    FieldVector vector() {
        return vector;
    }

    /** Returns what the vector's values stand for; null if they stand for themselves. */
    @Nullable
    Entries entries() {
        return entries;
    }

    /** Tells whether there are nulls among all of the vector's values. */
    boolean hasNulls() {
        return nulls;
    }

    /** Writes rows to a file's columns. */
    void write(int[] rows, int from, int count, ChunkBuilder[] chunks, Workspace workspace) throws IOException {
        if (writer instanceof LeafWriter leaf) {
            leaf.write(this, rows, from, count, chunks, workspace);
            return;
        }
        for (int done = 0; done < count; done += pieceRows) {
            int n = Math.min(pieceRows, count - done);
            writer.write(vector, LeafLevels.ofRows(rows, from + done, n), chunks, workspace);
        }
    }
}
