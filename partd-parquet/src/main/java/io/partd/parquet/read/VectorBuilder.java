package io.partd.parquet.read;

import io.partd.CorruptDataException;
import io.partd.arrow.memory.BuiltColumns;
import java.io.IOException;

/** Builds a vector, with those within it. */
interface VectorBuilder extends AutoCloseable {

    /** Returns how many bytes there are. */
    long size();

    /** Hands out the vectors, and becomes empty. */
    void finish(BuiltColumns columns) throws IOException;

    /**
     * Hands out a vector within another one, which must have so many slots.
     *
     * @param where the name of the vector around it
     * @throws CorruptDataException if it has another number, since columns of a file need not agree
     */
    default void finish(BuiltColumns columns, long slots, String where) throws IOException {
        int node = columns.nodes();
        finish(columns);
        if (columns.length(node) != slots) {
            throw new CorruptDataException(
                    "a column has " + columns.length(node) + " values in '" + where + "', which has " + slots);
        }
    }

    /** Removes what there is, which nobody wants. */
    default void discard() throws IOException {
        try (BuiltColumns columns = new BuiltColumns()) {
            finish(columns);
        }
    }

    @Override
    void close();
}
