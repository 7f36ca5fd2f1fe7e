package io.partd.parquet.encoding;

import java.io.IOException;
import java.util.Arrays;

/** A growing array of bytes, always followed by {@link LittleEndian#SLACK} more. */
public final class ByteBuilder {

    private static final int LARGEST = 1 << 30;

    /** An array that has become larger, for one long value say, is not kept. */
    private static final int MOST_KEPT = 1 << 22;

    private static final byte[] NOTHING = new byte[LittleEndian.SLACK];

    private byte[] bytes = NOTHING;
    private int size;

    /** Returns the bytes, which stay this object's; they are another array after the next change. */
    public byte[] bytes() {
        return bytes;
    }

    /** Returns how many there are. */
    public int size() {
        return size;
    }

    /** Removes all bytes. */
    public void clear() {
        size = 0;
        if (bytes.length > MOST_KEPT) {
            bytes = NOTHING;
        }
    }

    /** Removes all bytes, and the memory for them. */
    public void release() {
        size = 0;
        bytes = NOTHING;
    }

    /** Returns how many bytes of memory are taken. */
    public long memory() {
        return bytes.length;
    }

    /** Makes room for so many more, to be put there directly; returns where. */
    public int grow(int more) throws IOException {
        long needed = (long) size + more + LittleEndian.SLACK;
        if (needed > LARGEST) {
            throw new IOException("a page of more than " + LARGEST + " bytes");
        }
        if (needed > bytes.length) {
            bytes = Arrays.copyOf(bytes, (int) Math.min(LARGEST, Math.max(needed, 2L * bytes.length)));
        }
        int at = size;
        size += more;
        return at;
    }

    /** Adds bytes. */
    public void put(byte[] from, int at, int length) throws IOException {
        int to = grow(length);
        System.arraycopy(from, at, bytes, to, length);
    }

    /** Adds a byte string in the plain layout, with its length in front. */
    public void putWithLength(byte[] from, int at, int length) throws IOException {
        int to = grow(Math.addExact(length, Integer.BYTES));
        LittleEndian.putInt(bytes, to, length);
        System.arraycopy(from, at, bytes, to + Integer.BYTES, length);
    }

    /** Adds the low bytes of a number. */
    public void putNumber(long value, int width) throws IOException {
        int at = grow(width);
        LittleEndian.putLong(bytes, at, value); // later values overwrite the rest
    }

    /** Adds a number, seven bits a byte. */
    void putVarint(long value) throws IOException {
        long left = value;
        while ((left & ~0x7FL) != 0) {
            putNumber((left & 0x7F) | 0x80, 1);
            left >>>= 7;
        }
        putNumber(left, 1);
    }
}
