package io.partd.parquet.write;

import java.io.IOException;
import org.apache.arrow.vector.FieldVector;

/** Takes values out of vectors, and hands them on as Parquet has them. Immutable, and for any number of threads. */
interface ValueFeed {

    /** The most values that are taken at once. */
    int STEP = 1024;

    /** Makes what takes the values of a column in a row group. */
    ColumnValues newValues();

    /** Returns how many bytes values have in the plain layout. */
    long size(FieldVector vector, int[] indices, int from, int count);

    /** Adds the values of indices. */
    void feed(FieldVector vector, int[] indices, int from, int count, ColumnValues values, Workspace workspace)
            throws IOException;
}
