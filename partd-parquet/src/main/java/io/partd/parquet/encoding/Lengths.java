package io.partd.parquet.encoding;

import io.partd.CorruptDataException;

/** Lengths of four bytes before what they are the length of. */
public final class Lengths {

    private Lengths() {}

    /** Reads a length, and returns where that ends which follows it. */
    public static int endOf(byte[] data, int from, int end) throws CorruptDataException {
        if (end - from < Integer.BYTES) {
            throw new CorruptDataException("a length is expected where " + (end - from) + " bytes are left");
        }
        int length = LittleEndian.getInt(data, from);
        int left = end - from - Integer.BYTES;
        if (length < 0 || length > left) {
            throw new CorruptDataException(
                    "a length of " + (length & 0xFFFFFFFFL) + " bytes where " + left + " are left");
        }
        return from + Integer.BYTES + length;
    }
}
