package io.partd.codecs;

import static io.partd.codec.CodecProvider.withoutOptions;
import static java.util.Map.entry;

import io.partd.Layer;
import io.partd.Options;
import io.partd.codec.CodecProvider;
import io.partd.codecs.compression.Blosc;
import io.partd.codecs.compression.BloscShuffle;
import io.partd.codecs.compression.Bz2;
import io.partd.codecs.compression.Lz4;
import io.partd.codecs.compression.Snappy;
import io.partd.codecs.compression.Zstd;
import io.partd.codecs.msgpack.Msgpack;
import io.partd.codecs.numpy.Numpy;
import io.partd.codecs.pickle.Pickle;
import io.partd.codecs.text.JsonLines;
import io.partd.codecs.text.Text;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;

/**
 * Provides the codecs of this module; found by {@link java.util.ServiceLoader}. Thread-safe.
 *
 * <p>Compression takes {@code max=SIZE}, the largest piece; {@code bz2} and {@code zstd} take {@code level=N};
 * {@code blosc} takes {@code typesize=BYTES} and {@code shuffle=none}, {@code bytes} or {@code bits}.
 */
public final class CodecsProvider implements CodecProvider {

    private static final String LEVEL = "level";
    private static final String MAX = "max";
    private static final String SHUFFLE = "shuffle";
    private static final String TYPESIZE = "typesize";

    /** Makes the provider. */
    public CodecsProvider() {}

    @Override
    public Map<String, Function<Options, Layer<?>>> codecs() {
        return Map.ofEntries(
                entry("blosc", CodecsProvider::blosc),
                entry("bz2", CodecsProvider::bz2),
                entry("json", withoutOptions(JsonLines::codec)),
                entry("lz4", CodecsProvider::lz4),
                entry("msgpack", withoutOptions(Msgpack::codec)),
                entry("numpy", withoutOptions(Numpy::codec)),
                entry("pickle", withoutOptions(Pickle::codec)),
                entry("snappy", CodecsProvider::snappy),
                entry("text", withoutOptions(Text::codec)),
                entry("zstd", CodecsProvider::zstd));
    }

    private static Blosc blosc(Options options) {
        options.requireOnly(Set.of(TYPESIZE, SHUFFLE, MAX));
        Blosc codec = options.number(TYPESIZE).map(Blosc.codec()::typesize).orElse(Blosc.codec());
        codec = options.choice(SHUFFLE, BloscShuffle.class).map(codec::shuffle).orElse(codec);
        return options.size(MAX).map(codec::atMost).orElse(codec);
    }

    private static Bz2 bz2(Options options) {
        options.requireOnly(Set.of(LEVEL, MAX));
        Bz2 codec = options.number(LEVEL).map(Bz2::level).orElse(Bz2.codec());
        return options.size(MAX).map(codec::atMost).orElse(codec);
    }

    private static Lz4 lz4(Options options) {
        options.requireOnly(Set.of(MAX));
        return options.size(MAX).map(Lz4.codec()::atMost).orElse(Lz4.codec());
    }

    private static Snappy snappy(Options options) {
        options.requireOnly(Set.of(MAX));
        return options.size(MAX).map(Snappy.codec()::atMost).orElse(Snappy.codec());
    }

    private static Zstd zstd(Options options) {
        options.requireOnly(Set.of(LEVEL, MAX));
        Zstd codec = options.number(LEVEL).map(Zstd::level).orElse(Zstd.codec());
        return options.size(MAX).map(codec::atMost).orElse(codec);
    }
}
