package io.partd.parquet.encoding;

import java.io.IOException;
import java.util.Arrays;

/** Writes {@code RLE}: runs of eight equal values or more as such, others bit-packed, eight at a time. */
public final class RleBitPackedEncoder {

    private static final int GROUP = 8;

    private RleBitPackedEncoder() {}

    /** Adds levels, with their length in front as in a page of version 1. */
    public static void writeLevelsWithLength(byte[] levels, int count, int width, ByteBuilder out) throws IOException {
        int at = out.grow(Integer.BYTES);
        writeLevels(levels, count, width, out);
        LittleEndian.putInt(out.bytes(), at, out.size() - at - Integer.BYTES);
    }

    /** Adds levels, as in a page of version 2. */
    public static void writeLevels(byte[] levels, int count, int width, ByteBuilder out) throws IOException {
        if (count > 0 && Arrays.mismatch(levels, 0, count - 1, levels, 1, count) < 0) {
            putRun(levels[0], count, width, out);
        } else {
            int[] values = new int[count];
            for (int i = 0; i < count; i++) {
                values[i] = levels[i];
            }
            write(values, count, width, out);
        }
    }

    /** Adds values. */
    public static void write(int[] values, int count, int width, ByteBuilder out) throws IOException {
        int packedFrom = 0;
        int at = 0;
        while (at < count) {
            int run = runLength(values, at, count);
            if (run >= GROUP || at + run == count) {
                pack(values, packedFrom, at, width, out);
                putRun(values[at], run, width, out);
                at += run;
                packedFrom = at;
            } else {
                at = Math.min(count, at + GROUP);
            }
        }
        pack(values, packedFrom, at, width, out);
    }

    private static void putRun(int value, int length, int width, ByteBuilder out) throws IOException {
        out.putVarint((long) length << 1);
        out.putNumber(value, (width + 7) / 8);
    }

    private static int runLength(int[] values, int from, int count) {
        int at = from + 1;
        while (at < count && values[at] == values[from]) {
            at++;
        }
        return at - from;
    }

    private static void pack(int[] values, int from, int to, int width, ByteBuilder out) throws IOException {
        if (from == to) {
            return;
        }
        int groups = (to - from + GROUP - 1) / GROUP;
        out.putVarint(((long) groups << 1) | 1);
        int at = out.grow(groups * width);
        byte[] bytes = out.bytes();
        long pending = 0;
        int bits = 0;
        for (int i = from; i < from + groups * GROUP; i++) {
            pending |= (i < to ? values[i] & 0xFFFFFFFFL : 0) << bits;
            bits += width;
            if (bits >= Integer.SIZE) {
                LittleEndian.putInt(bytes, at, (int) pending);
                at += Integer.BYTES;
                pending >>>= Integer.SIZE;
                bits -= Integer.SIZE;
            }
        }
        LittleEndian.putInt(bytes, at, (int) pending); // bits after the last ones are ignored
    }
}
