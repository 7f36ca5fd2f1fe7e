package io.partd.parquet.write;

import java.io.IOException;

/** Makes Parquet's values of Arrow's, where they differ. */
interface ValueConverter {

    /** Converts values that lie one behind the other. */
    void convert(byte[] in, int count, byte[] out) throws IOException;
}
