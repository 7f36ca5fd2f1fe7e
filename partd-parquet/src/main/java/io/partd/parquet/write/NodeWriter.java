package io.partd.parquet.write;

import java.io.IOException;
import org.apache.arrow.vector.FieldVector;

/** Writes a field's vectors as columns. Immutable, and for any number of threads. */
interface NodeWriter {

    /**
     * Writes values. Their levels are the callee's then.
     *
     * @param chunks those of all columns of the file
     */
    void write(FieldVector vector, LeafLevels levels, ChunkBuilder[] chunks, Workspace workspace) throws IOException;
}
