package io.partd.parquet.write;

import java.io.IOException;

/** Converts Arrow's values to Parquet's, where they differ. */
interface ValueConverter {

    /** Converts adjacent values. */
    void convert(byte[] in, int count, byte[] out) throws IOException;
}
