package io.partd.shuffle;

import java.io.IOException;
import java.io.OutputStream;

/** Writes what a partition gets of a record. */
interface RecordWriter {

    /**
     * Writes it.
     *
     * @throws IllegalArgumentException if it cannot be written, which makes the record a fault
     */
    void write(FieldCursor row, OutputStream out) throws IOException;
}
