package io.partd.zmq;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/** Keys as text: Z85, which writes four bytes as five printable characters (RFC 32 of ZeroMQ). */
final class Z85 {

    private static final byte[] DIGITS =
            "0123456789abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ.-:+=^!/*?&<>()[]{}@%$#"
                    .getBytes(StandardCharsets.US_ASCII);
    private static final int BASE = DIGITS.length;
    private static final byte[] VALUES = values();

    private Z85() {}

    private static byte[] values() {
        byte[] values = new byte[128];
        Arrays.fill(values, (byte) -1);
        for (int i = 0; i < BASE; i++) {
            values[DIGITS[i]] = (byte) i;
        }
        return values;
    }

    /** Encodes bytes, whose number is a multiple of four. */
    static String encode(byte[] bytes) {
        if (bytes.length % 4 != 0) {
            throw new IllegalArgumentException(bytes.length + " bytes; Z85 encodes a multiple of four");
        }
        byte[] text = new byte[bytes.length / 4 * 5];
        for (int from = 0, to = 0; from < bytes.length; from += 4, to += 5) {
            long value = 0;
            for (int i = 0; i < 4; i++) {
                value = value << 8 | (bytes[from + i] & 0xFF);
            }
            for (int i = 4; i >= 0; i--) {
                text[to + i] = DIGITS[(int) (value % BASE)];
                value /= BASE;
            }
        }
        return new String(text, StandardCharsets.US_ASCII);
    }

    /**
     * Decodes text.
     *
     * @throws IllegalArgumentException if it is not Z85; the message does not show it, since it may be a secret
     */
    static byte[] decode(String text) {
        if (text.length() % 5 != 0) {
            throw new IllegalArgumentException(text.length() + " characters; Z85 has a multiple of five");
        }
        byte[] bytes = new byte[text.length() / 5 * 4];
        for (int from = 0, to = 0; from < text.length(); from += 5, to += 4) {
            long value = 0;
            for (int i = from; i < from + 5; i++) {
                char c = text.charAt(i);
                int digit = c < VALUES.length ? VALUES[c] : -1;
                if (digit < 0) {
                    throw new IllegalArgumentException("character " + (i + 1) + " is none of Z85");
                }
                value = value * BASE + digit;
            }
            if (value > 0xFFFFFFFFL) {
                throw new IllegalArgumentException(
                        "characters " + (from + 1) + " to " + (from + 5) + " stand for more than four bytes");
            }
            for (int i = 3; i >= 0; i--) {
                bytes[to + i] = (byte) value;
                value >>>= 8;
            }
        }
        return bytes;
    }
}
