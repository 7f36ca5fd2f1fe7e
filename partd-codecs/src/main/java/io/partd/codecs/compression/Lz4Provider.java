package io.partd.codecs.compression;

import io.partd.Layer;
import io.partd.codec.CodecProvider;

/** Provides {@link Lz4} as {@code lz4}; found by {@link java.util.ServiceLoader}. Thread-safe. */
public final class Lz4Provider implements CodecProvider {

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
}
