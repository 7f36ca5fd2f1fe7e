package io.partd.cli.values;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonFactoryBuilder;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.core.io.JsonEOFException;
import com.fasterxml.jackson.core.json.JsonReadFeature;
import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Reads lines of JSON as the elements of a list. */
final class JsonElements {

    private static final int DEPTH = 1000;

    private static final JsonFactory JSON = new JsonFactoryBuilder()
            .streamReadConstraints(StreamReadConstraints.builder()
                    .maxNestingDepth(DEPTH)
                    .maxStringLength(Integer.MAX_VALUE)
                    .maxNameLength(Integer.MAX_VALUE)
                    .build())
            .enable(JsonReadFeature.ALLOW_NON_NUMERIC_NUMBERS)
            .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
            .disable(JsonFactory.Feature.INTERN_FIELD_NAMES)
            .build();

    private static final Pattern ALTERNATIVES = Pattern.compile(": (was expecting|expected a valid value) \\(JSON.*");

    private final String source;
    private final List<@Nullable Object> elements = new ArrayList<>();
    private long line;

    private JsonElements(String source) {
        this.source = source;
    }

    /**
     * Reads all lines; empty ones are none.
     *
     * @param source what they come from, for messages
     */
    static List<@Nullable Object> read(InputStream in, String source) throws IOException {
        JsonElements reading = new JsonElements(source);
        InputStream buffered = new BufferedInputStream(in);
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        for (int next = buffered.read(); next >= 0; next = buffered.read()) {
            if (next == '\n') {
                reading.addLine(bytes.toByteArray());
                bytes.reset();
            } else {
                bytes.write(next);
            }
        }
        reading.addLine(bytes.toByteArray());
        return reading.elements;
    }

    private void addLine(byte[] bytes) throws IOException {
        line++;
        try (JsonParser parser = JSON.createParser(StrictText.decode(bytes, source, line))) {
            JsonToken token = parser.nextToken();
            if (token == null) {
                return;
            }
            elements.add(value(parser, token));
            if (parser.nextToken() != null) {
                throw fault(parser.currentTokenLocation().getColumnNr(), "a second JSON document on the line");
            }
        } catch (JsonEOFException e) {
            throw fault(bytes.length == 0 ? 1 : e.getLocation().getColumnNr(), "the line ends within its JSON");
        } catch (JsonProcessingException e) {
            throw fault(e.getLocation() == null ? 1 : e.getLocation().getColumnNr(), reason(e));
        }
    }

    /** What is wrong, without the parser's list of all that would be right. */
    private static String reason(JsonProcessingException e) {
        return ALTERNATIVES.matcher(e.getOriginalMessage()).replaceFirst("");
    }

    private IOException fault(int column, String what) {
        return StrictText.fault(source, line, column, what);
    }

    private @Nullable Object value(JsonParser parser, JsonToken token) throws IOException {
        return switch (token) {
            case VALUE_NULL -> null;
            case VALUE_TRUE -> true;
            case VALUE_FALSE -> false;
            case VALUE_NUMBER_INT -> integer(parser);
            case VALUE_NUMBER_FLOAT -> floatingPoint(parser);
            case START_ARRAY -> array(parser);
            case START_OBJECT -> object(parser);
            default -> parser.getText();
        };
    }

    private static Number integer(JsonParser parser) throws IOException {
        return parser.getNumberType() == JsonParser.NumberType.BIG_INTEGER
                ? parser.getBigIntegerValue()
                : (Number) parser.getLongValue();
    }

    private double floatingPoint(JsonParser parser) throws IOException {
        double value = parser.getDoubleValue();
        if (Double.isInfinite(value) && !parser.isNaN()) {
            throw fault(
                    parser.currentTokenLocation().getColumnNr(),
                    parser.getText() + " is too large for a floating point number of 64 bits");
        }
        return value;
    }

    private List<@Nullable Object> array(JsonParser parser) throws IOException {
        List<@Nullable Object> array = new ArrayList<>();
        for (JsonToken token = parser.nextToken(); token != JsonToken.END_ARRAY; token = parser.nextToken()) {
            array.add(value(parser, token));
        }
        return array;
    }

    private Map<String, @Nullable Object> object(JsonParser parser) throws IOException {
        Map<String, @Nullable Object> object = new LinkedHashMap<>();
        for (JsonToken token = parser.nextToken(); token != JsonToken.END_OBJECT; token = parser.nextToken()) {
            String name = parser.currentName();
            object.put(name, value(parser, parser.nextToken()));
        }
        return object;
    }
}
