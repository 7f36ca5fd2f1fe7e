package io.partd;

import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A number of bytes, written as {@code 64k} or {@code 1g}. The units are powers of 1024.
 *
 * <pre>{@code
 * ByteSize memory = ByteSize.of("64k"); // 65,536 bytes
 * }</pre>
 *
 * @param bytes the number of bytes, not negative
 */
public record ByteSize(long bytes) implements Comparable<ByteSize> {

    private static final String UNITS = "kmgt";
    private static final Pattern FORM = Pattern.compile("(\\d{1,18})(?:([kmgt])(?:i?b)?|b)?", Pattern.CASE_INSENSITIVE);

    /** Checks the number. */
    public ByteSize {
        if (bytes < 0) {
            throw new IllegalArgumentException("size of " + bytes + " bytes; it must not be negative");
        }
    }

    /** Returns a number of bytes as a size. */
    public static ByteSize of(long bytes) {
        return new ByteSize(bytes);
    }

    /**
     * Parses a size: digits, followed by nothing or {@code b} for bytes, or by one of {@code k m g t} with an optional
     * {@code b} or {@code ib}. Case does not matter.
     *
     * @throws IllegalArgumentException if the text is not a size, or the size is over 2^63-1 bytes
     */
    public static ByteSize of(String text) {
        Matcher matcher = FORM.matcher(text);
        if (!matcher.matches()) {
            throw new IllegalArgumentException(
                    "'" + text + "' is not a size; write a number and k, m, g or t, as in 64k or 1g");
        }
        String unit = matcher.group(2);
        int shift = unit == null ? 0 : 10 * (1 + UNITS.indexOf(unit.toLowerCase(Locale.ROOT)));
        long number = Long.parseLong(matcher.group(1));
        if (number > Long.MAX_VALUE >> shift) {
            throw new IllegalArgumentException("size '" + text + "' is more than " + Long.MAX_VALUE + " bytes");
        }
        return new ByteSize(number << shift);
    }

    @Override
    public int compareTo(ByteSize other) {
        return Long.compare(bytes, other.bytes);
    }

    /** Returns the exact size in the largest unit that divides it: {@code 64k}, {@code 1000}. */
    @Override
    public String toString() {
        if (bytes == 0) {
            return "0";
        }
        int unit = Math.min(Long.numberOfTrailingZeros(bytes) / 10, UNITS.length());
        return unit == 0 ? Long.toString(bytes) : (bytes >> (10 * unit)) + UNITS.substring(unit - 1, unit);
    }
}
