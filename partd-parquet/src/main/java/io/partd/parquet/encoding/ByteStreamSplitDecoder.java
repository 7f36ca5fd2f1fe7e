package io.partd.parquet.encoding;

import io.partd.CorruptDataException;

/** Reads {@code BYTE_STREAM_SPLIT}: the first byte of all values, then the second of all, and so on. */
public final class ByteStreamSplitDecoder implements FixedWidthDecoder {

    private final byte[] data;
    private final int from;
    private final int width;
    private final int count;
    private int next;

    /** Begins to read. */
    public ByteStreamSplitDecoder(byte[] data, int from, int end, int width) throws CorruptDataException {
        if ((end - from) % width != 0) {
            throw new CorruptDataException((end - from) + " bytes of split values, not a multiple of " + width);
        }
        this.data = data;
        this.from = from;
        this.width = width;
        this.count = (end - from) / width;
    }

    @Override
    public void read(byte[] out, int to, int wanted) throws CorruptDataException {
        if (wanted > count - next) {
            throw new CorruptDataException(wanted + " values are expected where " + (count - next) + " are left");
        }
        for (int b = 0; b < width; b++) {
            int place = from + b * count + next;
            for (int i = 0; i < wanted; i++) {
                out[to + i * width + b] = data[place + i];
            }
        }
        next += wanted;
    }
}
