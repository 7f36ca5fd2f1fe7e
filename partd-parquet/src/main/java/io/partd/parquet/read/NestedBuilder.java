package io.partd.parquet.read;

import java.io.IOException;

/** Builds a vector with others in it, of which levels say what there is. They are those of its first column. */
interface NestedBuilder extends VectorBuilder {

    /** Adds a vector that is within it. */
    void add(VectorBuilder inner);

    /** Takes pairs of levels. */
    void append(byte[] repetitions, byte[] definitions, int from, int to) throws IOException;

    /** Takes values that are there, outside of any list. */
    void append(int count);
}
