package io.partd.codecs.compression;

import io.partd.Layer;
import io.partd.Options;
import io.partd.codec.CodecProvider;
import java.util.Set;

/** Provides {@link Blosc} as {@code blosc}; found by {@link java.util.ServiceLoader}. Thread-safe. */
public final class BloscProvider implements CodecProvider {

    private static final String TYPESIZE = "typesize";
    private static final String SHUFFLE = "shuffle";
    private static final String MAX = "max";

    /** Makes the provider. */
    public BloscProvider() {}

    @Override
    public String name() {
        return "blosc";
    }

    @Override
    public Layer<?> codec() {
        return Blosc.codec();
    }

    /**
     * Returns the codec with {@code typesize=BYTES}, {@code shuffle=none}, {@code bytes} or {@code bits}, and
     * {@code max=SIZE} as its {@link Blosc#atMost limit}.
     */
    @Override
    public Layer<?> codec(Options options) {
        options.requireOnly(Set.of(TYPESIZE, SHUFFLE, MAX));
        Blosc codec = options.number(TYPESIZE).map(Blosc.codec()::typesize).orElse(Blosc.codec());
        codec = options.choice(SHUFFLE, BloscShuffle.class).map(codec::shuffle).orElse(codec);
        return options.size(MAX).map(codec::atMost).orElse(codec);
    }
}
