package io.partd.zmq;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/** Builds a frame as our dialect has them, a valid one or not. */
public final class Bytes {

    private final ByteArrayOutputStream out = new ByteArrayOutputStream();

    /** Begins a frame with a byte for an operation, and a request's number. */
    public static Bytes request(int operation, long number) {
        return new Bytes().u8(operation).u64(number);
    }

    /** Returns the bytes of a text. */
    public static byte[] utf8(String text) {
        return text.getBytes(UTF_8);
    }

    /** Adds a byte. */
    public Bytes u8(int value) {
        out.write(value);
        return this;
    }

    /** Adds four bytes. */
    public Bytes u32(long value) {
        return raw(ByteBuffer.allocate(Integer.BYTES)
                .order(ByteOrder.LITTLE_ENDIAN)
                .putInt((int) value)
                .array());
    }

    /** Adds eight bytes. */
    public Bytes u64(long value) {
        return raw(ByteBuffer.allocate(Long.BYTES)
                .order(ByteOrder.LITTLE_ENDIAN)
                .putLong(value)
                .array());
    }

    /** Adds a key, with its length. */
    public Bytes key(String key) {
        return u32(utf8(key).length).raw(utf8(key));
    }

    /** Adds keys, with their count. */
    public Bytes keys(String... keys) {
        u32(keys.length);
        for (String key : keys) {
            key(key);
        }
        return this;
    }

    /** Adds bytes as they are. */
    public Bytes raw(byte... bytes) {
        out.writeBytes(bytes);
        return this;
    }

    /** Returns the frame. */
    public byte[] frame() {
        return out.toByteArray();
    }
}
