package io.partd.parquet.encoding;

import io.partd.CorruptDataException;

/** Reads levels in the deprecated {@code BIT_PACKED}, the high bit first, by bringing them to the form of today. */
public final class BitPackedLevels {

    private BitPackedLevels() {}

    /** Returns how many bytes so many levels take. */
    public static int size(int count, int width) {
        return Math.toIntExact(((long) count * width + 7) / 8);
    }

    /** Returns a decoder of the levels. */
    public static RleBitPackedDecoder read(byte[] data, int from, int end, int count, int width)
            throws CorruptDataException {
        int size = size(count, width);
        if (size > end - from) {
            throw new CorruptDataException(count + " levels of " + width + " bits in " + (end - from) + " bytes");
        }
        int groups = (count + 7) / 8;
        byte[] packed = new byte[5 + groups * width + LittleEndian.SLACK];
        int at = 0;
        long header = ((long) groups << 1) | 1;
        while (header >= 0x80) {
            packed[at++] = (byte) (header | 0x80);
            header >>>= 7;
        }
        packed[at++] = (byte) header;
        for (long i = 0; i < count; i++) {
            for (int b = 0; b < width; b++) {
                long in = i * width + b;
                int bit = (data[from + (int) (in >>> 3)] >>> (7 - (in & 7))) & 1;
                long out = i * width + (width - 1 - b);
                packed[at + (int) (out >>> 3)] |= (byte) (bit << (out & 7));
            }
        }
        return new RleBitPackedDecoder(packed, 0, at + groups * width, width);
    }
}
