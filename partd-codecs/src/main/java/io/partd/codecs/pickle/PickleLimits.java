package io.partd.codecs.pickle;

/**
 * Bounds on what a pickle may ask for. Beside them, lengths are compared with the bytes that are left, and what a
 * pickle can cost by naming the same value again and again is bound by its length.
 *
 * @param depth how deep values may be nested, {@value #DEPTH} by default, Python's own bound; at most
 *     {@value #DEEPEST}. A value that contains itself does not count as deep.
 * @param digits how many digits an integer or decimal may have that is written in digits, {@value #DIGITS} by default:
 *     the time to parse it grows with their square
 * @param objects how many values a pickle may make, 100,000,000 by default
 */
public record PickleLimits(int depth, int digits, long objects) {

    private static final int DEPTH = 1000;
    static final int DEEPEST = 2000;
    private static final int DIGITS = 10_000;

    /** The bounds that hold unless others are given. */
    public static final PickleLimits DEFAULT = new PickleLimits(DEPTH, DIGITS, 100_000_000);

    /** Makes bounds. */
    public PickleLimits {
        if (depth < 1 || depth > DEEPEST) {
            throw new IllegalArgumentException("depth " + depth + " is not from 1 to " + DEEPEST);
        }
        if (digits < 1) {
            throw new IllegalArgumentException("digits " + digits + " < 1");
        }
        if (objects < 1) {
            throw new IllegalArgumentException("objects " + objects + " < 1");
        }
    }
}
