package io.partd.cli.values;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.partd.Layer;
import io.partd.Metadata;
import io.partd.Partd;
import io.partd.Store;
import io.partd.codec.ByteCodec;
import io.partd.codec.Codecs;
import io.partd.codecs.text.JsonLines;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.TypeConversionException;

/** The codecs that {@code --codec} puts over a store: any number from bytes to bytes, and over them one of values. */
public final class CodecChain {

    /** No codec at all. */
    public static final CodecChain NONE = new CodecChain("", null, ValueKind.BYTES, List.of());

    /** No codec, whatever the dataset remembers. */
    public static final CodecChain RAW = new CodecChain("none", null, ValueKind.BYTES, List.of());

    private final String outermost;
    private final @Nullable Layer<? extends Partd<?>> values;
    private final ValueKind kind;
    private final List<ByteCodec> innermostFirst;

    private CodecChain(
            String outermost,
            @Nullable Layer<? extends Partd<?>> values,
            ValueKind kind,
            List<ByteCodec> innermostFirst) {
        this.outermost = outermost;
        this.values = values;
        this.kind = kind;
        this.innermostFirst = innermostFirst;
    }

    /**
     * Finds codecs by their names.
     *
     * @param names separated by commas, the outermost first; or {@code none}
     * @throws TypeConversionException if there is no such codec, or one below the outermost makes no bytes
     */
    public static CodecChain named(String names) {
        if (names.equals(RAW.outermost)) {
            return RAW;
        }
        String[] each = names.split(",", -1);
        String outermost = each[0].strip();
        Layer<?> top = layer(outermost);
        List<ByteCodec> codecs = new ArrayList<>();
        for (int i = each.length - 1; i > 0; i--) {
            codecs.add(byteCodec(each[i].strip()));
        }
        if (top instanceof ByteCodec codec) {
            codecs.add(codec);
            return new CodecChain(outermost, null, ValueKind.BYTES, codecs);
        }
        return new CodecChain(outermost, top, ValueKind.of(top), codecs);
    }

    /**
     * Returns the codecs that a store remembers; none if it remembers none.
     *
     * @throws IOException if it remembers one that is not known
     */
    public static CodecChain remembered(Store store) throws IOException {
        Optional<String> names = names(store);
        try {
            return names.map(CodecChain::named).orElse(NONE);
        } catch (TypeConversionException e) {
            throw new IOException(
                    store + " has values that are encoded by " + names.orElse("")
                            + ", which this command cannot decode: " + e.getMessage()
                            + "; --codec none gives the bytes as they are stored",
                    e);
        }
    }

    /** Returns the names of the codecs that a store remembers, separated by commas, the outermost first. */
    public static Optional<String> names(Store store) throws IOException {
        Optional<Metadata> metadata = store.metadata();
        return metadata.isEmpty() ? Optional.empty() : names(metadata.get().entries());
    }

    /** Returns the names of the codecs in a dataset's metadata, in the same way. */
    public static Optional<String> names(SortedMap<String, byte[]> metadata) {
        return Optional.ofNullable(metadata.get(Metadata.CODECS)).map(bytes -> new String(bytes, UTF_8));
    }

    private static ByteCodec byteCodec(String name) {
        if (layer(name) instanceof ByteCodec codec) {
            return codec;
        }
        throw new TypeConversionException(
                "codec '" + name + "' makes values other than bytes, which the codec before it"
                        + " cannot encode; it goes first, as in " + name + ",zlib");
    }

    private static Layer<?> layer(String name) {
        try {
            return Codecs.named(name);
        } catch (IllegalArgumentException e) {
            throw new TypeConversionException(e.getMessage());
        }
    }

    /** Tells whether the bytes are as they are stored. */
    public boolean isNone() {
        return this == NONE || this == RAW;
    }

    /** Returns what comes out on top. */
    public ValueKind kind() {
        return kind;
    }

    /** Tells whether the values have a form outside of JSON: bytes, text, and JSON documents a line each. */
    public boolean isPlain() {
        return kind == ValueKind.BYTES || kind == ValueKind.TEXT || values instanceof JsonLines;
    }

    /** Returns the names of the codecs that make bytes, the innermost first, as datasets remember them. */
    public List<String> byteCodecs() {
        return innermostFirst.stream()
                .map(codec -> codec.codecName().orElseGet(codec::toString))
                .toList();
    }

    /** Returns the name of the outermost codec. */
    public String outermost() {
        return outermost;
    }

    /** Puts the codecs over a store, a {@link Store} if they make bytes. */
    public Partd<?> over(Store store) {
        Store bytes = this == RAW ? store.raw() : store;
        for (ByteCodec codec : innermostFirst) {
            bytes = bytes.with(codec);
        }
        return values == null ? bytes : bytes.with(values);
    }

    /** Puts the codecs over a store that is given values of the {@link #kind}. */
    @SuppressWarnings("unchecked") // callers go by the kind
    public Partd<Object> taking(Store store) {
        return (Partd<Object>) over(store);
    }

    /** Puts codecs that make bytes over a store. */
    public Store bytes(Store store) {
        return (Store) over(store);
    }
}
