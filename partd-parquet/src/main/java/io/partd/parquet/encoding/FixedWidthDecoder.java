package io.partd.parquet.encoding;

import java.io.IOException;

/** Reads values that all have the same width. */
public interface FixedWidthDecoder {

    /**
     * Reads values.
     *
     * @param out where they are put, one behind the other
     * @param from the first byte there
     * @param count how many
     */
    void read(byte[] out, int from, int count) throws IOException;
}
