package io.partd.parquet.encoding;

import io.partd.CorruptDataException;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;

/** Numbers in arrays of bytes, the low byte first. */
public final class LittleEndian {

    /** How many bytes must follow encoded ones, whatever they are: numbers are read eight bytes at a time. */
    public static final int SLACK = 16;

    private static final VarHandle SHORTS =
            MethodHandles.byteArrayViewVarHandle(short[].class, ByteOrder.LITTLE_ENDIAN);
    private static final VarHandle INTS = MethodHandles.byteArrayViewVarHandle(int[].class, ByteOrder.LITTLE_ENDIAN);
    private static final VarHandle LONGS = MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);

    private LittleEndian() {}

    /** Returns the two bytes at a place. */
    public static short getShort(byte[] bytes, int at) {
        return (short) SHORTS.get(bytes, at);
    }

    /** Returns the four bytes at a place. */
    public static int getInt(byte[] bytes, int at) {
        return (int) INTS.get(bytes, at);
    }

    /** Returns the eight bytes at a place. */
    public static long getLong(byte[] bytes, int at) {
        return (long) LONGS.get(bytes, at);
    }

    /** Stores two bytes. */
    public static void putShort(byte[] bytes, int at, short value) {
        SHORTS.set(bytes, at, value);
    }

    /** Stores four bytes. */
    public static void putInt(byte[] bytes, int at, int value) {
        INTS.set(bytes, at, value);
    }

    /** Stores eight bytes. */
    public static void putLong(byte[] bytes, int at, long value) {
        LONGS.set(bytes, at, value);
    }

    /** Reads a length of four bytes, and returns where the bytes after it end that have this length. */
    public static int endOf(byte[] data, int from, int end) throws CorruptDataException {
        if (end - from < Integer.BYTES) {
            throw new CorruptDataException("a length is expected where " + (end - from) + " bytes are left");
        }
        int length = getInt(data, from);
        int left = end - from - Integer.BYTES;
        if (length < 0 || length > left) {
            throw new CorruptDataException(
                    "a length of " + (length & 0xFFFFFFFFL) + " bytes where " + left + " are left");
        }
        return from + Integer.BYTES + length;
    }
}
