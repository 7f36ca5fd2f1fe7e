package io.partd.parquet.encoding;

import io.partd.CorruptDataException;

/** Reads {@code PLAIN} values of one width. */
public final class PlainFixedDecoder implements FixedWidthDecoder {

    private final byte[] data;
    private final int end;
    private final int width;
    private int at;

    /** Begins to read. */
    public PlainFixedDecoder(byte[] data, int from, int end, int width) {
        this.data = data;
        this.at = from;
        this.end = end;
        this.width = width;
    }

    @Override
    public void read(byte[] out, int from, int count) throws CorruptDataException {
        long size = (long) count * width;
        if (size > end - at) {
            throw new CorruptDataException(
                    count + " values of " + width + " bytes are expected where " + (end - at) + " bytes are left");
        }
        System.arraycopy(data, at, out, from, (int) size);
        at += (int) size;
    }
}
