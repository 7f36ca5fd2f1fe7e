package io.partd.parquet.read;

import java.io.IOException;

/** A vector with others in it, of which levels say what there is. They are those of its first column. */
interface LevelSink extends VectorSink {

    /** Adds a vector that is within it. */
    void add(VectorSink inner);

    /** Takes pairs of levels. */
    void append(byte[] repetitions, byte[] definitions, int from, int to) throws IOException;

    /** Takes values that are there, outside of any list. */
    void append(int count);
}
