package io.partd.parquet.encoding;

import io.partd.CorruptDataException;

/** Reads {@code DELTA_LENGTH_BYTE_ARRAY}: all lengths, then all bytes. */
public final class DeltaLengthByteArrayDecoder implements ByteArrayDecoder {

    private final byte[] data;
    private final int end;
    private final DeltaBinaryPackedDecoder sizes;
    private int at;

    /** Begins to read. */
    public DeltaLengthByteArrayDecoder(byte[] data, int from, int end) throws CorruptDataException {
        this.data = data;
        this.end = end;
        sizes = new DeltaBinaryPackedDecoder(data, from, end);
        at = new DeltaBinaryPackedDecoder(data, from, end).skipToEnd();
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
