package io.partd.parquet.write;

import java.util.function.Supplier;
import org.apache.arrow.vector.FieldVector;

/** Reads nothing, from vectors that have nothing. */
final class NullVectorReader implements VectorReader {

    private final Supplier<NumberValues> values;

    NullVectorReader(Supplier<NumberValues> values) {
        this.values = values;
    }

    @Override
    public ColumnValues newValues() {
        return values.get();
    }

    @Override
    public long size(FieldVector vector, int[] indices, int from, int count) {
        return 0;
    }

    @Override
    public void read(FieldVector vector, int[] indices, int from, int count, ColumnValues values, Workspace workspace) {
        if (count > 0) {
            throw new IllegalStateException(count + " values of a type that has none");
        }
    }
}
