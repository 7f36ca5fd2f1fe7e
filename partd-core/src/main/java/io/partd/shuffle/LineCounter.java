package io.partd.shuffle;

import java.util.function.IntUnaryOperator;

/** Counts the lines of each source. For one thread, which visits the sources in order. */
final class LineCounter {

    private final IntUnaryOperator headerLines;
    private int sourceIndex = -1;
    private long before;

    /** Makes a counter. The function returns the number of header lines of a source, by its index. */
    LineCounter(IntUnaryOperator headerLines) {
        this.headerLines = headerLines;
    }

    /** Sets the source of the next lines. */
    void enter(int ofSource) {
        if (ofSource != sourceIndex) {
            sourceIndex = ofSource;
            before = headerLines.applyAsInt(ofSource);
        }
    }

    /** Adds lines of the source. */
    void pass(long lines) {
        before += lines;
    }

    /** Returns the number of the source's lines counted so far. */
    long before() {
        return before;
    }
}
