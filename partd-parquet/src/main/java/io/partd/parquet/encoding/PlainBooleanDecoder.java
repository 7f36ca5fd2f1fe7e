package io.partd.parquet.encoding;

import io.partd.CorruptDataException;

/** Reads {@code PLAIN} booleans, one bit each, as bytes 0 and 1. */
public final class PlainBooleanDecoder implements FixedWidthDecoder {

    private final byte[] data;
    private final long end;
    private long bit;

    /** Begins to read. */
    public PlainBooleanDecoder(byte[] data, int from, int end) {
        this.data = data;
        this.bit = 8L * from;
        this.end = 8L * end;
    }

    @Override
    public void read(byte[] out, int from, int count) throws CorruptDataException {
        if (count > end - bit) {
            throw new CorruptDataException(count + " booleans are expected where " + (end - bit) + " bits are left");
        }
        for (int i = from; i < from + count; i++) {
            out[i] = (byte) ((data[(int) (bit >>> 3)] >>> (bit & 7)) & 1);
            bit++;
        }
    }
}
