package io.partd.shuffle;

import java.util.function.IntUnaryOperator;

/** Counts the lines of each source. For one thread, which goes through the sources in order. */
final class LineCounter {

    private final IntUnaryOperator headerLines;
    private int sourceIndex = -1;
    private long before;

    /** Makes a counter for sources that begin with so many lines of header, by their index. */
    LineCounter(IntUnaryOperator headerLines) {
        this.headerLines = headerLines;
    }

    /** Says which source the next lines are from. */
    void enter(int ofSource) {
        if (ofSource != sourceIndex) {
            sourceIndex = ofSource;
            before = headerLines.applyAsInt(ofSource);
        }
    }

    /** Goes past some lines of the source. */
    void pass(long lines) {
        before += lines;
    }

    /** Returns the number of lines of the source that were passed. */
    long before() {
        return before;
    }
}
