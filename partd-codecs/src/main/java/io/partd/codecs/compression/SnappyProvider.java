package io.partd.codecs.compression;

import io.partd.Layer;
import io.partd.Options;
import io.partd.codec.CodecProvider;
import java.util.Set;

/** Provides {@link Snappy} as {@code snappy}; found by {@link java.util.ServiceLoader}. Thread-safe. */
public final class SnappyProvider implements CodecProvider {

    private static final String MAX = "max";

    /** Makes the provider. */
    public SnappyProvider() {}

    @Override
    public String name() {
        return "snappy";
    }

    @Override
    public Layer<?> codec() {
        return Snappy.codec();
    }

    /** Returns the codec, with {@code max=SIZE} as its {@link Snappy#atMost limit}. */
    @Override
    public Layer<?> codec(Options options) {
        options.requireOnly(Set.of(MAX));
        return options.size(MAX).map(Snappy.codec()::atMost).orElse(Snappy.codec());
    }
}
