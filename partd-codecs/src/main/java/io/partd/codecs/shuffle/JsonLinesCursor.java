package io.partd.codecs.shuffle;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.exc.StreamConstraintsException;
import com.fasterxml.jackson.core.io.SerializedString;
import io.partd.expression.ColumnName;
import io.partd.shuffle.FieldCursor;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.CharBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Goes through a block with one parser, which takes the lines as a sequence of documents. The parser does not know
 * where a line ends, so a line that does not end where its object does is parsed once more, alone, to say what is wrong
 * with it; the next line gets a new parser.
 */
final class JsonLinesCursor implements FieldCursor {

    private static final VarHandle LONGS = MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);
    private static final long LOW = 0x0101010101010101L;
    private static final long HIGH = 0x8080808080808080L;
    private static final long NEWLINES = LOW * '\n';

    private final JsonFactory json;
    private final List<ColumnName> columns;
    private final Members members;
    private final byte[][] names;

    private final Value[] values;
    private final int[] memberStarts;
    private final int[] starts;
    private final int[] ends;
    private final byte[] @Nullable [] unescaped;

    private byte[] bytes = {};
    private int to;
    private int start;
    private int end;
    private int lineEnd;
    private long lines;
    private long linesBefore;

    private @Nullable JsonParser blockParser;
    private int blockParserFrom;

    private @Nullable String fault;

    /** What a member is that is looked for. */
    private enum Value {
        MISSING,
        NULL,
        TEXT,
        /** An unquoted one: a number, true or false. */
        WORD,
        OBJECT,
        ARRAY,
        HALF_A_PAIR
    }

    JsonLinesCursor(JsonFactory json, List<ColumnName> columns) {
        this.json = json;
        this.columns = columns;
        members = Members.of(columns);
        int count = columns.size();
        values = new Value[count];
        memberStarts = new int[count];
        starts = new int[count];
        ends = new int[count];
        unescaped = new byte[count][];
        names = new byte[count][];
        for (int i = 0; i < count; i++) {
            names[i] = new SerializedString(columns.get(i).text()).asQuotedUTF8();
        }
    }

    @Override
    public void reset(byte[] bytes, int from, int to) {
        closeBlockParser();
        this.bytes = bytes;
        this.to = to;
        this.end = from;
        this.lines = 0;
    }

    @Override
    public boolean next() {
        if (!skipBlankLines()) {
            closeBlockParser();
            return false;
        }
        start = end;
        linesBefore = lines;
        lineEnd = newline(start);
        end = lineEnd;
        if (lineEnd < to) {
            end++;
            lines++;
        }
        if (!readInBlock()) {
            closeBlockParser();
            readAlone();
        }
        return true;
    }

    /** Goes to the start of a line that is not blank; false if there is none. */
    private boolean skipBlankLines() {
        for (int i = end; i < to; i++) {
            byte b = bytes[i];
            if (b == '\n') {
                end = i + 1;
                lines++;
            } else if (!isSpace(b)) {
                return true;
            }
        }
        end = to;
        return false;
    }

    private static boolean isSpace(byte b) {
        return b == ' ' || b == '\t' || b == '\r';
    }

    private int newline(int from) {
        for (int i = from; i < to; i += 8) {
            long differences = (long) LONGS.get(bytes, i) ^ NEWLINES;
            long found = (differences - LOW) & ~differences & HIGH;
            if (found != 0) {
                return Math.min(to, i + (Long.numberOfTrailingZeros(found) >>> 3));
            }
        }
        return to;
    }

    /** Reads the line with the block's parser; false if that is not where the line ends then. */
    private boolean readInBlock() {
        try {
            JsonParser parser = blockParser;
            if (parser == null) {
                blockParserFrom = start;
                parser = json.createParser(bytes, start, to - start);
                blockParser = parser;
            }
            return parser.nextToken() == JsonToken.START_OBJECT
                    && readObject(parser, blockParserFrom)
                    && behindObject(parser, blockParserFrom) == lineEnd;
        } catch (IOException e) {
            return false;
        }
    }

    private void readAlone() {
        try (JsonParser parser = json.createParser(bytes, start, lineEnd - start)) {
            JsonToken first = parser.nextToken();
            if (first != JsonToken.START_OBJECT) {
                fault = "the line is " + kind(first) + ", not a JSON object";
            } else if (readObject(parser, start)) {
                int rest = behindObject(parser, start);
                if (rest < lineEnd) {
                    fault = at(rest) + "the line goes on behind its object"
                            + (bytes[rest - 1] == '\r' ? " and a carriage return; it ends with \\n or \\r\\n" : "");
                }
            }
        } catch (StreamConstraintsException e) {
            fault = "it is nested deeper than " + JsonLinesFormat.DEPTH;
        } catch (JsonProcessingException e) {
            String what = e.getOriginalMessage();
            if (what.startsWith("Unexpected end-of-input")) {
                fault = at(lineEnd) + "the line ends before its JSON does";
            } else {
                fault = "near " + at(start + (int) e.getLocation().getByteOffset()) + "no JSON: " + firstLine(what);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /**
     * Reads to an object's end, and notes members and fault.
     *
     * @param from the index at which the parser began
     * @return false if the object reaches beyond the line
     */
    private boolean readObject(JsonParser parser, int from) throws IOException {
        fault = null;
        Arrays.fill(values, Value.MISSING);
        readMembers(parser, members, from);
        return from + offset(parser) <= lineEnd;
    }

    private void readMembers(JsonParser parser, Members wanted, int from) throws IOException {
        String name = parser.nextFieldName();
        while (name != null) {
            Members member = wanted.child(name);
            int at = member == null ? 0 : from + tokenOffset(parser);
            JsonToken value = parser.nextToken();
            if (member == null) {
                parser.skipChildren();
            } else {
                read(parser, member, value, at, from);
            }
            name = parser.nextFieldName();
        }
    }

    private void read(JsonParser parser, Members member, JsonToken value, int at, int from) throws IOException {
        int field = member.field();
        int start = from + tokenOffset(parser);
        if (field != Members.NO_FIELD) {
            if (values[field] != Value.MISSING && fault == null) {
                fault = at(at) + "member '" + columns.get(field) + "' is there twice";
            }
            memberStarts[field] = at;
            take(parser, field, value, start);
        }
        if (value == JsonToken.START_OBJECT && member.hasChildren()) {
            readMembers(parser, member, from);
        } else {
            parser.skipChildren();
        }
        if (field != Members.NO_FIELD && isNested(field)) {
            ends[field] = from + offset(parser);
        }
    }

    private boolean isNested(int field) {
        return values[field] == Value.OBJECT || values[field] == Value.ARRAY;
    }

    private void take(JsonParser parser, int field, JsonToken value, int at) throws IOException {
        starts[field] = at;
        unescaped[field] = null;
        values[field] = switch (value) {
            case VALUE_STRING -> Value.TEXT;
            case VALUE_NULL -> Value.NULL;
            case START_OBJECT -> Value.OBJECT;
            case START_ARRAY -> Value.ARRAY;
            default -> Value.WORD;
        };
        if (values[field] == Value.TEXT) {
            takeString(parser, field);
        } else if (!isNested(field)) {
            ends[field] = at + parser.getTextLength();
        }
    }

    private void takeString(JsonParser parser, int field) throws IOException {
        for (int i = starts[field] + 1; i < lineEnd; i++) {
            if (bytes[i] == '"') {
                ends[field] = i + 1;
                return;
            }
            if (bytes[i] == '\\') {
                takeEscaped(parser.getText(), field, i);
                return;
            }
        }
    }

    private void takeEscaped(String text, int field, int escape) {
        int i = escape;
        while (i < lineEnd && bytes[i] != '"') {
            i += bytes[i] == '\\' ? 2 : 1;
        }
        ends[field] = i + 1;
        try {
            ByteBuffer encoded = StandardCharsets.UTF_8.newEncoder().encode(CharBuffer.wrap(text));
            byte[] whole = new byte[encoded.remaining()];
            encoded.get(whole);
            unescaped[field] = whole;
        } catch (CharacterCodingException e) {
            values[field] = Value.HALF_A_PAIR;
        }
    }

    @Override
    public boolean isNull(int field) {
        return values[field] == Value.MISSING || values[field] == Value.NULL;
    }

    @Override
    public @Nullable String fault(int field) {
        String member = "member '" + columns.get(field) + "' ";
        return switch (values[field]) {
            case MISSING, NULL, TEXT, WORD -> null;
            case OBJECT -> at(starts[field]) + member + "is an object, and no string, number, true or false";
            case ARRAY -> at(starts[field]) + member + "is an array, and no string, number, true or false";
            case HALF_A_PAIR -> at(starts[field] + 1) + member + "has half of a surrogate pair, which is no text";
        };
    }

    @Override
    public byte[] bytes(int field) {
        byte[] whole = unescaped[field];
        return whole == null ? bytes : whole;
    }

    @Override
    public int from(int field) {
        if (unescaped[field] != null || isNull(field)) {
            return 0;
        }
        return values[field] == Value.TEXT ? starts[field] + 1 : starts[field];
    }

    @Override
    public int to(int field) {
        byte[] whole = unescaped[field];
        if (whole != null) {
            return whole.length;
        }
        return isNull(field) ? 0 : values[field] == Value.TEXT ? ends[field] - 1 : ends[field];
    }

    /** Writes an object of the members that there are. */
    @Override
    public void write(int[] fields, OutputStream out) throws IOException {
        char before = '{';
        for (int field : fields) {
            if (values[field] != Value.MISSING) {
                out.write(before);
                out.write('"');
                out.write(names[field]);
                out.write('"');
                out.write(':');
                out.write(bytes, starts[field], ends[field] - starts[field]);
                before = ',';
            }
        }
        if (before == '{') {
            out.write('{');
        }
        out.write('}');
        int contentEnd = lineEnd > start && bytes[lineEnd - 1] == '\r' ? lineEnd - 1 : lineEnd;
        out.write(bytes, contentEnd, end - contentEnd);
    }

    /** Writes the object, and those in it, without the members. */
    @Override
    public void writeWithout(int[] fields, OutputStream out) throws IOException {
        int[] left = Arrays.stream(fields)
                .filter(field -> values[field] != Value.MISSING)
                .boxed()
                .sorted(Comparator.comparingInt(field -> memberStarts[field]))
                .mapToInt(Integer::intValue)
                .toArray();
        int at = start;
        for (int i = 0; i < left.length; i++) {
            int from = memberStarts[left[i]];
            int to = afterComma(ends[left[i]]);
            while (i + 1 < left.length && to == memberStarts[left[i + 1]]) {
                i++;
                to = afterComma(ends[left[i]]);
            }
            boolean isLast = to == ends[left[i]];
            int until = isLast ? beforeComma(from) : from;
            out.write(bytes, at, until - at);
            at = to;
        }
        out.write(bytes, at, end - at);
    }

    /** Returns the index of the member after the one that ends there; the same index if that is the last one. */
    private int afterComma(int memberEnd) {
        int comma = skipSpaces(memberEnd);
        return bytes[comma] == ',' ? skipSpaces(comma + 1) : memberEnd;
    }

    private int skipSpaces(int from) {
        int i = from;
        while (isSpace(bytes[i])) {
            i++;
        }
        return i;
    }

    /** Returns the index of the comma before the member that starts there; the same index if it is the first one. */
    private int beforeComma(int memberStart) {
        int i = memberStart - 1;
        while (isSpace(bytes[i])) {
            i--;
        }
        return bytes[i] == ',' ? i : memberStart;
    }

    /** Returns the index of what is behind an object and the white space after it, the line's end at most. */
    private int behindObject(JsonParser parser, int from) {
        int i = from + offset(parser);
        while (i < lineEnd && isSpace(bytes[i])) {
            i++;
        }
        return i;
    }

    private static int offset(JsonParser parser) {
        return (int) parser.currentLocation().getByteOffset();
    }

    private static int tokenOffset(JsonParser parser) {
        return (int) parser.currentTokenLocation().getByteOffset();
    }

    /** Returns a place in the line, for a message. */
    private String at(int index) {
        return "byte " + (index - start + 1) + ": ";
    }

    private static String firstLine(String message) {
        return message.lines().findFirst().orElse("");
    }

    private static String kind(@Nullable JsonToken token) {
        if (token == null) {
            return "empty";
        }
        return switch (token) {
            case START_OBJECT -> "an object";
            case START_ARRAY -> "an array";
            case VALUE_STRING -> "a string";
            case VALUE_NUMBER_INT, VALUE_NUMBER_FLOAT -> "a number";
            default -> token.asString();
        };
    }

    private void closeBlockParser() {
        JsonParser parser = blockParser;
        blockParser = null;
        if (parser != null) {
            try {
                parser.close();
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
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
