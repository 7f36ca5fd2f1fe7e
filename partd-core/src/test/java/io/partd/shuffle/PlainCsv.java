package io.partd.shuffle;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/**
 * Reads delimited text one byte after the other, by the words of {@link DelimitedFormat}: an oracle, slow and plain.
 */
final class PlainCsv {

    private enum State {
        FIELD_START,
        UNQUOTED,
        QUOTED,
        QUOTE_IN_QUOTED,
        BEHIND_QUOTED
    }

    private final byte[] text;
    private final char delimiter;
    private final List<Row> rows = new ArrayList<>();

    /**
     * A record.
     *
     * @param bytes all its bytes, one character each, the line end included
     * @param fields its fields, one character a byte
     * @param line the 1-based number of the line it begins on
     * @param fault what is wrong with it, whatever the key; empty if nothing is
     */
    record Row(String bytes, List<String> fields, long line, String fault) {

        /** Returns the key, or null if the record has none. */
        String key(int column) {
            return fault.isEmpty() && column < fields.size() ? fields.get(column) : null;
        }

        /** Returns why it has no key; null if it has one. */
        String fault(int column) {
            if (!fault.isEmpty() || column < fields.size()) {
                return fault.isEmpty() ? null : fault;
            }
            return "it has " + fields.size() + (fields.size() == 1 ? " column" : " columns")
                    + ", and the key is column " + (column + 1);
        }
    }

    private PlainCsv(byte[] text, char delimiter) {
        this.text = text;
        this.delimiter = delimiter;
    }

    static List<Row> read(byte[] text, char delimiter) {
        PlainCsv csv = new PlainCsv(text, delimiter);
        csv.readAll();
        return csv.rows;
    }

    private void readAll() {
        int at = 0;
        long line = 1;
        while (at < text.length) {
            if (text[at] == '\n') {
                at++;
                line++;
            } else if (text[at] == '\r' && at + 1 < text.length && text[at + 1] == '\n') {
                at += 2;
                line++;
            } else {
                int end = readRow(at, line);
                for (int i = at; i < end; i++) {
                    line += text[i] == '\n' ? 1 : 0;
                }
                at = end;
            }
        }
    }

    private int readRow(int from, long line) {
        List<String> fields = new ArrayList<>();
        ByteArrayOutputStream field = new ByteArrayOutputStream();
        String fault = "";
        State state = State.FIELD_START;
        int i = from;
        boolean ended = false;
        while (!ended && i < text.length) {
            byte b = text[i++];
            boolean behindQuoted = state == State.QUOTE_IN_QUOTED || state == State.BEHIND_QUOTED;
            if (state == State.QUOTED) {
                if (b == '"') {
                    state = State.QUOTE_IN_QUOTED;
                } else {
                    field.write(b);
                }
            } else if (state == State.QUOTE_IN_QUOTED && b == '"') {
                field.write(b);
                state = State.QUOTED;
            } else if (b == delimiter) {
                fields.add(take(field));
                state = State.FIELD_START;
            } else if (b == '\n' && !fault.isEmpty() && closingQuote(i) >= 0) {
                i = closingQuote(i) + 1;
                state = State.BEHIND_QUOTED;
            } else if (b == '\n') {
                fields.add(behindQuoted ? take(field) : withoutCarriageReturn(take(field)));
                ended = true;
            } else if (state == State.FIELD_START && b == '"') {
                state = State.QUOTED;
            } else if (behindQuoted) {
                boolean lineEnd = state == State.QUOTE_IN_QUOTED && b == '\r' && i < text.length && text[i] == '\n';
                if (!lineEnd && fault.isEmpty()) {
                    fault = "column " + (fields.size() + 1) + " goes on after its closing quote";
                }
                state = State.BEHIND_QUOTED;
            } else {
                field.write(b);
                state = State.UNQUOTED;
            }
        }
        if (!ended) {
            if (state == State.QUOTED) {
                fault = "column " + (fields.size() + 1) + " begins with a quote that is never closed";
            }
            fields.add(take(field));
        }
        rows.add(new Row(new String(text, from, i - from, StandardCharsets.ISO_8859_1), fields, line, fault));
        return i;
    }

    /**
     * Returns the next quote at a separator or line end, within 64 KiB, if it is before that and not behind, else -1.
     */
    private int closingQuote(int from) {
        for (int i = from; i + 1 < text.length && i < from + (64 << 10); i++) {
            boolean quote = text[i] == '"';
            if (quote && (i == from || text[i - 1] == delimiter || text[i - 1] == '\n')) {
                return -1;
            }
            if (quote && (text[i + 1] == delimiter || text[i + 1] == '\n' || text[i + 1] == '\r')) {
                return i;
            }
        }
        return -1;
    }

    private static String take(ByteArrayOutputStream field) {
        String taken = field.toString(StandardCharsets.ISO_8859_1);
        field.reset();
        return taken;
    }

    private static String withoutCarriageReturn(String field) {
        return field.endsWith("\r") ? field.substring(0, field.length() - 1) : field;
    }
}
