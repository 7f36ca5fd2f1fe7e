package io.partd.parquet.write;

import org.apache.arrow.vector.FieldVector;

/** Takes nothing, from vectors that have nothing. */
final class NullFeed implements ValueFeed {

    private final ColumnValues values;

    NullFeed(ColumnValues values) {
        this.values = values;
    }

    @Override
    public ColumnValues values() {
        return values;
    }

    @Override
    public void feed(FieldVector vector, int[] indices, int from, int count) {
        if (count > 0) {
            throw new IllegalStateException(count + " values of a type that has none");
        }
    }
}
