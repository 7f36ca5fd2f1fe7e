package io.partd.codecs.pickle;

/**
 * A range: the whole numbers from one to another, exclusive.
 *
 * @param start the first number
 * @param stop the end, itself not in the range
 * @param step from each number to the next, not 0
 */
public record Range(long start, long stop, long step) {

    /** Makes a range. */
    public Range {
        if (step == 0) {
            throw new IllegalArgumentException("a range's step is 0");
        }
    }
}
