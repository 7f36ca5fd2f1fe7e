package io.partd.parquet.write;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/** Makes short bounds of long byte strings. Those of text are text. */
final class Truncation {

    /** The longest that are left as they are, as in parquet-java's column indexes. */
    static final int LONGEST = 64;

    private Truncation() {}

    /** Returns the beginning of a byte string, which is not greater; all of it if it is short. */
    static byte[] lower(byte[] from, int start, int length, boolean text) {
        return Arrays.copyOfRange(from, start, start + (length <= LONGEST ? length : cut(from, start, text)));
    }

    /** Returns a byte string that is not less than another: that itself if it is short; null if there is none. */
    static byte @Nullable [] upper(byte[] from, int start, int length, boolean text) {
        byte[] prefix = lower(from, start, length, text);
        if (length <= LONGEST) {
            return prefix;
        }
        String characters = text ? decode(prefix) : null;
        return characters == null ? incremented(prefix) : incremented(characters);
    }

    /** Returns where to cut a long byte string off, which is not within a character if it is text. */
    private static int cut(byte[] from, int start, boolean text) {
        int cut = LONGEST;
        while (text && cut > LONGEST - 3 && (from[start + cut] & 0xC0) == 0x80) {
            cut--;
        }
        boolean valid = text && decode(Arrays.copyOfRange(from, start, start + cut)) != null;
        return valid ? cut : LONGEST;
    }

    /** Decodes UTF-8; returns null if it is none. */
    private static @Nullable String decode(byte[] bytes) {
        try {
            return UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes)).toString();
        } catch (CharacterCodingException e) {
            return null;
        }
    }

    private static byte @Nullable [] incremented(byte[] prefix) {
        for (int last = prefix.length - 1; last >= 0; last--) {
            if (prefix[last] != -1) {
                byte[] more = Arrays.copyOf(prefix, last + 1);
                more[last]++;
                return more;
            }
        }
        return null;
    }

    /** Returns the least text that is greater than all that begin like one, and not longer in characters. */
    private static byte @Nullable [] incremented(String prefix) {
        int end = prefix.length();
        while (end > 0) {
            int last = prefix.codePointBefore(end);
            end -= Character.charCount(last);
            if (last < Character.MAX_CODE_POINT) {
                int next = last + 1 == Character.MIN_SURROGATE ? Character.MAX_SURROGATE + 1 : last + 1;
                return (prefix.substring(0, end) + Character.toString(next)).getBytes(UTF_8);
            }
        }
        return null;
    }
}
