package io.partd.expression;

/**
 * SQL's three truth values, as sets of those that are possible: for a row that is one of them, for many rows at once,
 * as statistics describe them, perhaps several.
 *
 * <pre>{@code
 * int either = Truth.TRUE | Truth.FALSE;
 * boolean mayBeTrue = (Truth.and(either, Truth.UNKNOWN) & Truth.TRUE) != 0; // false
 * }</pre>
 */
public final class Truth {

    /** The value is false. */
    public static final int FALSE = 1;

    /** The value is true. */
    public static final int TRUE = 2;

    /** The value is unknown, as that of a comparison with null. */
    public static final int UNKNOWN = 4;

    /** Each of the three is possible. */
    public static final int ANY = FALSE | TRUE | UNKNOWN;

    private Truth() {}

    /** Returns the value of a comparison that was made. */
    public static int of(boolean value) {
        return value ? TRUE : FALSE;
    }

    /** Returns what may come of the negation of a value. */
    public static int not(int value) {
        return (value & UNKNOWN) | ((value & FALSE) << 1) | ((value & TRUE) >>> 1);
    }

    /** Returns what may come of two values of which both have to be true. */
    public static int and(int one, int other) {
        int result = ((one | other) & FALSE) | (one & other & TRUE);
        boolean unknown = isUnknownWith(one, other) || isUnknownWith(other, one);
        return unknown ? result | UNKNOWN : result;
    }

    private static boolean isUnknownWith(int one, int other) {
        return (one & UNKNOWN) != 0 && (other & (TRUE | UNKNOWN)) != 0;
    }

    /** Returns what may come of two values of which one has to be true. */
    public static int or(int one, int other) {
        return not(and(not(one), not(other)));
    }
}
