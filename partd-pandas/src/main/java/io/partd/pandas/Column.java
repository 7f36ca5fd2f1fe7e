package io.partd.pandas;

import java.io.IOException;
import org.apache.arrow.vector.FieldVector;
import org.jspecify.annotations.Nullable;

/** The values of a column, on the heap, until vectors are made of them. Immutable. */
interface Column {

    /** Returns what they are. */
    ColumnType type();

    /** Returns how many there are. */
    int rows();

    /**
     * Returns the values at some places, in that order.
     *
     * @param places from 0 on; a negative one makes a null
     * @param memory what memory there is
     */
    Column take(int[] places, MemoryBudget memory) throws IOException;

    /**
     * Returns the same values as ones of a type that {@link JoinedTypes} has found for them and others.
     *
     * @throws IOException if a value does not fit
     */
    Column as(ColumnType wanted) throws IOException;

    /** Returns a value as an object: Boolean, Long, Double, String and the like; null for null, and what has none. */
    @Nullable
    Object objectAt(int row);

    /** Fills a vector of its type, which has no memory yet. */
    void fill(FieldVector vector);
}
