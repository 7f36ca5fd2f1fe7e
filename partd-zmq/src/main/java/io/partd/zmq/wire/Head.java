package io.partd.zmq.wire;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.partd.zmq.zmtp.Connection;
import java.io.IOException;
import java.util.Arrays;

/** Builds the first frame of a message of our dialect; may be used again. For one thread. */
public final class Head {

    private static final int FIRST = 256;
    private static final int MOST_KEPT = 1 << 14;

    private byte[] bytes = new byte[FIRST];
    private int length;

    /** Begins anew, with an operation or a kind of answer, and a request's number. */
    public Head begin(int code, long number) {
        length = 0;
        if (bytes.length > MOST_KEPT) {
            bytes = new byte[FIRST];
        }
        return u8(code).u64(number);
    }

    /** Adds a byte. */
    public Head u8(int value) {
        room(1);
        bytes[length++] = (byte) value;
        return this;
    }

    /** Adds four bytes. */
    public Head u32(long value) {
        return number(value, Integer.BYTES);
    }

    /** Adds eight bytes. */
    public Head u64(long value) {
        return number(value, Long.BYTES);
    }

    private Head number(long value, int count) {
        room(count);
        for (int i = 0; i < count; i++) {
            bytes[length++] = (byte) (value >>> (8 * i));
        }
        return this;
    }

    /** Adds a text with its length before it. */
    public Head text(String text) {
        byte[] encoded = text.getBytes(UTF_8);
        u32(encoded.length);
        room(encoded.length);
        System.arraycopy(encoded, 0, bytes, length, encoded.length);
        length += encoded.length;
        return this;
    }

    /** Returns how many bytes it has. */
    public int length() {
        return length;
    }

    /** Sends it. */
    public void send(Connection connection, boolean more) throws IOException {
        connection.frame(more, length);
        connection.put(bytes, 0, length);
    }

    private void room(int count) {
        if (bytes.length - length < count) {
            bytes = Arrays.copyOf(bytes, Math.max(bytes.length * 2, length + count));
        }
    }
}
