package io.partd.expression;

import java.nio.charset.StandardCharsets;
import java.time.DateTimeException;
import java.time.LocalDate;
import org.jspecify.annotations.Nullable;

/**
 * A date, or a date with a time of day, as texts have it: {@code 2024-02-29}, {@code 2024-02-29 12:30}, with seconds
 * and up to nine digits of their fraction, a {@code T} instead of the space, and {@code Z} or an offset such as
 * {@code +02:00} after it, which is subtracted.
 *
 * @param second seconds since 1970-01-01 00:00
 * @param nano nanoseconds of the second
 * @param isDate whether the text has no time of day
 * @param hasOffset whether the text has an offset from UTC
 */
public record CivilTime(long second, int nano, boolean isDate, boolean hasOffset) {

    private static final int DAY = 86_400;

    /** Returns the time that a text is; null if it is none. */
    public static @Nullable CivilTime parse(String text) {
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        return parse(bytes, 0, bytes.length);
    }

    /** Returns the time that a text is; null if it is none. */
    public static @Nullable CivilTime parse(byte[] bytes, int from, int to) {
        return new Reader(bytes, from, to).read();
    }

    private static final class Reader {

        private final byte[] bytes;
        private final int to;
        private int at;
        private boolean malformed;

        Reader(byte[] bytes, int from, int to) {
            this.bytes = bytes;
            this.at = from;
            this.to = to;
        }

        @Nullable
        CivilTime read() {
            int year = number(4);
            require('-');
            int month = number(2);
            require('-');
            int day = number(2);
            if (malformed) {
                return null;
            }
            long second;
            try {
                second = LocalDate.of(year, month, day).toEpochDay() * DAY;
            } catch (DateTimeException e) {
                return null;
            }
            if (at == to) {
                return new CivilTime(second, 0, true, false);
            }
            if (!takeIf('T')) {
                require(' ');
            }
            int hour = number(2);
            require(':');
            int minute = number(2);
            int ofMinute = takeIf(':') ? number(2) : 0;
            int nano = takeIf('.') ? fraction() : 0;
            boolean hasOffset = at < to;
            int offset = hasOffset ? offset() : 0;
            if (malformed || at != to || hour > 23 || minute > 59 || ofMinute > 59) {
                return null;
            }
            return new CivilTime(second + hour * 3600L + minute * 60L + ofMinute - offset, nano, false, hasOffset);
        }

        private int offset() {
            if (takeIf('Z')) {
                return 0;
            }
            takeIf(' ');
            boolean negative = takeIf('-');
            if (!negative) {
                require('+');
            }
            int hours = number(2);
            takeIf(':');
            int minutes = at < to ? number(2) : 0;
            malformed |= hours > 18 || minutes > 59;
            int seconds = hours * 3600 + minutes * 60;
            return negative ? -seconds : seconds;
        }

        private int fraction() {
            int begin = at;
            int value = 0;
            while (at < to && isDigit() && at - begin < 9) {
                value = 10 * value + bytes[at++] - '0';
            }
            malformed |= at == begin;
            for (int digits = at - begin; digits < 9; digits++) {
                value *= 10;
            }
            return value;
        }

        private int number(int digits) {
            int value = 0;
            for (int i = 0; i < digits; i++) {
                if (at >= to || !isDigit()) {
                    malformed = true;
                    return 0;
                }
                value = 10 * value + bytes[at++] - '0';
            }
            return value;
        }

        private boolean isDigit() {
            return bytes[at] >= '0' && bytes[at] <= '9';
        }

        private boolean takeIf(char c) {
            boolean is = at < to && bytes[at] == c;
            if (is) {
                at++;
            }
            return is;
        }

        private void require(char c) {
            malformed |= !takeIf(c);
        }
    }
}
