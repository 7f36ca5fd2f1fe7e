package io.partd.codecs.text;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.partd.codec.Codec;
import io.partd.codecs.internal.Utf8;
import java.io.IOException;
import java.util.List;
import java.util.Optional;

/**
 * Text in UTF-8. Each append is one frame, and a read returns all of them, in order. Strict in both directions: half a
 * character, at a frame's end too, is an error. Thread-safe.
 */
public final class Text implements Codec<String> {

    private static final Text CODEC = new Text();

    private Text() {}

    /** Returns the codec. */
    public static Codec<String> codec() {
        return CODEC;
    }

    /**
     * {@inheritDoc}
     *
     * <p>Half a surrogate pair cannot be encoded.
     */
    @Override
    public byte[] encode(String value) throws IOException {
        int lone = Utf8.firstLoneSurrogate(value, 0);
        if (lone >= 0) {
            throw new IOException("character " + lone + " of the text is half a surrogate pair, which UTF-8 has not");
        }
        return value.getBytes(UTF_8);
    }

    @Override
    public String decode(byte[] payload) throws IOException {
        return Utf8.decode(payload, 0, payload.length);
    }

    @Override
    public String join(List<String> values) {
        return String.join("", values);
    }

    @Override
    public Optional<String> codecName() {
        return Optional.of("text");
    }

    @Override
    public String toString() {
        return "Text";
    }
}
