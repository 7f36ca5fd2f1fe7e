package io.partd.shuffle;

import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/** Reads decimal numbers: {@code -12}, {@code .5}, {@code 1e6}, with white space around them. */
final class TextNumber {

    private static final int MOST_DIGITS = 18;
    private static final int LARGEST_SCALE = 1000;

    private TextNumber() {}

    /** Returns the exact number that a text is; null if it is none. */
    static @Nullable BigDecimal parse(byte[] bytes, int from, int to) {
        int at = from;
        int end = to;
        while (at < end && bytes[at] <= ' ' && bytes[at] >= 0) {
            at++;
        }
        while (at < end && bytes[end - 1] <= ' ' && bytes[end - 1] >= 0) {
            end--;
        }
        int begin = at;
        boolean negative = at < end && bytes[at] == '-';
        if (negative || (at < end && bytes[at] == '+')) {
            at++;
        }
        long value = 0;
        int digits = 0;
        int point = -1;
        for (; at < end; at++) {
            byte b = bytes[at];
            if (b == '.' && point < 0) {
                point = at;
            } else if (b >= '0' && b <= '9' && digits < MOST_DIGITS) {
                value = 10 * value + b - '0';
                digits++;
            } else {
                return digits == 0 ? null : parseSlowly(bytes, begin, end);
            }
        }
        return digits == 0 ? null : BigDecimal.valueOf(negative ? -value : value, point < 0 ? 0 : end - point - 1);
    }

    private static @Nullable BigDecimal parseSlowly(byte[] bytes, int from, int to) {
        try {
            BigDecimal number = new BigDecimal(new String(bytes, from, to - from, StandardCharsets.ISO_8859_1));
            return Math.abs(number.scale()) > LARGEST_SCALE ? null : number;
        } catch (NumberFormatException e) {
            return null;
        }
    }
}
