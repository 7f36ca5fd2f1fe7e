package io.partd.parquet.read;

import io.partd.CorruptDataException;
import io.partd.parquet.encoding.LittleEndian;
import java.io.IOException;
import java.util.Arrays;

/** Converts Parquet's values to Arrow's, where they differ. */
@FunctionalInterface
interface ValueConverter {

    /** Converts values that lie one after the other. */
    void convert(byte[] in, int count, byte[] out, int to) throws IOException;

    /** Makes integers of one or two bytes of those of four. */
    static ValueConverter narrowing(int width, boolean signed) {
        int largest = (1 << (Byte.SIZE * width - (signed ? 1 : 0))) - 1;
        int smallest = signed ? -largest - 1 : 0;
        return (in, count, out, to) -> {
            for (int i = 0; i < count; i++) {
                int value = LittleEndian.getInt(in, i * Integer.BYTES);
                if (value < smallest || value > largest) {
                    throw new CorruptDataException(
                            value + " in a column of integers from " + smallest + " to " + largest);
                }
                if (width == 1) {
                    out[to + i] = (byte) value;
                } else {
                    LittleEndian.putShort(out, to + i * Short.BYTES, (short) value);
                }
            }
        };
    }

    /** Makes decimals, 16 or 32 bytes with the low one first, of integers of four or eight bytes. */
    static ValueConverter decimalsOfIntegers(int size, int width) {
        return (in, count, out, to) -> {
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
        };
    }

    /** Makes decimals of bytes with the high one first. */
    static ValueConverter decimalsOfBytes(int size, int width) {
        return (in, count, out, to) -> {
            for (int i = 0; i < count; i++) {
                decimal(in, i * size, size, out, to + i * width, width);
            }
        };
    }

    /** Turns a number with the high byte first round, and fills it up with its sign. */
    static void decimal(byte[] in, int from, int size, byte[] out, int to, int width) throws CorruptDataException {
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
