package io.partd.parquet.write;

import java.util.List;

/** A batch that is prepared to be written. Immutable, and for any number of threads. */
public final class WriteBatch {

    private final List<ColumnBatch> columns;

    WriteBatch(List<ColumnBatch> columns) {
        this.columns = columns;
    }

    /** Returns its columns. */
    List<ColumnBatch> columns() {
        return columns;
    }

    /** Returns how many columns it has. */
    public int columnCount() {
        return columns.size();
    }
}
