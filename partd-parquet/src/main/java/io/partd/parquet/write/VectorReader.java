package io.partd.parquet.write;

import java.io.IOException;
import java.util.function.Supplier;
import org.apache.arrow.memory.ArrowBuf;
import org.apache.arrow.vector.FieldVector;

/** Reads values of vectors, and hands them on as Parquet has them. Immutable, and for any number of threads. */
interface VectorReader {

    /** The most values that are taken at once. */
    int STEP = 1024;

    /** Returns what makes objects that take the values of a column in a row group. */
    Supplier<? extends ColumnValues> values();

    /** Returns how many bytes values have in the plain layout. */
    long size(FieldVector vector, int[] indices, int from, int count);

    /** Adds the values at indices. */
    void read(FieldVector vector, int[] indices, int from, int count, ColumnValues values, Workspace workspace)
            throws IOException;

    /**
     * Returns the address of a buffer whose values are read without a check of bounds. Checks the bounds here, once for
     * many values.
     *
     * @param width how many bytes each value has
     * @throws IndexOutOfBoundsException if an index is beyond its end
     */
    static long address(ArrowBuf buffer, int[] indices, int from, int count, int width) {
        int largest = 0;
        int all = 0;
        for (int i = from; i < from + count; i++) {
            largest = Math.max(largest, indices[i]);
            all |= indices[i];
        }
        if (count > 0 && (all < 0 || (largest + 1L) * width > buffer.capacity())) {
            throw new IndexOutOfBoundsException(
                    "the value " + largest + " of " + width + " bytes in a buffer of " + buffer.capacity());
        }
        return buffer.memoryAddress();
    }
}
