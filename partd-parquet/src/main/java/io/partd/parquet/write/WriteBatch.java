package io.partd.parquet.write;

import java.util.List;

/** A batch that is prepared to be written. Immutable, and for any number of threads. */
public record WriteBatch(List<ColumnBatch> columns) {

    /** Returns how many columns it has. */
    public int columnCount() {
        return columns.size();
    }
}
