package io.partd.codecs.internal;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.CoderResult;

/** UTF-8 that is checked, where Java would put a replacement in the place of what it cannot decode or encode. */
public final class Utf8 {

    private static final char REPLACEMENT = '\ufffd';

    private Utf8() {}

    /**
     * Decodes bytes.
     *
     * @throws IOException if they are not UTF-8; the message says where, counted from {@code from}
     */
    public static String decode(byte[] bytes, int from, int length) throws IOException {
        String text = new String(bytes, from, length, UTF_8);
        if (text.indexOf(REPLACEMENT) >= 0) {
            require(bytes, from, length);
        }
        return text;
    }

    /**
     * Checks bytes.
     *
     * @throws IOException if they are not UTF-8; the message says where, counted from {@code from}
     */
    public static void require(byte[] bytes, int from, int length) throws IOException {
        ByteBuffer in = ByteBuffer.wrap(bytes, from, length);
        CharBuffer out = CharBuffer.allocate(1 << 10);
        CoderResult result;
        // A decoder reports what is malformed, unless told otherwise.
        var decoder = UTF_8.newDecoder();
        do {
            out.clear();
            result = decoder.decode(in, out, true);
        } while (result.isOverflow());
        if (result.isError()) {
            boolean cut = in.remaining() == result.length() && in.remaining() < 4 && isBeginning(bytes[in.position()]);
            throw new IOException("text is not UTF-8 at byte " + (in.position() - from) + " of " + length
                    + (cut ? ": it ends within a character" : ""));
        }
    }

    private static boolean isBeginning(byte first) {
        return (first & 0xc0) == 0xc0;
    }

    /** Returns the place of the first surrogate from a place on that has no partner; -1 if there is none. */
    public static int firstLoneSurrogate(String text, int from) {
        for (int i = from; i < text.length(); i++) {
            if (Character.isSurrogate(text.charAt(i))) {
                if (Character.charCount(text.codePointAt(i)) == 1) {
                    return i;
                }
                i++;
            }
        }
        return -1;
    }
}
