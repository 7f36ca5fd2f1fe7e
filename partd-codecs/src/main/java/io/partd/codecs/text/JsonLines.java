package io.partd.codecs.text;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonFactoryBuilder;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.core.StreamWriteConstraints;
import com.fasterxml.jackson.core.json.JsonReadFeature;
import com.fasterxml.jackson.core.json.JsonWriteFeature;
import io.partd.codec.Codec;
import io.partd.codecs.internal.Utf8;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Lists in JSON, in UTF-8, one document per line. Each append is one frame of so many lines as the list has elements,
 * and a read returns one list of all, in append order. Thread-safe.
 *
 * <table>
 * <caption>JSON's types and ours</caption>
 * <tr><th>JSON</th><th>read as</th><th>also written from</th></tr>
 * <tr><td>null, true, false</td><td>null, Boolean</td><td></td></tr>
 * <tr><td>number without point or exponent</td><td>Long, or BigInteger if it does not fit, of up to 1000 digits</td>
 *     <td>Integer, Short, Byte</td></tr>
 * <tr><td>other number</td><td>Double</td><td>Float</td></tr>
 * <tr><td>string</td><td>String</td><td></td></tr>
 * <tr><td>array</td><td>ArrayList</td><td>every List; Tuple</td></tr>
 * <tr><td>object</td><td>LinkedHashMap; of a name that comes twice the last value</td>
 *     <td>every Map whose keys are Strings</td></tr>
 * </table>
 *
 * <p>Values may be nested 1000 deep. {@code NaN}, {@code Infinity} and {@code -Infinity}, which are not JSON, are read,
 * since Python writes them, but not written.
 */
public final class JsonLines implements Codec<List<@Nullable Object>> {

    static final int MOST_DIGITS = 1000;

    private static final int DEEPEST = 1000;

    private static final JsonFactory JSON = new JsonFactoryBuilder()
            .rootValueSeparator("\n")
            .streamReadConstraints(StreamReadConstraints.builder()
                    .maxNestingDepth(DEEPEST)
                    .maxNumberLength(MOST_DIGITS)
                    .maxStringLength(Integer.MAX_VALUE)
                    .maxNameLength(Integer.MAX_VALUE)
                    .build())
            .streamWriteConstraints(
                    StreamWriteConstraints.builder().maxNestingDepth(DEEPEST).build())
            .enable(JsonReadFeature.ALLOW_NON_NUMERIC_NUMBERS)
            .enable(JsonWriteFeature.COMBINE_UNICODE_SURROGATES_IN_UTF8)
            // Names come from the data: the JVM is not to keep them for good.
            .disable(JsonFactory.Feature.INTERN_FIELD_NAMES)
            .build();

    private static final JsonLines CODEC = new JsonLines();

    private JsonLines() {}

    /** Returns the codec. */
    public static Codec<List<@Nullable Object>> codec() {
        return CODEC;
    }

    @Override
    public byte[] encode(List<@Nullable Object> value) throws IOException {
        return JsonOutput.write(JSON, value);
    }

    /**
     * {@inheritDoc}
     *
     * <p>The last line need not have an end. Empty lines are skipped.
     */
    @Override
    public List<@Nullable Object> decode(byte[] payload) throws IOException {
        requireUtf8(payload);
        try (JsonParser parser = JSON.createParser(payload)) {
            return new JsonInput(parser).readAll();
        } catch (JsonProcessingException e) {
            // Without the source, which it describes at length.
            throw new IOException(
                    e.getLocation() == null
                            ? e.getOriginalMessage()
                            : "line " + e.getLocation().getLineNr() + ", byte "
                                    + e.getLocation().getByteOffset() + ": " + e.getOriginalMessage(),
                    e);
        }
    }

    /** The parser takes other encodings too, and is not strict about this one. */
    private static void requireUtf8(byte[] payload) throws IOException {
        for (int i = 0; i < payload.length; i++) {
            if (payload[i] <= 0) {
                if (payload[i] == 0) {
                    throw new IOException("JSON has a zero at byte " + i);
                }
                Utf8.require(payload, 0, payload.length);
                break;
            }
        }
        if (payload.length > 0 && payload[0] < 0) {
            throw new IOException("JSON does not begin with an ASCII character");
        }
    }

    @Override
    public List<@Nullable Object> join(List<List<@Nullable Object>> values) {
        List<@Nullable Object> joined = new ArrayList<>();
        values.forEach(joined::addAll);
        return joined;
    }

    @Override
    public Optional<String> codecName() {
        return Optional.of("json");
    }

    @Override
    public String toString() {
        return "JsonLines";
    }
}
