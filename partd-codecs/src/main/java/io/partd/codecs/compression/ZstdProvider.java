package io.partd.codecs.compression;

import io.partd.Layer;
import io.partd.Options;
import io.partd.codec.CodecProvider;
import java.util.Set;

/** Provides {@link Zstd} as {@code zstd}; found by {@link java.util.ServiceLoader}. Thread-safe. */
public final class ZstdProvider implements CodecProvider {

    private static final String LEVEL = "level";
    private static final String MAX = "max";

    /** Makes the provider. */
    public ZstdProvider() {}

    @Override
    public String name() {
        return "zstd";
    }

    @Override
    public Layer<?> codec() {
        return Zstd.codec();
    }

    /** Returns the codec at {@code level=N}, with {@code max=SIZE} as its {@link Zstd#atMost limit}. */
    @Override
    public Layer<?> codec(Options options) {
        options.requireOnly(Set.of(LEVEL, MAX));
        Zstd codec = options.number(LEVEL).map(Zstd::level).orElse(Zstd.codec());
        return options.size(MAX).map(codec::atMost).orElse(codec);
    }
}
