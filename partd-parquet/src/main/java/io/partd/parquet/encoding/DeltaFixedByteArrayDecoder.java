package io.partd.parquet.encoding;

import io.partd.CorruptDataException;

/** Reads byte strings that all must have the same length. */
public final class DeltaFixedByteArrayDecoder implements FixedWidthDecoder {

    private final ByteArrayDecoder values;
    private final Slices slice = new Slices(1);
    private final int width;

    /** Takes the decoder of the byte strings. */
    public DeltaFixedByteArrayDecoder(ByteArrayDecoder values, int width) {
        this.values = values;
        this.width = width;
    }

    @Override
    public void read(byte[] out, int from, int count) throws CorruptDataException {
        for (int i = 0; i < count; i++) {
            values.read(slice, 1);
            if (slice.lengths()[0] != width) {
                throw new CorruptDataException(
                        "a value of " + slice.lengths()[0] + " bytes in a column of " + width + " bytes each");
            }
            System.arraycopy(slice.bytes(), slice.starts()[0], out, from + i * width, width);
        }
    }
}
