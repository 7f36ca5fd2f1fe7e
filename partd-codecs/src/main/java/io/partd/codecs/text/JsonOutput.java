package io.partd.codecs.text;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import io.partd.codecs.internal.Utf8;
import io.partd.codecs.pickle.Tuple;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.math.BigInteger;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Writes documents, each with a line end. */
final class JsonOutput {

    private final JsonGenerator generator;

    private JsonOutput(JsonGenerator generator) {
        this.generator = generator;
    }

    static byte[] write(JsonFactory json, List<@Nullable Object> documents) throws IOException {
        if (documents.isEmpty()) {
            return new byte[0];
        }
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (JsonGenerator generator = json.createGenerator(bytes)) {
            JsonOutput output = new JsonOutput(generator);
            for (Object document : documents) {
                output.write(document);
            }
            generator.writeRaw('\n');
        }
        return bytes.toByteArray();
    }

    private void write(@Nullable Object value) throws IOException {
        if (value == null) {
            generator.writeNull();
        } else if (value instanceof String text) {
            generator.writeString(whole(text));
        } else if (value instanceof Long
                || value instanceof Integer
                || value instanceof Short
                || value instanceof Byte) {
            generator.writeNumber(((Number) value).longValue());
        } else if (value instanceof Double || value instanceof Float) {
            write(((Number) value).doubleValue());
        } else if (value instanceof Boolean truth) {
            generator.writeBoolean(truth);
        } else if (value instanceof List<?> list) {
            write(list);
        } else if (value instanceof Map<?, ?> map) {
            write(map);
        } else if (value instanceof Tuple tuple) {
            write(tuple.toList());
        } else if (value instanceof BigInteger integer) {
            write(integer);
        } else {
            throw new IOException("a " + value.getClass().getName() + " cannot be written as JSON");
        }
    }

    private void write(double value) throws IOException {
        if (!Double.isFinite(value)) {
            throw new IOException(value + " cannot be written as JSON");
        }
        generator.writeNumber(value);
    }

    private void write(BigInteger value) throws IOException {
        String digits = value.toString();
        if (digits.length() > JsonLines.MOST_DIGITS) {
            throw new IOException(
                    "an integer of " + digits.length() + " digits; JSON is read with up to " + JsonLines.MOST_DIGITS);
        }
        generator.writeNumber(value);
    }

    private void write(List<?> list) throws IOException {
        generator.writeStartArray();
        for (Object element : list) {
            write(element);
        }
        generator.writeEndArray();
    }

    private void write(Map<?, ?> map) throws IOException {
        generator.writeStartObject();
        for (Map.Entry<?, ?> entry : map.entrySet()) {
            if (!(entry.getKey() instanceof String name)) {
                throw new IOException("a name in a JSON object is a text, not " + entry.getKey());
            }
            generator.writeFieldName(whole(name));
            write(entry.getValue());
        }
        generator.writeEndObject();
    }

    private static String whole(String text) throws IOException {
        if (Utf8.firstLoneSurrogate(text, 0) >= 0) {
            throw new IOException("a text with half a surrogate pair cannot be written as JSON");
        }
        return text;
    }
}
