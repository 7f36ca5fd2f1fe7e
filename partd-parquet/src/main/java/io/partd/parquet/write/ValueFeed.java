package io.partd.parquet.write;

import java.io.IOException;
import org.apache.arrow.vector.FieldVector;

/** Takes values out of a vector, and hands them on as Parquet has them. */
interface ValueFeed {

    /** The most values that are taken at once. */
    int STEP = 1024;

    /** Takes the values of indices, which ascend. */
    void feed(FieldVector vector, int[] indices, int from, int count) throws IOException;

    /** Returns where they go. */
    ColumnValues values();
}
