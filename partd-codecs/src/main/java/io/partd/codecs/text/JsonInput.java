package io.partd.codecs.text;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Reads documents, each on a line of its own. */
final class JsonInput {

    private final JsonParser parser;

    JsonInput(JsonParser parser) {
        this.parser = parser;
    }

    List<@Nullable Object> readAll() throws IOException {
        List<@Nullable Object> all = new ArrayList<>();
        int line = 0;
        while (true) {
            JsonToken token = parser.nextToken();
            if (token == null) {
                return all;
            }
            int first = parser.currentTokenLocation().getLineNr();
            if (first == line) {
                throw new IOException("line " + line + " has more than one JSON document");
            }
            all.add(value(token));
            line = parser.currentTokenLocation().getLineNr();
            if (line != first) {
                throw new IOException("line " + first + " ends within a JSON document");
            }
        }
    }

    private @Nullable Object value(JsonToken token) throws IOException {
        return switch (token) {
            case VALUE_NULL -> null;
            case VALUE_TRUE -> true;
            case VALUE_FALSE -> false;
            case VALUE_STRING -> parser.getText();
            case VALUE_NUMBER_INT -> integer();
            case VALUE_NUMBER_FLOAT -> floatingPoint();
            case START_ARRAY -> array();
            case START_OBJECT -> object();
            default -> throw new IOException("a JSON document begins with " + token);
        };
    }

    private Number integer() throws IOException {
        return switch (parser.getNumberType()) {
            case INT, LONG -> (Number) parser.getLongValue();
            default -> parser.getBigIntegerValue();
        };
    }

    private double floatingPoint() throws IOException {
        double value = parser.getDoubleValue();
        if (Double.isInfinite(value) && !parser.isNaN()) {
            throw new IOException("line " + parser.currentTokenLocation().getLineNr() + ": " + parser.getText()
                    + " is too large for a double");
        }
        return value;
    }

    private List<@Nullable Object> array() throws IOException {
        List<@Nullable Object> list = new ArrayList<>();
        for (JsonToken token = next(); token != JsonToken.END_ARRAY; token = next()) {
            list.add(value(token));
        }
        return list;
    }

    private Map<String, @Nullable Object> object() throws IOException {
        Map<String, @Nullable Object> map = new LinkedHashMap<>();
        for (JsonToken token = next(); token != JsonToken.END_OBJECT; token = next()) {
            String name = parser.currentName();
            map.put(name, value(next()));
        }
        return map;
    }

    private JsonToken next() throws IOException {
        JsonToken token = parser.nextToken();
        if (token == null) {
            throw new IOException("a JSON document is cut off");
        }
        return token;
    }
}
