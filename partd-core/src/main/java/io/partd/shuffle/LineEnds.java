package io.partd.shuffle;

/** Counts line feeds, and carriage returns without a line feed, which ended lines on old Macs. */
final class LineEnds {

    /** The message for a source whose lines end with carriage returns. */
    static final String FAULT = "its lines end with a carriage return alone, and a row ends with \\n or \\r\\n; "
            + "convert it first, as with \"tr '\\r' '\\n'\"";

    /** The number of a source's first bytes that are examined for line ends. */
    static final int SAMPLE = 64 << 10;

    private final byte[] bytes;
    private final int to;
    private int lineFeeds;
    private int carriageReturns;

    private LineEnds(byte[] bytes, int to) {
        this.bytes = bytes;
        this.to = to;
    }

    /** Counts in plain lines. */
    static LineEnds ofLines(byte[] bytes, int from, int to) {
        LineEnds lineEnds = new LineEnds(bytes, to);
        for (int i = from; i < to; i++) {
            lineEnds.count(i);
        }
        return lineEnds;
    }

    /** Counts in delimited text from the start of a field, outside of quotes. */
    static LineEnds ofDelimited(byte[] bytes, int from, int to, byte delimiter) {
        LineEnds lineEnds = new LineEnds(bytes, to);
        boolean atField = true;
        for (int i = from; i < to; i++) {
            if (atField && bytes[i] == '"') {
                i = DelimitedFormat.closingQuote(bytes, i + 1, to);
            } else {
                lineEnds.count(i);
            }
            atField = i < to && (bytes[i] == delimiter || bytes[i] == '\n');
        }
        return lineEnds;
    }

    /** Returns how many line feeds there are. */
    static int count(byte[] bytes, int from, int to) {
        int count = 0;
        for (int i = from; i < to; i++) {
            count += bytes[i] == '\n' ? 1 : 0;
        }
        return count;
    }

    /** Returns the index of a record's line end, or its end if it has none. */
    static int contentEnd(byte[] bytes, int from, int end) {
        int content = end > from && bytes[end - 1] == '\n' ? end - 1 : end;
        return content < end && content > from && bytes[content - 1] == '\r' ? content - 1 : content;
    }

    /** Counts a byte. A carriage return at the end does not count, because a line feed may follow. */
    private void count(int i) {
        if (bytes[i] == '\n') {
            lineFeeds++;
        } else if (bytes[i] == '\r' && i + 1 < to && bytes[i + 1] != '\n') {
            carriageReturns++;
        }
    }

    int lineFeeds() {
        return lineFeeds;
    }

    /** Returns the number of carriage returns that no line feed follows. */
    int carriageReturns() {
        return carriageReturns;
    }
}
