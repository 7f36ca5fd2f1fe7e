package io.partd.parquet.write;

import org.apache.arrow.vector.FieldVector;
import org.apache.arrow.vector.IntVector;
import org.apache.arrow.vector.LargeVarBinaryVector;
import org.apache.arrow.vector.LargeVarCharVector;
import org.apache.arrow.vector.VarBinaryVector;
import org.apache.arrow.vector.VarCharVector;
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

    /**
     * Tells whether indices and a dictionary can be written as they are: byte strings, none of them null, and not more
     * than there are indices.
     */
    public static boolean isPossible(FieldVector indices, FieldVector dictionary) {
        boolean bytes = dictionary instanceof VarCharVector
                || dictionary instanceof LargeVarCharVector
                || dictionary instanceof VarBinaryVector
                || dictionary instanceof LargeVarBinaryVector;
        return bytes
                && indices instanceof IntVector
                && dictionary.getNullCount() == 0
                && dictionary.getValueCount() <= indices.getValueCount();
    }
}
