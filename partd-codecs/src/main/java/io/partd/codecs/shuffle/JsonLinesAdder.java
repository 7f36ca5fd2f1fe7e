package io.partd.codecs.shuffle;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.io.JsonStringEncoder;
import io.partd.input.PartitionColumn;
import io.partd.shuffle.ColumnAdder;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Adds members to the end of objects that do not have them. A line that is no object stays as it is. */
final class JsonLinesAdder implements ColumnAdder {

    private final JsonFactory json;
    private final List<PartitionColumn> columns;

    JsonLinesAdder(JsonFactory json, List<PartitionColumn> columns) {
        this.json = json;
        this.columns = columns;
    }

    @Override
    public byte[] header(byte[] header) {
        return header;
    }

    @Override
    public void add(byte[] bytes, int from, int to, ByteArrayOutputStream out) throws IOException {
        int start = from;
        while (start < to) {
            int end = start;
            while (end < to && bytes[end] != '\n') {
                end++;
            }
            int close = end - 1;
            while (close > start && bytes[close] <= ' ') {
                close--;
            }
            int next = Math.min(to, end + 1);
            Set<String> members = close > start && bytes[close] == '}' ? members(bytes, start, end) : null;
            if (members == null) {
                out.write(bytes, start, next - start);
            } else {
                out.write(bytes, start, close - start);
                write(members, out);
                out.write(bytes, close, next - close);
            }
            start = next;
        }
    }

    /** Returns the names of an object's members; null if the line is no object. */
    private @Nullable Set<String> members(byte[] bytes, int from, int to) {
        Set<String> names = new HashSet<>();
        try (JsonParser parser = json.createParser(bytes, from, to - from)) {
            if (parser.nextToken() != JsonToken.START_OBJECT) {
                return null;
            }
            while (parser.nextToken() == JsonToken.FIELD_NAME) {
                names.add(parser.currentName());
                parser.nextToken();
                parser.skipChildren();
            }
            return parser.currentToken() == JsonToken.END_OBJECT && parser.nextToken() == null ? names : null;
        } catch (IOException e) {
            return null;
        }
    }

    private void write(Set<String> present, ByteArrayOutputStream out) {
        boolean first = present.isEmpty();
        for (PartitionColumn column : columns) {
            if (!present.contains(column.name())) {
                String member = (first ? "" : ",") + quoted(column.name()) + ":" + value(column);
                out.writeBytes(member.getBytes(StandardCharsets.UTF_8));
                first = false;
            }
        }
    }

    private static String value(PartitionColumn column) {
        String value = column.value();
        if (value == null) {
            return "null";
        }
        return switch (column.type()) {
            case INT, BIGINT -> value;
            case DATE, STRING -> quoted(value);
        };
    }

    private static String quoted(String text) {
        return '"' + String.valueOf(JsonStringEncoder.getInstance().quoteAsString(text)) + '"';
    }
}
