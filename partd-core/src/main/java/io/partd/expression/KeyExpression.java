package io.partd.expression;

import java.math.BigDecimal;
import java.math.RoundingMode;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * A column by which rows are partitioned, or a key that is derived from one: {@code year(c)}, {@code month(c)},
 * {@code day(c)}, {@code hour(c)}, {@code prefix(c, n)}, {@code bucket(c, width)}. Immutable.
 *
 * <pre>{@code
 * KeyExpression month = KeyExpression.of("month(pickup)");
 * String name = month.name(); // pickup_month
 * }</pre>
 */
public final class KeyExpression {

    private static final BigDecimal LONGEST_PREFIX = BigDecimal.valueOf(1_000_000);

    private final String text;
    private final ColumnName column;
    private final KeyFunction function;
    private final BigDecimal argument;

    private KeyExpression(String text, ColumnName column, KeyFunction function, BigDecimal argument) {
        this.text = text;
        this.column = column;
        this.function = function;
        this.argument = argument;
    }

    /**
     * Parses a key. What is neither a function of a column nor names with dots between them is a column's name,
     * whatever characters it has.
     *
     * @throws IllegalArgumentException if it is empty, or a function's arguments are malformed
     */
    public static KeyExpression of(String text) {
        if (text.isEmpty()) {
            throw new IllegalArgumentException("empty column; give a name or a 1-based number");
        }
        KeyFunction function = function(text);
        if (function == null) {
            return new KeyExpression(text, plain(text), KeyFunction.IDENTITY, BigDecimal.ZERO);
        }
        String inner = text.substring(text.indexOf('(') + 1, text.lastIndexOf(')'));
        int comma = function.hasArgument() ? inner.lastIndexOf(',') : inner.length();
        String column = inner.substring(0, Math.max(comma, 0)).strip();
        if (column.isEmpty()) {
            throw new IllegalArgumentException("key '" + text + "' is malformed; it is " + function.form());
        }
        BigDecimal argument = function.hasArgument()
                ? argument(text, function, inner.substring(comma + 1).strip())
                : BigDecimal.ZERO;
        return new KeyExpression(text, plain(column), function, argument);
    }

    private static BigDecimal argument(String key, KeyFunction function, String text) {
        BigDecimal number;
        try {
            number = new BigDecimal(text);
        } catch (NumberFormatException e) {
            throw new IllegalArgumentException(
                    "key '" + key + "': '" + text + "' is not a number; it is " + function.form(), e);
        }
        if (function == KeyFunction.BUCKET && number.signum() <= 0) {
            throw new IllegalArgumentException("key '" + key + "': a bucket is wider than 0, and not " + text);
        }
        boolean isCount = number.signum() > 0
                && number.compareTo(LONGEST_PREFIX) <= 0
                && number.stripTrailingZeros().scale() <= 0;
        if (function == KeyFunction.PREFIX && !isCount) {
            throw new IllegalArgumentException(
                    "key '" + key + "': a prefix has 1 to " + LONGEST_PREFIX + " characters, and not " + text);
        }
        return number;
    }

    private static @Nullable KeyFunction function(String text) {
        for (KeyFunction function : KeyFunction.values()) {
            String start = text.strip().toLowerCase(Locale.ROOT);
            boolean is = function != KeyFunction.IDENTITY
                    && start.startsWith(function.word())
                    && start.substring(function.word().length()).strip().startsWith("(")
                    && start.endsWith(")");
            if (is) {
                return function;
            }
        }
        return null;
    }

    private static ColumnName plain(String text) {
        try {
            Tokens tokens = new Tokens(text);
            ColumnName name = tokens.takeColumn();
            boolean isPath =
                    tokens.peek().kind() == Tokens.Kind.END && name.path().size() > 1;
            boolean isQuoted = tokens.peek().kind() == Tokens.Kind.END && text.startsWith("\"");
            return isPath || isQuoted ? name : new ColumnName(text, List.of(text));
        } catch (IllegalArgumentException e) {
            return new ColumnName(text, List.of(text));
        }
    }

    /** Returns this key; the column of that name if there is one that is called as the key is written. */
    public KeyExpression among(Collection<String> names) {
        return names.contains(text)
                ? new KeyExpression(text, new ColumnName(text, List.of(text)), KeyFunction.IDENTITY, BigDecimal.ZERO)
                : this;
    }

    /** Returns the column. */
    public ColumnName column() {
        return column;
    }

    /** Returns what is made of the column's value. */
    public KeyFunction function() {
        return function;
    }

    /** Returns the number of a prefix's characters, or a bucket's width; else 0. */
    public BigDecimal argument() {
        return argument;
    }

    /** Returns what a column of the keys is called: {@code pickup}, {@code pickup_month}. */
    public String name() {
        return nameOf(column.text());
    }

    /** Returns what a column of the keys is called if the key's own column is called so. */
    public String nameOf(String columnName) {
        return function == KeyFunction.IDENTITY ? columnName : columnName + "_" + function.word();
    }

    /** Returns where the prefix of a text in UTF-8 ends. */
    public int prefixEnd(byte[] bytes, int from, int to) {
        int characters = argument.intValue();
        int at = from;
        for (int i = 0; i < characters && at < to; i++) {
            at = LikePattern.nextCharacter(bytes, at, to);
        }
        return at;
    }

    /** Returns the lower bound of the bucket that a number is in, as its text. */
    public String bucket(BigDecimal value) {
        return value.divide(argument, 0, RoundingMode.FLOOR).multiply(argument).toPlainString();
    }

    /** Returns the text that it was parsed from. */
    @Override
    public String toString() {
        return text;
    }
}
