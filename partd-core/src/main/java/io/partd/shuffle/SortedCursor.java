package io.partd.shuffle;

import java.io.IOException;
import java.io.OutputStream;

/** Iterates over records of which none is a fault, and tells what each is sorted by. For one thread. */
interface SortedCursor {

    /** Starts at the first record of an array, which has {@link RecordFormat#PADDING} bytes after the last one. */
    void reset(byte[] bytes, int from, int to);

    /** Moves to the next record; returns false after the last one. */
    boolean next();

    /** Writes bytes that are ordered, compared as unsigned, as the records are. */
    void sortKey(OutputStream out) throws IOException;

    /** Writes what a partition gets of the record, with a line end. */
    void write(OutputStream out) throws IOException;
}
