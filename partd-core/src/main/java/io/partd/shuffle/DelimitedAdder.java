package io.partd.shuffle;

import io.partd.input.PartitionColumn;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Adds fields to the end of delimited records, and their names to the header. A record with fewer fields than the
 * header gets empty ones before them; without a header, the first record counts. A malformed record stays as it is.
 */
final class DelimitedAdder implements ColumnAdder {

    private final String source;
    private final byte delimiter;
    private final boolean hasHeader;
    private final DelimitedCursor cursor;
    private List<PartitionColumn> columns;

    private byte[] fields = {};
    /** The number of fields of the header; 0 as long as there was neither a header nor a record. */
    private int width;

    private long lines;

    DelimitedAdder(String source, byte delimiter, boolean hasHeader, List<PartitionColumn> columns) {
        this.source = source;
        this.delimiter = delimiter;
        this.hasHeader = hasHeader;
        this.columns = columns;
        cursor = new DelimitedCursor(delimiter, 0);
    }

    @Override
    public byte[] header(byte[] header) {
        List<String> names = hasHeader
                ? new DelimitedCursor(delimiter, 0)
                        .fields(Arrays.copyOf(header, header.length + RecordFormat.PADDING), header.length)
                : List.of();
        width = names.size();
        columns = columns.stream()
                .filter(column -> !names.contains(column.name()))
                .toList();
        fields = fields(columns.stream().map(PartitionColumn::value).toList());
        if (!hasHeader) {
            return header;
        }
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        add(
                header,
                header.length,
                fields(columns.stream().map(PartitionColumn::name).toList()),
                out);
        for (byte b : header) {
            lines += b == '\n' ? 1 : 0;
        }
        return out.toByteArray();
    }

    @Override
    public void add(byte[] bytes, int from, int to, ByteArrayOutputStream out) throws IOException {
        if (columns.isEmpty()) {
            out.write(bytes, from, to - from);
            return;
        }
        cursor.reset(bytes, from, to);
        int written = from;
        while (cursor.next()) {
            if (cursor.fault() != null) {
                continue;
            }
            int content = LineEnds.contentEnd(bytes, cursor.start(), cursor.end());
            out.write(bytes, written, content - written);
            int count = count(bytes, cursor.start(), content);
            width = width == 0 ? count : width;
            if (count > width) {
                throw new FaultException(new Fault(
                        source,
                        lines + cursor.linesBefore() + 1,
                        "it has " + count + " columns, and the " + (hasHeader ? "header" : "first row") + " has "
                                + width + ", so that columns of directories cannot be added after them"));
            }
            for (int i = count; i < width; i++) {
                out.write(delimiter);
            }
            out.writeBytes(fields);
            written = content;
        }
        lines += cursor.lines();
        out.write(bytes, written, to - written);
    }

    private static void add(byte[] record, int end, byte[] fields, ByteArrayOutputStream out) {
        int content = LineEnds.contentEnd(record, 0, end);
        out.write(record, 0, content);
        out.writeBytes(fields);
        out.write(record, content, end - content);
    }

    private int count(byte[] bytes, int from, int to) {
        int count = 1;
        boolean atField = true;
        for (int i = from; i < to; i++) {
            if (atField && bytes[i] == '"') {
                i = DelimitedFormat.closingQuote(bytes, i + 1, to);
            }
            atField = i < to && bytes[i] == delimiter;
            count += atField ? 1 : 0;
        }
        return count;
    }

    /** Returns fields with a delimiter before each; null is empty. */
    private byte[] fields(List<@Nullable String> values) {
        StringBuilder text = new StringBuilder();
        for (String value : values) {
            text.append((char) delimiter).append(value == null ? "" : quoted(value));
        }
        return text.toString().getBytes(StandardCharsets.UTF_8);
    }

    private String quoted(String value) {
        boolean plain = value.chars().noneMatch(c -> c == delimiter || c == '"' || c == '\n' || c == '\r');
        return plain ? value : '"' + value.replace("\"", "\"\"") + '"';
    }
}
