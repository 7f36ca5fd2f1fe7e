package io.partd.pandas;

import java.io.IOException;
import org.apache.arrow.vector.FieldVector;
import org.jspecify.annotations.Nullable;

/** A column of nulls, of any type that it is joined with. */
record NullColumn(ColumnType type, int rows) implements Column {

    NullColumn(int rows) {
        this(ColumnType.NULL, rows);
    }

    @Override
    public Column take(int[] places, MemoryBudget memory) {
        return new NullColumn(type, places.length);
    }

    @Override
    public Column as(ColumnType wanted) throws IOException {
        return wanted.categories() == null
                ? new NullColumn(wanted, rows)
                : CategoryColumn.ofNulls(rows, new NullColumn(wanted.categories(), 0), wanted.ordered());
    }

    @Override
    public @Nullable Object objectAt(int row) {
        return null;
    }

    @Override
    public void fill(FieldVector vector) {
        vector.setInitialCapacity(rows);
        vector.allocateNew();
        vector.setValueCount(rows);
    }
}
