package io.partd.codecs.compression;

import io.partd.Layer;
import io.partd.codec.CodecProvider;

/** Provides {@link Bz2} as {@code bz2}; found by {@link java.util.ServiceLoader}. Thread-safe. */
public final class Bz2Provider implements CodecProvider {

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
}
