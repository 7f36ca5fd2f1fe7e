package io.partd.parquet.read;

import io.partd.CorruptDataException;
import io.partd.parquet.encoding.LittleEndian;
import java.util.Arrays;

/**
 * Makes Arrow's decimals, 16 or 32 bytes with the low one first, of shorter numbers, or of those with the high one
 * first.
 */
final class Decimals {

    private Decimals() {}

    /** Of four or eight bytes, the low one first. */
    static ValueConverter ofIntegers(int size, int width) {
        return new ValueConverter() {
            @Override
            public int width() {
                return width;
            }

            @Override
            public void convert(byte[] in, int count, byte[] out, int to) {
                for (int i = 0; i < count; i++) {
                    long value = size == Integer.BYTES
                            ? LittleEndian.getInt(in, i * Integer.BYTES)
                            : LittleEndian.getLong(in, i * Long.BYTES);
                    int at = to + i * width;
                    LittleEndian.putLong(out, at, value);
                    for (int rest = Long.BYTES; rest < width; rest += Long.BYTES) {
                        LittleEndian.putLong(out, at + rest, value >> (Long.SIZE - 1));
                    }
                }
            }
        };
    }

    /** Of bytes with the high one first. */
    static ValueConverter ofBytes(int size, int width) {
        return new ValueConverter() {
            @Override
            public int width() {
                return width;
            }

            @Override
            public void convert(byte[] in, int count, byte[] out, int to) throws CorruptDataException {
                for (int i = 0; i < count; i++) {
                    turn(in, i * size, size, out, to + i * width, width);
                }
            }
        };
    }

    /** Turns a number round, and fills it up with its sign. */
    static void turn(byte[] in, int from, int size, byte[] out, int to, int width) throws CorruptDataException {
        byte sign = size > 0 && in[from] < 0 ? (byte) -1 : 0;
        int extra = Math.max(0, size - width);
        for (int i = 0; i < extra; i++) {
            if (in[from + i] != sign || in[from + extra] < 0 != sign < 0) {
                throw new CorruptDataException("a decimal of " + size + " bytes, which are more than its digits need");
            }
        }
        int used = size - extra;
        for (int i = 0; i < used; i++) {
            out[to + i] = in[from + size - 1 - i];
        }
        Arrays.fill(out, to + used, to + width, sign);
    }
}
