package io.partd.parquet.write;

import java.io.IOException;
import org.apache.arrow.vector.FieldVector;

/** Takes a field's vector apart. */
interface NodeWriter {

    /** Writes values. The slots are the callee's then. */
    void write(FieldVector vector, Slots slots) throws IOException;
}
