package io.partd.expression;

import java.nio.charset.StandardCharsets;

/**
 * A pattern for texts, in which {@code %} stands for any characters and {@code _} for one. Matches texts in UTF-8.
 *
 * <pre>{@code
 * byte[] text = "Portland".getBytes(UTF_8);
 * boolean matches = LikePattern.of("Port%").matches(text, 0, text.length); // true
 * }</pre>
 */
public final class LikePattern {

    private final String text;
    private final byte[] pattern;

    private LikePattern(String text) {
        this.text = text;
        this.pattern = text.getBytes(StandardCharsets.UTF_8);
    }

    /** Returns the pattern of a text. */
    public static LikePattern of(String text) {
        return new LikePattern(text);
    }

    /** Tells whether all of a text matches. */
    public boolean matches(byte[] bytes, int from, int to) {
        int at = from;
        int p = 0;
        // Where the last % is, and where the text that comes after it may begin.
        int any = -1;
        int retry = from;
        while (at < to) {
            if (p < pattern.length && pattern[p] == '%') {
                any = p++;
                retry = at;
            } else if (p < pattern.length && pattern[p] == '_') {
                p++;
                at = nextCharacter(bytes, at, to);
            } else if (p < pattern.length && pattern[p] == bytes[at]) {
                p++;
                at++;
            } else if (any >= 0) {
                p = any + 1;
                retry = nextCharacter(bytes, retry, to);
                at = retry;
            } else {
                return false;
            }
        }
        while (p < pattern.length && pattern[p] == '%') {
            p++;
        }
        return p == pattern.length;
    }

    /** Returns where the character after that at an index begins. */
    static int nextCharacter(byte[] bytes, int at, int to) {
        int next = at + 1;
        while (next < to && (bytes[next] & 0xc0) == 0x80) {
            next++;
        }
        return next;
    }

    /** Returns what all texts that match begin with. */
    public String prefix() {
        int end = 0;
        while (end < text.length() && text.charAt(end) != '%' && text.charAt(end) != '_') {
            end++;
        }
        return text.substring(0, end);
    }

    /** Returns the pattern as a literal. */
    @Override
    public String toString() {
        return "'" + text.replace("'", "''") + "'";
    }
}
