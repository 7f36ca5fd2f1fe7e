package io.partd.codecs.compression;

import io.partd.Layer;
import io.partd.Options;
import io.partd.codec.CodecProvider;
import java.util.Set;

/** Provides {@link Lz4} as {@code lz4}; found by {@link java.util.ServiceLoader}. Thread-safe. */
public final class Lz4Provider implements CodecProvider {

    private static final String MAX = "max";

    /** Makes the provider. */
    public Lz4Provider() {}

    @Override
    public String name() {
        return "lz4";
    }

    @Override
    public Layer<?> codec() {
        return Lz4.codec();
    }

    /** Returns the codec, with {@code max=SIZE} as its {@link Lz4#atMost limit}. */
    @Override
    public Layer<?> codec(Options options) {
        options.requireOnly(Set.of(MAX));
        return options.size(MAX).map(Lz4.codec()::atMost).orElse(Lz4.codec());
    }
}
