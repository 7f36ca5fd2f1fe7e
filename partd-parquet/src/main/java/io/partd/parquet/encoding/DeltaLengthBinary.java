package io.partd.parquet.encoding;

import io.partd.CorruptDataException;

/** Reads {@code DELTA_LENGTH_BYTE_ARRAY}: all lengths, then all bytes. */
public final class DeltaLengthBinary implements BinaryDecoder {

    private final byte[] data;
    private final int end;
    private final DeltaIntegers sizes;
    private int at;

    /** Begins to read. */
    public DeltaLengthBinary(byte[] data, int from, int end) throws CorruptDataException {
        this.data = data;
        this.end = end;
        sizes = new DeltaIntegers(data, from, end);
        at = new DeltaIntegers(data, from, end).skipToEnd();
    }

    @Override
    public int read(Slices out, int count) throws CorruptDataException {
        out.within(data);
        for (int i = 0; i < count; i++) {
            long length = sizes.next();
            if (length < 0 || length > end - at) {
                throw new CorruptDataException("a value of " + length + " bytes where " + (end - at) + " are left");
            }
            out.starts()[i] = at;
            out.lengths()[i] = (int) length;
            at += (int) length;
        }
        return count;
    }
}
