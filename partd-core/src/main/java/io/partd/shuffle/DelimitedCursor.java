package io.partd.shuffle;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Finds the records of delimited text, and one column of each. Most records have no quotes: the cursor searches them
 * eight bytes at a time and only counts the columns before the key. It scans a record with a quote byte by byte.
 */
final class DelimitedCursor implements RecordCursor {

    static final long QUOTES = Swar.repeat((byte) '"');
    private static final byte QUOTE = '"';
    /** How far to search for a quote that may close a malformed field. */
    private static final int LOOKED_AHEAD = 64 << 10;

    private final byte delimiter;
    private final long delimiters;
    private final int column;
    /** What the column is for, in messages. */
    private final String purpose;

    private byte[] bytes = {};
    private int to;
    private int start;
    private int end;
    private long lines;
    private long linesBefore;

    private byte[] keyBytes = bytes;
    private int keyStart;
    private int keyEnd;
    private byte[] unescaped = {};
    private @Nullable String fault;
    private int walkedColumn;
    private int wanted;
    /** Whether more bytes might show that the malformed record continues. */
    private boolean undecided;

    /** Makes a cursor whose key is a column. */
    DelimitedCursor(byte delimiter, int column) {
        this(delimiter, column, "the key is column ");
    }

    private DelimitedCursor(byte delimiter, int column, String purpose) {
        this.delimiter = delimiter;
        this.delimiters = Swar.repeat(delimiter);
        this.column = column;
        this.wanted = column;
        this.purpose = purpose;
    }

    /** Makes a cursor for records that must have a column at least. */
    static DelimitedCursor needing(byte delimiter, int column) {
        return new DelimitedCursor(delimiter, column, "it needs column ");
    }

    @Override
    public void reset(byte[] bytes, int from, int to) {
        this.bytes = bytes;
        this.to = to;
        this.end = from;
        this.lines = 0;
    }

    @Override
    public boolean next() {
        skipEmptyLines();
        if (end >= to) {
            return false;
        }
        start = end;
        linesBefore = lines;
        if (!nextUnquoted()) {
            nextByBytes();
        }
        return true;
    }

    private void skipEmptyLines() {
        while (end < to) {
            byte first = bytes[end];
            if (first == '\n') {
                end++;
            } else if (first == '\r' && end + 1 < to && bytes[end + 1] == '\n') {
                end += 2;
            } else {
                return;
            }
            lines++;
        }
    }

    /** Finds the key and end of a record; returns false if it has a quote, too few columns or no line end. */
    private boolean nextUnquoted() {
        byte[] b = bytes;
        int newline = Swar.unquotedNewline(b, start, to);
        if (newline < 0) {
            return false;
        }
        int keyFrom = column == 0 ? start : indexAfterDelimiters(b, start, newline);
        if (keyFrom < 0) {
            return false;
        }
        int keyTo = Swar.indexOf(b, keyFrom, newline, delimiters);
        if (keyTo < 0) {
            keyTo = newline > keyFrom && b[newline - 1] == '\r' ? newline - 1 : newline;
        }
        keyBytes = b;
        keyStart = keyFrom;
        keyEnd = keyTo;
        fault = null;
        end = newline + 1;
        lines++;
        return true;
    }

    /** Returns the index after the delimiter before the key's column, or -1 if the record has too few delimiters. */
    private int indexAfterDelimiters(byte[] b, int from, int until) {
        int missing = column;
        int i = from;
        int here = Swar.count32(b, i, delimiters);
        while (here < missing) {
            missing -= here;
            i += 32;
            if (i >= until) {
                return -1;
            }
            here = Swar.count32(b, i, delimiters);
        }
        long found = Swar.matches(Swar.at(b, i), delimiters);
        here = Long.bitCount(found);
        while (here < missing) {
            missing -= here;
            i += 8;
            found = Swar.matches(Swar.at(b, i), delimiters);
            here = Long.bitCount(found);
        }
        while (--missing > 0) {
            found &= found - 1;
        }
        int index = i + Swar.first(found);
        return index < until ? index + 1 : -1;
    }

    private void nextByBytes() {
        int recordEnd = walk(start);
        if (recordEnd < 0) {
            fault = "column " + (walkedColumn + 1) + " begins with a quote that is never closed";
            recordEnd = to;
        } else if (fault == null && walkedColumn < column) {
            fault = "it has " + (walkedColumn + 1) + (walkedColumn == 0 ? " column" : " columns") + ", and " + purpose
                    + (column + 1);
        }
        end = recordEnd;
    }

    /** Returns the end of the record at an index, its line end included, or -1 if more bytes are needed to tell. */
    int wholeRecordEnd(byte[] array, int from, int until) {
        reset(array, from, until);
        int newline = Swar.unquotedNewline(array, from, until);
        if (newline >= 0) {
            return newline + 1;
        }
        int walked = walk(from);
        boolean whole = walked > from && array[walked - 1] == '\n';
        return whole && !undecided ? walked : -1;
    }

    /** Begins a walk through the fields of one record, by {@link #nextField}; the key is the field then. */
    void begin(byte[] array, int from, int until) {
        reset(array, from, until);
        skipEmptyLines();
        start = end;
        walkedColumn = -1;
    }

