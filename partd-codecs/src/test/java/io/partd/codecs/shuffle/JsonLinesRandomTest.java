package io.partd.codecs.shuffle;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.json.JsonWriteFeature;
import io.partd.codecs.shuffle.Lines.Found;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Random lines, read by the cursor and, one by one and in full, by a plain parser. */
class JsonLinesRandomTest {

    private static final JsonFactory PLAIN = new JsonFactory();
    private static final JsonFactory ASCII =
            PLAIN.rebuild().enable(JsonWriteFeature.ESCAPE_NON_ASCII).build();
    private static final String[] NAMES = {"k", "x", "", "a long name with a quote \" in it", "é", "kk", "k\n"};

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8})
    void agreesWithAPlainParserOnRandomObjects(long seed) throws IOException {
        Random random = new Random(seed);
        ByteArrayOutputStream text = new ByteArrayOutputStream();
        List<String> expected = new ArrayList<>();
        for (int i = 0; i < 500; i++) {
            byte[] line = object(random);
            text.writeBytes(line);
            text.write(random.nextInt(4) == 0 ? '\r' : ' ');
            text.write('\n');
            expected.add(keyOf(line));
        }
        List<Found> found = Lines.read("k", text.toByteArray());
        assertThat(found).extracting(JsonLinesRandomTest::keyOf).isEqualTo(expected);
    }

    @ParameterizedTest
    @ValueSource(longs = {11, 12, 13, 14, 15, 16, 17, 18})
    void agreesWithAPlainParserOnBrokenLines(long seed) throws IOException {
        Random random = new Random(seed);
        ByteArrayOutputStream text = new ByteArrayOutputStream();
        for (int i = 0; i < 500; i++) {
            byte[] line = object(random);
            for (int change = random.nextInt(3); change > 0; change--) {
                line[random.nextInt(line.length)] = (byte) "{}[]\":,\\ \n1ek\r".charAt(random.nextInt(14));
            }
            text.writeBytes(line);
            text.write('\n');
        }
        List<Found> found = Lines.read("k", text.toByteArray());
        Iterator<Found> next = found.iterator();
        for (String line : text.toString(StandardCharsets.ISO_8859_1).split("\n", -1)) {
            if (!line.isBlank()) {
                assertThat(keyOf(next.next())).as(line).isEqualTo(keyOf(line.getBytes(StandardCharsets.ISO_8859_1)));
            }
        }
        assertThat(next.hasNext()).isFalse();
    }

    private static String keyOf(Found found) {
        return found.fault() == null ? found.key() : null;
    }

    /** Returns the key as a plain parser sees it, empty without a value, null if the line is a fault. */
    private static String keyOf(byte[] line) {
        try (JsonParser parser = PLAIN.createParser(line)) {
            if (parser.nextToken() != JsonToken.START_OBJECT) {
                return null;
            }
            List<String> keys = new ArrayList<>();
            while (parser.nextToken() != JsonToken.END_OBJECT) {
                boolean isKey = parser.currentName().equals("k");
                JsonToken value = parser.nextToken();
                if (isKey) {
                    String text = value == JsonToken.VALUE_NULL ? "" : parser.getText();
                    keys.add(value.isScalarValue() && isText(text) ? text : null);
                }
                parser.skipChildren();
            }
            if (parser.nextToken() != null || keys.size() > 1) {
                return null;
            }
            return keys.isEmpty() ? "" : keys.get(0);
        } catch (IOException e) {
            return null;
        }
    }

    private static boolean isText(String string) {
        return StandardCharsets.UTF_8.newEncoder().canEncode(string);
    }

    private static byte[] object(Random random) throws IOException {
        ByteArrayOutputStream line = new ByteArrayOutputStream();
        try (JsonGenerator json = (random.nextBoolean() ? PLAIN : ASCII).createGenerator(line)) {
            writeObject(json, random, 0);
        }
        return line.toByteArray();
    }

    private static void writeObject(JsonGenerator json, Random random, int depth) throws IOException {
        json.writeStartObject();
        for (int i = random.nextInt(5); i > 0; i--) {
            json.writeFieldName(NAMES[random.nextInt(NAMES.length)]);
            writeValue(json, random, depth + 1);
        }
        if (random.nextInt(3) > 0) {
            json.writeFieldName("k");
            writeValue(json, random, depth + 1);
        }
        json.writeEndObject();
    }

    private static void writeValue(JsonGenerator json, Random random, int depth) throws IOException {
        switch (random.nextInt(depth > 4 ? 6 : 8)) {
            case 0 -> json.writeNumber(random.nextInt());
            case 1 -> json.writeNumber(random.nextGaussian() * 1e10);
            case 2 -> json.writeBoolean(random.nextBoolean());
            case 3 -> json.writeNull();
            case 4, 5 -> json.writeString(text(random));
            case 6 -> writeObject(json, random, depth);
            default -> {
                json.writeStartArray();
                for (int i = random.nextInt(4); i > 0; i--) {
                    writeValue(json, random, depth + 1);
                }
                json.writeEndArray();
            }
        }
    }

    private static String text(Random random) {
        StringBuilder text = new StringBuilder();
        for (int i = random.nextInt(12); i > 0; i--) {
            text.appendCodePoint("ab \"\\\n\téߕ€".codePointAt(random.nextInt(10)));
            if (random.nextInt(8) == 0) {
                text.appendCodePoint(0x1f600);
            }
        }
        return text.toString();
    }
}
