package io.partd.parquet.encoding;

import io.partd.CorruptDataException;

/** Reads {@code RLE} booleans, with their length in front, as bytes 0 and 1. */
public final class RleBooleanDecoder implements FixedWidthDecoder {

    private final RleBitPackedDecoder runs;

    /** Begins to read. */
    public RleBooleanDecoder(byte[] data, int from, int end) throws CorruptDataException {
        runs = new RleBitPackedDecoder(data, from + Integer.BYTES, Lengths.endOf(data, from, end), 1);
    }

    @Override
    public void read(byte[] out, int from, int count) throws CorruptDataException {
        runs.read(out, from, count);
    }
}