    /** Goes to the next field of a record; returns false after the last one. */
    boolean nextField() {
        boolean ended = walkedColumn < 0 ? end >= to : end < 0 || end >= to || bytes[end] == '\n';
        if (ended) {
            return false;
        }
        walkedColumn++;
        wanted = walkedColumn;
        end = walkField(walkedColumn == 0 ? end : end + 1);
        return end >= 0;
    }

    /** Returns all fields of the first record. The cursor cannot be used afterwards. */
    List<String> fields(byte[] array, int until) {
        List<String> fields = new ArrayList<>();
        begin(array, 0, until);
        while (nextField()) {
            fields.add(new String(keyBytes, keyStart, keyEnd - keyStart, StandardCharsets.UTF_8));
        }
        return fields;
    }

    /** Scans the fields of a record; returns its end, or -1 if the block ends inside quotes. */
    private int walk(int from) {
        fault = null;
        undecided = false;
        walkedColumn = 0;
        int i = walkField(from);
        while (i >= 0 && i < to) {
            if (bytes[i] != '\n') {
                walkedColumn++;
                i = walkField(i + 1);
                continue;
            }
            lines++;
            int closing = fault == null ? -1 : closingQuote(i + 1);
            if (closing < 0) {
                return i + 1;
            }
            lines += LineEnds.count(bytes, i + 1, closing);
            i = separator(closing);
        }
        return i;
    }

    /**
     * Returns the index of the quote that closes a field that was still open at a line end, or -1 if no field was open.
     * A record with text after a closing quote does not show that by itself, for example if backslashes escape quotes.
     * The next quote at a separator or line end decides: a quote after it opens a field, so none was open; a quote
     * before it closes an open field.
     */
    private int closingQuote(int lineStart) {
        int until = Math.min(to - 1, lineStart + LOOKED_AHEAD);
        int quote = Swar.indexOf(bytes, lineStart, until, QUOTES);
        while (quote >= 0) {
            if (quote == lineStart || isSeparator(bytes[quote - 1])) {
                return -1;
            }
            if (isSeparator(bytes[quote + 1]) || bytes[quote + 1] == '\r') {
                return quote;
            }
            quote = Swar.indexOf(bytes, quote + 1, until, QUOTES);
        }
        undecided = until < lineStart + LOOKED_AHEAD;
        return -1;
    }

    private boolean isSeparator(byte b) {
        return b == delimiter || b == '\n';
    }

    /** Returns the index of the separator or line end after a field, or -1 if its closing quote is missing. */
    private int walkField(int from) {
        return from < to && bytes[from] == QUOTE ? walkQuoted(from) : walkUnquoted(from);
    }

    /** Returns the index of the separator or line end after an unquoted field. */
    private int walkUnquoted(int from) {
        int i = separator(from);
        int fieldEnd = i < to && i > from && bytes[i] == '\n' && bytes[i - 1] == '\r' ? i - 1 : i;
        if (walkedColumn == wanted) {
            setKey(bytes, from, fieldEnd);
        }
        return i;
    }

    /** Returns the index of the separator or line end after a quoted field, or -1 if its closing quote is missing. */
    private int walkQuoted(int from) {
        int escapes = 0;
        int i = from + 1;
        while (true) {
            while (i < to && bytes[i] != QUOTE) {
                if (bytes[i] == '\n') {
                    lines++;
                }
                i++;
            }
            if (i >= to) {
                return -1;
            }
            if (i + 1 >= to || bytes[i + 1] != QUOTE) {
                break;
            }
            escapes++;
            i += 2;
        }
        if (walkedColumn == wanted) {
            if (escapes == 0) {
                setKey(bytes, from + 1, i);
            } else {
                unescape(from + 1, i);
            }
        }
        int next = separator(i + 1);
        boolean lineEnd = next < to && next == i + 2 && bytes[next] == '\n' && bytes[i + 1] == '\r';
        if (next != i + 1 && !lineEnd && fault == null) {
            fault = "column " + (walkedColumn + 1) + " goes on after its closing quote";
        }
        return next;
    }

    private int separator(int from) {
        int i = from;
        while (i < to && bytes[i] != delimiter && bytes[i] != '\n') {
            i++;
        }
        return i;
    }

    private void setKey(byte[] array, int from, int until) {
        keyBytes = array;
        keyStart = from;
        keyEnd = until;
    }

    private void unescape(int from, int until) {
        if (unescaped.length < until - from) {
            unescaped = Arrays.copyOf(unescaped, Math.max(until - from, 2 * unescaped.length));
        }
        int length = 0;
        for (int i = from; i < until; i++) {
            unescaped[length++] = bytes[i];
            if (bytes[i] == QUOTE) {
                i++;
            }
        }
        setKey(unescaped, 0, length);
    }

    @Override
    public int start() {
        return start;
    }

    @Override
    public int end() {
        return end;
    }

    @Override
    public byte[] keyBytes() {
        return keyBytes;
    }

    @Override
    public int keyStart() {
        return keyStart;
    }

    @Override
    public int keyEnd() {
        return keyEnd;
    }

    @Override
    public @Nullable String fault() {
        return fault;
    }

    @Override
    public long linesBefore() {
        return linesBefore;
    }

    @Override
    public long lines() {
        return lines;
    }
}
