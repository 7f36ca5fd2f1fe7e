package io.partd.codecs.shuffle;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.SerializableString;
import com.fasterxml.jackson.core.exc.StreamConstraintsException;
import io.partd.shuffle.RecordCursor;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.CharBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/**
 * Goes through a block with one parser, which takes the lines as a sequence of documents. The parser does not know
 * where a line ends, so a line that does not end where its object does is parsed once more, alone, to say what is wrong
 * with it; the next line gets a new parser.
 */
final class JsonLinesCursor implements RecordCursor {

    private static final VarHandle LONGS = MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);
    private static final long LOW = 0x0101010101010101L;
    private static final long HIGH = 0x8080808080808080L;
    private static final long NEWLINES = LOW * '\n';

    private final JsonFactory json;
    private final SerializableString member;

    private byte[] bytes = {};
    private int to;
    private int start;
    private int end;
    private int lineEnd;
    private long lines;
    private long linesBefore;

    private @Nullable JsonParser blockParser;
    private int blockParserFrom;

    private byte[] keyBytes = bytes;
    private int keyStart;
    private int keyEnd;
    private @Nullable String fault;

    JsonLinesCursor(JsonFactory json, SerializableString member) {
        this.json = json;
        this.member = member;
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
     * Reads to an object's end, and notes key and fault.
     *
     * @param from the index at which the parser began
     * @return false if the object reaches beyond the line
     */
    private boolean readObject(JsonParser parser, int from) throws IOException {
        fault = null;
        boolean found = false;
        while (true) {
            if (parser.nextFieldName(member)) {
                if (found) {
                    fault = at(from + tokenOffset(parser)) + "member '" + member + "' is there twice";
                }
                found = true;
                JsonToken value = parser.nextToken();
                if (fault == null) {
                    takeKey(parser, value, from + tokenOffset(parser));
                }
                parser.skipChildren();
            } else if (parser.currentToken() == JsonToken.END_OBJECT) {
                break;
            } else {
                parser.nextToken();
                parser.skipChildren();
            }
        }
        if (!found) {
            fault = "there is no member '" + member + "'";
        }
        return from + offset(parser) <= lineEnd;
    }

    private void takeKey(JsonParser parser, JsonToken value, int at) throws IOException {
        switch (value) {
            case VALUE_STRING -> takeString(parser, at + 1);
            case VALUE_NUMBER_INT, VALUE_NUMBER_FLOAT -> keyIs(bytes, at, at + parser.getTextLength());
            case VALUE_TRUE -> keyIs(bytes, at, at + "true".length());
            case VALUE_FALSE -> keyIs(bytes, at, at + "false".length());
            default ->
                fault = at(at) + "member '" + member + "' is " + kind(value)
                        + "; a key is a string, a number, true or false";
        }
    }

    private void takeString(JsonParser parser, int from) throws IOException {
        for (int i = from; i < lineEnd; i++) {
            if (bytes[i] == '"') {
                keyIs(bytes, from, i);
                return;
            }
            if (bytes[i] == '\\') {
                takeEscaped(parser.getText(), from);
                return;
            }
        }
    }

    private void takeEscaped(String text, int from) {
        try {
            ByteBuffer encoded = StandardCharsets.UTF_8.newEncoder().encode(CharBuffer.wrap(text));
            byte[] key = new byte[encoded.remaining()];
            encoded.get(key);
            keyIs(key, 0, key.length);
        } catch (CharacterCodingException e) {
            fault = at(from) + "member '" + member + "' has half of a surrogate pair, which is no text";
        }
    }

    private void keyIs(byte[] array, int from, int until) {
        keyBytes = array;
        keyStart = from;
        keyEnd = until;
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
