package io.partd.codecs.pickle;

import io.partd.Layer;
import io.partd.codec.CodecProvider;

/** Provides {@link Pickle} as {@code pickle}; found by {@link java.util.ServiceLoader}. Thread-safe. */
public final class PickleProvider implements CodecProvider {

    /** Makes the provider. */
    public PickleProvider() {}

    @Override
    public String name() {
        return "pickle";
    }

    @Override
    public Layer<?> codec() {
        return Pickle.codec();
    }
}
