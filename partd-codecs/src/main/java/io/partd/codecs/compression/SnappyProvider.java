package io.partd.codecs.compression;

import io.partd.Layer;
import io.partd.codec.CodecProvider;

/** Provides {@link Snappy} as {@code snappy}; found by {@link java.util.ServiceLoader}. Thread-safe. */
public final class SnappyProvider implements CodecProvider {

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
}
