package io.partd.codecs.pickle;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.partd.codecs.internal.Utf8;
import java.io.IOException;
import java.util.Arrays;

/**
 * UTF-8 as Python pickles it: strictly, but for surrogates without their partner, which are encoded like other
 * characters of three bytes (Python's error handler {@code surrogatepass}).
 */
final class SurrogateUtf8 {

    private SurrogateUtf8() {}

    static byte[] encode(String text) {
        int lone = Utf8.firstLoneSurrogate(text, 0);
        if (lone < 0) {
            return text.getBytes(UTF_8);
        }
        byte[] bytes = new byte[3 * text.length()];
        int length = 0;
        int from = 0;
        while (lone >= 0) {
            length = put(text.substring(from, lone), bytes, length);
            char surrogate = text.charAt(lone);
            bytes[length++] = (byte) (0xe0 | (surrogate >> 12));
            bytes[length++] = (byte) (0x80 | ((surrogate >> 6) & 0x3f));
            bytes[length++] = (byte) (0x80 | (surrogate & 0x3f));
            from = lone + 1;
            lone = Utf8.firstLoneSurrogate(text, from);
        }
        length = put(text.substring(from), bytes, length);
        return Arrays.copyOf(bytes, length);
    }

    private static int put(String text, byte[] bytes, int at) {
        byte[] encoded = text.getBytes(UTF_8);
        System.arraycopy(encoded, 0, bytes, at, encoded.length);
        return at + encoded.length;
    }

    static String decode(byte[] bytes, int from, int to) throws IOException {
        StringBuilder text = new StringBuilder(to - from);
        int at = from;
        while (at < to) {
            int first = bytes[at] & 0xff;
            int length =
                    first < 0x80 ? 1 : first < 0xc2 ? 0 : first < 0xe0 ? 2 : first < 0xf0 ? 3 : first < 0xf5 ? 4 : 0;
            if (length == 0 || length > to - at) {
                throw malformed(at - from);
            }
            int character = length == 1 ? first : first & (0x7f >> length);
            for (int i = 1; i < length; i++) {
                int next = bytes[at + i];
                if ((next & 0xc0) != 0x80) {
                    throw malformed(at - from);
                }
                character = (character << 6) | (next & 0x3f);
            }
            if ((length == 3 && character < 0x800) || (length == 4 && (character < 0x10000 || character > 0x10ffff))) {
                throw malformed(at - from);
            }
            text.appendCodePoint(character);
            at += length;
        }
        return text.toString();
    }

    private static IOException malformed(int at) {
        return new IOException("text is not UTF-8 at its byte " + at);
    }
}
