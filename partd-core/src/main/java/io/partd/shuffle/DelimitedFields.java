package io.partd.shuffle;

import java.io.IOException;
import java.io.OutputStream;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/** Finds several columns of delimited text. A record that lacks one of them is a fault. */
final class DelimitedFields implements FieldCursor {

    private static final byte QUOTE = '"';
    private static final int UNWANTED = -1;

    private final DelimitedCursor records;
    private final byte delimiter;
    private final long delimiters;
    /** The field of each column, up to the last one that is wanted. */
    private final int[] fields;

    private final int[] starts;
    private final int[] ends;
    private final byte[][] unescaped;
    private final int[] unescapedLengths;
    private byte[] bytes = {};

    /**
     * Makes a cursor.
     *
     * @param columns the column of each field
     */
    DelimitedFields(byte delimiter, int[] columns) {
        int last = Arrays.stream(columns).max().orElse(0);
        this.records = DelimitedCursor.needing(delimiter, last);
        this.delimiter = delimiter;
        this.delimiters = Swar.repeat(delimiter);
        fields = new int[last + 1];
        Arrays.fill(fields, UNWANTED);
        for (int i = 0; i < columns.length; i++) {
            fields[columns[i]] = i;
        }
        starts = new int[columns.length];
        ends = new int[columns.length];
        unescaped = new byte[columns.length][0];
        unescapedLengths = new int[columns.length];
    }

    @Override
    public void reset(byte[] bytes, int from, int to) {
        this.bytes = bytes;
        records.reset(bytes, from, to);
    }

    @Override
    public boolean next() {
        boolean found = records.next();
        if (found && records.fault() == null) {
            split();
        }
        return found;
    }

    private void split() {
        int end = contentEnd();
        int at = records.start();
        for (int field : fields) {
            boolean quoted = at < end && bytes[at] == QUOTE;
            int next = quoted ? closingQuote(at, end, field) + 1 : Swar.indexOf(bytes, at, end, delimiters);
            if (next < 0) {
                next = end;
            }
            if (field != UNWANTED) {
                starts[field] = at;
                ends[field] = next;
                if (!quoted) {
                    unescapedLengths[field] = UNWANTED;
                }
            }
            at = next + 1;
        }
    }

    /** Returns the end of the record without its line end. */
    private int contentEnd() {
        return LineEnds.contentEnd(bytes, records.start(), records.end());
    }

    private int closingQuote(int from, int end, int field) {
        int escapes = 0;
        int i = from + 1;
        while (bytes[i] != QUOTE || (i + 1 < end && bytes[i + 1] == QUOTE)) {
            if (bytes[i] == QUOTE) {
                escapes++;
                i++;
            }
            i++;
        }
        if (field != UNWANTED) {
            unescapedLengths[field] = escapes == 0 ? UNWANTED : unescape(field, from + 1, i);
        }
        return i;
    }

    private int unescape(int field, int from, int to) {
        if (unescaped[field].length < to - from) {
            unescaped[field] = new byte[to - from];
        }
        int length = 0;
        for (int i = from; i < to; i++) {
            unescaped[field][length++] = bytes[i];
            if (bytes[i] == QUOTE) {
                i++;
            }
        }
        return length;
    }

    private boolean isUnescaped(int field) {
        return unescapedLengths[field] != UNWANTED;
    }

    private boolean isQuoted(int field) {
        return starts[field] < ends[field] && bytes[starts[field]] == QUOTE;
    }

    @Override
    public boolean isNull(int field) {
        return from(field) == to(field);
    }

    @Override
    public @Nullable String fault(int field) {
        return null;
    }

    @Override
    public byte[] bytes(int field) {
        return isUnescaped(field) ? unescaped[field] : bytes;
    }

    @Override
    public int from(int field) {
        return isUnescaped(field) ? 0 : isQuoted(field) ? starts[field] + 1 : starts[field];
    }

    @Override
    public int to(int field) {
        return isUnescaped(field) ? unescapedLengths[field] : isQuoted(field) ? ends[field] - 1 : ends[field];
    }

    @Override
    public void write(int[] some, OutputStream out) throws IOException {
        for (int i = 0; i < some.length; i++) {
            if (i > 0) {
                out.write(delimiter);
            }
            out.write(bytes, starts[some[i]], ends[some[i]] - starts[some[i]]);
        }
        if (some.length == 1 && starts[some[0]] == ends[some[0]]) {
            writeEmptyQuoted(out);
        }
        int end = contentEnd();
        out.write(bytes, end, records.end() - end);
    }

    @Override
    public void writeWithout(int[] some, OutputStream out) throws IOException {
        int end = contentEnd();
        int at = records.start();
        int written = 0;
        int length = 0;
        for (int field : fields) {
            if (field == UNWANTED || !contains(some, field)) {
                continue;
            }
            if (at < starts[field]) {
                length += writePiece(at, starts[field] - 1, written++, out);
            }
            at = ends[field] + 1;
        }
        if (at <= end) {
            length += writePiece(at, end, written++, out);
        }
        if (written == 0) {
            throw new IllegalArgumentException("it has no column but those that are left out");
        }
        if (length == 0) {
            writeEmptyQuoted(out);
        }
        out.write(bytes, end, records.end() - end);
    }

    /** Writes fields that follow each other, after a delimiter if others were written; returns the length of all. */
    private int writePiece(int from, int to, int before, OutputStream out) throws IOException {
        if (before > 0) {
            out.write(delimiter);
        }
        out.write(bytes, from, to - from);
        return to - from + Math.min(before, 1);
    }

    private static boolean contains(int[] some, int field) {
        for (int one : some) {
            if (one == field) {
                return true;
            }
        }
        return false;
    }

    /** Writes the only field, which is empty: without quotes its line would be an empty one, which is no record. */
    private void writeEmptyQuoted(OutputStream out) throws IOException {
        if (contentEnd() - records.start() < 2) {
            throw new IllegalArgumentException("it has one column of those that are to be written, which is empty,"
                    + " and its line would be empty; write another column too");
        }
        out.write(QUOTE);
        out.write(QUOTE);
    }

    @Override
    public int start() {
        return records.start();
    }

    @Override
    public int end() {
        return records.end();
    }

    @Override
    public @Nullable String fault() {
        return records.fault();
    }

    @Override
    public long linesBefore() {
        return records.linesBefore();
    }

    @Override
    public long lines() {
        return records.lines();
    }
}
