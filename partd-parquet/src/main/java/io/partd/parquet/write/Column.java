package io.partd.parquet.write;

import org.apache.arrow.vector.FieldVector;
import org.jspecify.annotations.Nullable;

/**
 * A column of a batch to be written.
 *
 * @param vector its values; or indices, where there is a dictionary
 * @param dictionary what the indices stand for; null without any
 */
public record Column(FieldVector vector, @Nullable FieldVector dictionary) {

    /** Returns a column of values. */
    public static Column of(FieldVector values) {
        return new Column(values, null);
    }
}
