package io.partd.parquet.encoding;

import io.partd.CorruptDataException;

/** Reads {@code DELTA_BINARY_PACKED} integers of four or eight bytes. */
public final class DeltaBinaryPackedFixedDecoder implements FixedWidthDecoder {

    private final DeltaBinaryPackedDecoder integers;
    private final int width;

    /** Begins to read. */
    public DeltaBinaryPackedFixedDecoder(byte[] data, int from, int end, int width) throws CorruptDataException {
        this.integers = new DeltaBinaryPackedDecoder(data, from, end);
        this.width = width;
    }

    @Override
    public void read(byte[] out, int from, int count) throws CorruptDataException {
        if (width == Long.BYTES) {
            for (int i = 0; i < count; i++) {
                LittleEndian.putLong(out, from + i * Long.BYTES, integers.next());
            }
        } else {
            for (int i = 0; i < count; i++) {
                LittleEndian.putInt(out, from + i * Integer.BYTES, (int) integers.next());
            }
        }
    }
}
