package io.partd.shuffle;

/** Counts the lines of each source. For one thread, which goes through the sources in order. */
final class LineCounter {

    private final int headerLines;
    private int sourceIndex = -1;
    private long before;

    /** Makes a counter for sources that begin with so many lines of header. */
    LineCounter(int headerLines) {
        this.headerLines = headerLines;
    }

    /** Says which source the next lines are from. */
    void enter(int ofSource) {
        if (ofSource != sourceIndex) {
            sourceIndex = ofSource;
            before = headerLines;
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
