package io.partd.parquet.write;

import io.partd.parquet.encoding.ByteBuilder;
import io.partd.parquet.encoding.LittleEndian;
import io.partd.parquet.encoding.RleBitPackedEncoder;
import java.io.IOException;
import java.util.Arrays;

/** The indices in the dictionary of a page's values: one, two or four bytes each, as the largest one needs. */
final class DictionaryIndices {

    private static final int LEAST = 64;

    private byte[] bytes = {};
    private int width = Byte.BYTES;
    private int count;

    /**
     * Adds indices.
     *
     * @param dictionary how many values the dictionary has by now
     */
    void add(int[] indices, int more, int dictionary) {
        int needed =
                dictionary <= 1 << Byte.SIZE ? Byte.BYTES : dictionary <= 1 << Short.SIZE ? Short.BYTES : Integer.BYTES;
        if (needed > width) {
            widen(needed);
        }
        if ((count + more) * width > bytes.length) {
            bytes = Arrays.copyOf(bytes, Math.max(LEAST, Math.max((count + more) * width, 2 * bytes.length)));
        }
        put(indices, more);
        count += more;
    }

    private void put(int[] indices, int more) {
        int at = count * width;
        switch (width) {
            case Byte.BYTES -> {
                for (int i = 0; i < more; i++) {
                    bytes[at + i] = (byte) indices[i];
                }
            }
            case Short.BYTES -> {
                for (int i = 0; i < more; i++) {
                    LittleEndian.putShort(bytes, at + i * Short.BYTES, (short) indices[i]);
                }
            }
            default -> {
                for (int i = 0; i < more; i++) {
                    LittleEndian.putInt(bytes, at + i * Integer.BYTES, indices[i]);
                }
            }
        }
    }

    private void widen(int needed) {
        int[] all = new int[count];
        copy(all);
        bytes = new byte[bytes.length / width * needed];
        width = needed;
        int had = count;
        count = 0;
        put(all, had);
        count = had;
    }

    /** Copies all indices to an array that has room for them. */
    void copy(int[] to) {
        switch (width) {
            case Byte.BYTES -> {
                for (int i = 0; i < count; i++) {
                    to[i] = bytes[i] & 0xff;
                }
            }
            case Short.BYTES -> {
                for (int i = 0; i < count; i++) {
                    to[i] = LittleEndian.getShort(bytes, i * Short.BYTES) & 0xffff;
                }
            }
            default -> {
                for (int i = 0; i < count; i++) {
                    to[i] = LittleEndian.getInt(bytes, i * Integer.BYTES);
                }
            }
        }
    }

    int count() {
        return count;
    }

    void clear() {
        count = 0;
    }

    /** Says that no more come. */
    void release() {
        bytes = new byte[0];
        count = 0;
    }

    /** Returns how many bytes of memory are taken. */
    long memory() {
        return bytes.length;
    }

    /** Returns about how many bytes so many of them are when they are written. */
    static long size(int indices, int dictionary) {
        return (long) indices * bits(dictionary) / Byte.SIZE;
    }

    /** Writes indices as a page has them. */
    static void write(int[] indices, int count, int dictionary, ByteBuilder out) throws IOException {
        int bits = bits(dictionary);
        out.putNumber(bits, 1);
        RleBitPackedEncoder.write(indices, count, bits, out);
    }

    private static int bits(int dictionary) {
        return Integer.SIZE - Integer.numberOfLeadingZeros(Math.max(1, dictionary - 1));
    }
}
