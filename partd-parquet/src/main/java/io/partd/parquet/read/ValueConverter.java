package io.partd.parquet.read;

import java.io.IOException;

/** Makes Arrow's values of Parquet's, where they differ. */
interface ValueConverter {

    /** Returns the bytes of a value in Arrow. */
    int width();

    /** Converts values that lie one behind the other. */
    void convert(byte[] in, int count, byte[] out, int to) throws IOException;
}
