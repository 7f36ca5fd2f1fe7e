package io.partd.internal;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.List;

/** Counts bytes of values. */
public final class Bytes {

    private static final int MAX_ARRAY = Integer.MAX_VALUE - 8;

    private Bytes() {}

    /** Returns the number of bytes that remain in the buffers. */
    public static long remaining(List<ByteBuffer> buffers) {
        long sum = 0;
        for (ByteBuffer buffer : buffers) {
            sum += buffer.remaining();
        }
        return sum;
    }

    /**
     * Makes an array for a value, and for room after it.
     *
     * @throws IOException if that is too large; the message says how to read the value
     */
    public static byte[] array(long length, long room, String key) throws IOException {
        requireArray(length + room, key);
        return new byte[(int) (length + room)];
    }

    /**
     * Checks that an array can hold a value.
     *
     * @throws IOException if the value is too large; the message says how to read it
     */
    public static void requireArray(long length, String key) throws IOException {
        if (length > MAX_ARRAY) {
            throw new IOException("the value of key '" + key + "' has " + length + " bytes, an array at most "
                    + MAX_ARRAY + "; read it with open or stream");
        }
    }
}
