package io.partd.codec;

import io.partd.Layer;
import io.partd.Options;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;

/**
 * Provides {@link Zlib} as {@code zlib}, where {@code max=SIZE} sets its {@linkplain Zlib#atMost limit}; found by
 * {@link java.util.ServiceLoader}. Thread-safe.
 */
public final class ZlibProvider implements CodecProvider {

    /** Makes the provider. */
    public ZlibProvider() {}

    @Override
    public Map<String, Function<Options, Layer<?>>> codecs() {
        return Map.of("zlib", ZlibProvider::zlib);
    }

    private static Zlib zlib(Options options) {
        options.requireOnly(Set.of("max"));
        return options.size("max").map(Zlib.codec()::atMost).orElse(Zlib.codec());
    }
}
