package io.partd.codecs.compression;

import io.partd.Layer;
import io.partd.codec.CodecProvider;

/** Provides {@link Zstd} as {@code zstd}; found by {@link java.util.ServiceLoader}. Thread-safe. */
public final class ZstdProvider implements CodecProvider {

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
}
