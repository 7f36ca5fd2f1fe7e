package io.partd.codec;

import io.partd.Layer;
import io.partd.Options;
import java.util.Set;

/** Provides {@link Zlib} as {@code zlib}; found by {@link java.util.ServiceLoader}. Thread-safe. */
public final class ZlibProvider implements CodecProvider {

    private static final String MAX = "max";

    /** Makes the provider. */
    public ZlibProvider() {}

    @Override
    public String name() {
        return "zlib";
    }

    @Override
    public Layer<?> codec() {
        return Zlib.codec();
    }

    /** Returns the codec; {@code max=SIZE} sets its {@linkplain Zlib#atMost limit}. */
    @Override
    public Layer<?> codec(Options options) {
        options.requireOnly(Set.of(MAX));
        return options.size(MAX).map(Zlib.codec()::atMost).orElse(Zlib.codec());
    }
}
