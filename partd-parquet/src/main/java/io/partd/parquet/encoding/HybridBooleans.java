package io.partd.parquet.encoding;

import io.partd.CorruptDataException;

/** Reads {@code RLE} booleans, with their length in front, as bytes 0 and 1. */
public final class HybridBooleans implements FixedDecoder {

    private final HybridDecoder runs;

    /** Begins to read. */
    public HybridBooleans(byte[] data, int from, int end) throws CorruptDataException {
        runs = new HybridDecoder(data, from + Integer.BYTES, Lengths.endOf(data, from, end), 1);
    }

    @Override
    public void read(byte[] out, int from, int count) throws CorruptDataException {
        runs.read(out, from, count);
    }
}
