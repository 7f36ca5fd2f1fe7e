package io.partd.codecs.compression;

import io.partd.Layer;
import io.partd.codec.CodecProvider;

/** Provides {@link Blosc} as {@code blosc}; found by {@link java.util.ServiceLoader}. Thread-safe. */
public final class BloscProvider implements CodecProvider {

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
}
