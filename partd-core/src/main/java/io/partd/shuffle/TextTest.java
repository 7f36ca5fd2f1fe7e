package io.partd.shuffle;

import io.partd.expression.CivilTime;
import io.partd.expression.Test;
import io.partd.expression.Test.Comparison;
import io.partd.expression.Test.Like;
import io.partd.expression.Test.Literal;
import io.partd.expression.Test.Operator;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Locale;

/** A test of a value that is text and not null. What the text is compared with says as what it is read. */
interface TextTest {

    /** The longest value that a message shows whole. */
    int SHOWN = 80;

    /**
     * Returns whether a text passes.
     *
     * @throws IllegalArgumentException if it cannot be compared; the message says why
     */
    boolean passes(byte[] bytes, int from, int to);

    /**
     * Returns the test of texts. That of null passes none.
     *
     * @throws IllegalArgumentException if it asks for the empty text where that is null
     */
    static TextTest of(Test test, boolean emptyIsNull) {
        if (test instanceof Like like) {
            return like.pattern()::matches;
        }
        if (!(test instanceof Comparison comparison)) {
            return (bytes, from, to) -> false;
        }
        Operator operator = comparison.operator();
        if (comparison.literal() instanceof Literal.Numeric number) {
            BigDecimal value = number.value();
            return (bytes, from, to) -> {
                BigDecimal found = TextNumber.parse(bytes, from, to);
                if (found == null) {
                    throw new IllegalArgumentException(shown(comparison, bytes, from, to) + "a number");
                }
                return operator.holds(found.compareTo(value));
            };
        }
        if (comparison.literal() instanceof Literal.Bool bool) {
            return (bytes, from, to) -> {
                String found = new String(bytes, from, to - from, StandardCharsets.UTF_8).toLowerCase(Locale.ROOT);
                if (!found.equals("true") && !found.equals("false")) {
                    throw new IllegalArgumentException(shown(comparison, bytes, from, to) + "true or false");
                }
                return operator.holds(Boolean.compare(found.equals("true"), bool.value()));
            };
        }
        byte[] value = ((Literal.Text) comparison.literal()).value().getBytes(StandardCharsets.UTF_8);
        if (emptyIsNull && value.length == 0) {
            throw new IllegalArgumentException("in '" + comparison + "': an empty field has no value and is equal to"
                    + " nothing; say '" + comparison.column() + " is null' or 'is not null'");
        }
        return (bytes, from, to) -> operator.holds(Arrays.compareUnsigned(bytes, from, to, value, 0, value.length));
    }

    private static String shown(Comparison comparison, byte[] bytes, int from, int to) {
        return "column '" + comparison.column() + "' is " + shown(bytes, from, to) + ", and '" + comparison
                + "' compares it with ";
    }

    /** Returns a value as messages show it. */
    static String shown(byte[] bytes, int from, int to) {
        String text = new String(bytes, from, to - from, StandardCharsets.UTF_8);
        return "'" + (text.length() <= SHOWN ? text : text.substring(0, SHOWN) + "…") + "'";
    }

    /** Returns the time that a text is. */
    static CivilTime time(byte[] bytes, int from, int to, String key) {
        CivilTime time = CivilTime.parse(bytes, from, to);
        if (time == null) {
            throw new IllegalArgumentException("key '" + key + "' needs a date or a time, as in 2024-02-29 or"
                    + " 2024-02-29 12:30:00, and it is " + shown(bytes, from, to));
        }
        return time;
    }
}
