package io.partd.parquet.read;

import java.io.IOException;

/** Makes decoders of a column's values; knows the dictionary of its row group. */
interface ValueDecoders {

    /** Begins another row group, which has no dictionary yet. */
    void reset();

    /** Takes the dictionary, plain values. */
    void dictionary(byte[] bytes, int size, int count) throws IOException;
}
