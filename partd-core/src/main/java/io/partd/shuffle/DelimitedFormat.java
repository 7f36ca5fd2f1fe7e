package io.partd.shuffle;

import io.partd.expression.ColumnName;
import io.partd.input.PartitionColumn;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Comma- or tab-separated values as in RFC 4180. Fields may be quoted with {@code "}; a doubled quote stands for one,
 * and quoted fields may contain separators and line ends. A quote inside an unquoted field is an ordinary character.
 * Lines end with {@code \n} or {@code \r\n}; empty lines are skipped. The format works on bytes, in UTF-8 and any other
 * encoding that keeps ASCII.
 *
 * <pre>{@code
 * RecordFormat semicolons = DelimitedFormat.csv(Column.of("3")).delimitedBy(';').withHeader(Header.ABSENT);
 * }</pre>
 */
public final class DelimitedFormat implements FieldFormat {

    private static final Column FIRST = Column.of("1");

    private final byte delimiter;
    private final Column column;
    private final Header header;

    /** Whether the first record names the columns. */
    public enum Header {
        /** The first record of every source is a header. */
        PRESENT,
        /** All records are data. */
        ABSENT
    }

    private DelimitedFormat(char delimiter, Column column, Header header) {
        if (delimiter > 0x7e || delimiter == '"' || delimiter == '\n' || delimiter == '\r') {
            throw new IllegalArgumentException(
                    "delimiter '" + delimiter + "' must be an ASCII character, and no quote or line end");
        }
        this.delimiter = (byte) delimiter;
        this.column = column;
        this.header = header;
    }

    /** Returns comma-separated values with a header, keyed by the first column. */
    public static DelimitedFormat csv() {
        return csv(FIRST);
    }

    /** Returns tab-separated values with a header, keyed by the first column. */
    public static DelimitedFormat tsv() {
        return tsv(FIRST);
    }

    /** Returns comma-separated values with a header, keyed by a column. */
    public static DelimitedFormat csv(Column column) {
        return new DelimitedFormat(',', column, Header.PRESENT);
    }

    /** Returns tab-separated values with a header, keyed by a column. */
    public static DelimitedFormat tsv(Column column) {
        return new DelimitedFormat('\t', column, Header.PRESENT);
    }

    /**
     * Returns this format with another separator.
     *
     * @throws IllegalArgumentException if it is not an ASCII character, or a quote or a line end
     */
    public DelimitedFormat delimitedBy(char separator) {
        return new DelimitedFormat(separator, column, header);
    }

    /** Returns this format with or without a header. */
    public DelimitedFormat withHeader(Header presence) {
        return new DelimitedFormat((char) delimiter, column, presence);
    }

    /**
     * Returns the name of the key's column.
     *
     * @param headerBytes the header, as for {@link #cursor}
     * @throws IllegalArgumentException if the header lacks the column
     */
    public String columnName(byte[] headerBytes) {
        List<String> names = names(headerBytes);
        return names.get(column.index(names));
    }

    @Override
    public @Nullable String sourceFault(byte[] bytes, int from, int to) {
        String fault = FieldFormat.super.sourceFault(bytes, from, to);
        if (fault != null) {
            return fault;
        }
        LineEnds lineEnds = LineEnds.ofDelimited(bytes, from, Math.min(to, from + LineEnds.SAMPLE), delimiter);
        return lineEnds.carriageReturns() > lineEnds.lineFeeds() ? LineEnds.FAULT : null;
    }

    @Override
    public int headerEnd(byte[] bytes, int from, int to) {
        if (header == Header.ABSENT) {
            return from;
        }
        return new DelimitedCursor(delimiter, 0).wholeRecordEnd(bytes, skipEmptyLines(bytes, from, to), to);
    }

    private static int skipEmptyLines(byte[] bytes, int from, int to) {
        int i = from;
        while (i < to && (bytes[i] == '\n' || (bytes[i] == '\r' && i + 1 < to && bytes[i + 1] == '\n'))) {
            i++;
        }
        return i;
    }

    @Override
    public @Nullable String headerFault(byte[] headerBytes) {
        if (header == Header.ABSENT) {
            return null;
        }
        RecordCursor cursor = new DelimitedCursor(delimiter, 0);
        cursor.reset(padded(headerBytes), 0, headerBytes.length);
        if (!cursor.next()) {
            return "there is no header; the first line should name the columns";
        }
        if (cursor.fault() != null) {
            return cursor.fault();
        }
        return LineEnds.ofDelimited(headerBytes, 0, headerBytes.length, delimiter)
                                .carriageReturns()
                        == 0
                ? null
                : "the header has a carriage return without a line feed after it; a row ends with \\n or \\r\\n, and a"
                        + " column's name with a carriage return in it must be in quotes";
    }

    @Override
    public int lastRecordEnd(byte[] bytes, int from, int to) {
        if (!Swar.contains(bytes, from, to, DelimitedCursor.QUOTES)) {
            return Swar.indexAfterLast(bytes, from, to, (byte) '\n');
        }
        DelimitedCursor cursor = new DelimitedCursor(delimiter, 0);
        int end = from;
        int next = cursor.wholeRecordEnd(bytes, from, to);
        while (next >= 0) {
            end = next;
            next = end < to ? cursor.wholeRecordEnd(bytes, end, to) : -1;
        }
        return end;
    }

    @Override
    public RecordCursor cursor(byte[] headerBytes) {
        return new DelimitedCursor(delimiter, index(column, names(headerBytes)));
    }

    private int index(Column of, List<String> names) {
        return header == Header.ABSENT ? of.indexWithoutNames() : of.index(names);
    }

    @Override
    public FieldCursor fields(byte[] headerBytes, List<ColumnName> columns) {
        return new DelimitedFields(delimiter, indices(headerBytes, columns));
    }

    private int[] indices(byte[] headerBytes, List<ColumnName> columns) {
        List<String> names = names(headerBytes);
        int[] indices = columns.stream()
                .mapToInt(name -> index(Column.of(name.text()), names))
                .toArray();
        for (int i = 0; i < indices.length; i++) {
            for (int j = 0; j < i; j++) {
                if (indices[i] == indices[j]) {
                    throw new IllegalArgumentException("'" + columns.get(j) + "' and '" + columns.get(i)
                            + "' are the same column; call it by one of these");
                }
            }
        }
        return indices;
    }

    /**
     * Reads rows in UTF-8 as fields, such as those of a partition.
     *
     * @param name what is read, for messages
     * @param in is closed with the reader, and if there is no reader
     * @throws FaultException if the header is malformed
     * @throws IOException if reading fails
     */
    public DelimitedReader rows(String name, InputStream in) throws IOException {
        return rows(name, in, StandardCharsets.UTF_8);
    }

    /**
     * Reads rows as fields in another charset, which keeps ASCII.
     *
     * @see #rows(String, InputStream)
     */
    public DelimitedReader rows(String name, InputStream in, Charset charset) throws IOException {
        DelimitedFormat whole = new DelimitedFormat((char) delimiter, FIRST, header);
        RecordReader records = RecordReader.open(whole, name, in);
        try {
            return new DelimitedReader(new DelimitedCursor(delimiter, 0), records, name, charset);
        } catch (IOException | RuntimeException e) {
            records.close();
            throw e;
        }
    }

    @Override
    public boolean emptyIsNull() {
        return true;
    }

    @Override
    public List<String> names(byte[] headerBytes) {
        return header == Header.ABSENT
                ? List.of()
                : new DelimitedCursor(delimiter, 0).fields(padded(headerBytes), headerBytes.length);
    }

    @Override
    public ColumnAdder adder(String source, List<PartitionColumn> columns) {
        return new DelimitedAdder(source, delimiter, header == Header.PRESENT, columns);
    }

    static byte[] padded(byte[] headerBytes) {
        return Arrays.copyOf(headerBytes, headerBytes.length + PADDING);
    }

    /** Returns the index of the quote that closes a field whose text begins there; the end if there is none. */
    static int closingQuote(byte[] bytes, int from, int to) {
        int i = from;
        while (i < to && (bytes[i] != '"' || (i + 1 < to && bytes[i + 1] == '"'))) {
            i += bytes[i] == '"' ? 2 : 1;
        }
        return i;
    }
}
