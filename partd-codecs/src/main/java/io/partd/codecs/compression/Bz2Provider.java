package io.partd.codecs.compression;

import io.partd.Layer;
import io.partd.Options;
import io.partd.codec.CodecProvider;
import java.util.Set;

/** Provides {@link Bz2} as {@code bz2}; found by {@link java.util.ServiceLoader}. Thread-safe. */
public final class Bz2Provider implements CodecProvider {

    private static final String LEVEL = "level";
    private static final String MAX = "max";

    /** Makes the provider. */
    public Bz2Provider() {}

    @Override
    public String name() {
        return "bz2";
    }

    @Override
    public Layer<?> codec() {
        return Bz2.codec();
    }

    /** Returns the codec at {@code level=N}, with {@code max=SIZE} as its {@link Bz2#atMost limit}. */
    @Override
    public Layer<?> codec(Options options) {
        options.requireOnly(Set.of(LEVEL, MAX));
        Bz2 codec = options.number(LEVEL).map(Bz2::level).orElse(Bz2.codec());
        return options.size(MAX).map(codec::atMost).orElse(codec);
    }
}
