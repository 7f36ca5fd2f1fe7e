package io.partd.parquet.write;

import java.util.function.Supplier;
import org.apache.arrow.vector.FieldVector;

/** Reads vectors of the null type, which have no values. */
record NullVectorReader(Supplier<NumberValues> values) implements VectorReader {

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
