package io.partd.parquet.write;

import java.io.IOException;
import org.apache.arrow.vector.FieldVector;
import org.jspecify.annotations.Nullable;

/** A column of a batch, and what writes it. */
final class ColumnBatch {

    private final FieldVector vector;
    private final @Nullable Entries entries;
    private final NodeWriter writer;

    private ColumnBatch(FieldVector vector, @Nullable Entries entries, NodeWriter writer) {
        this.vector = vector;
        this.entries = entries;
        this.writer = writer;
    }

    static ColumnBatch of(Column column, NodeWriter writer) {
        FieldVector dictionary = column.dictionary();
        return new ColumnBatch(column.vector(), dictionary == null ? null : Entries.of(dictionary), writer);
    }

    /** Returns how many bytes the values are together, at most. */
    long size() {
        long size = vector.getBufferSize();
        return entries == null ? size : size + (long) entries.longest() * vector.getValueCount();
    }

    /** Writes rows. The slots are the callee's then. */
    void write(Slots slots) throws IOException {
        if (entries == null) {
            writer.write(vector, slots);
        } else {
            ((ColumnWriter) writer).write(vector, entries, slots);
        }
    }
}
