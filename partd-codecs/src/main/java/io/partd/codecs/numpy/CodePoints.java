package io.partd.codecs.numpy;

import java.nio.ByteBuffer;

/** Texts of four bytes to a code point. */
final class CodePoints {

    private CodePoints() {}

    /** Returns how wide an array of these must be. */
    static int longest(String[] values) {
        int longest = 1;
        for (String value : values) {
            longest = Math.max(longest, value.codePointCount(0, value.length()));
        }
        return longest;
    }

    /** Reads one text, without the zeros at its end. */
    static String text(ByteBuffer data, int offset, int size) {
        int end = offset + size;
        while (end > offset && data.getInt(end - Integer.BYTES) == 0) {
            end -= Integer.BYTES;
        }
        StringBuilder text = new StringBuilder((end - offset) / Integer.BYTES);
        for (int at = offset; at < end; at += Integer.BYTES) {
            text.appendCodePoint(data.getInt(at));
        }
        return text.toString();
    }

    /** Returns the offset of the first number that is not a code point, in bytes; -1 if all are. */
    static int firstInvalid(ByteBuffer data) {
        for (int at = 0; at < data.limit(); at += Integer.BYTES) {
            if (!Character.isValidCodePoint(data.getInt(at))) {
                return at;
            }
        }
        return -1;
    }
}
