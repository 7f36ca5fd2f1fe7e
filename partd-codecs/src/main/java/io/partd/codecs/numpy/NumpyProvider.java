package io.partd.codecs.numpy;

import io.partd.Layer;
import io.partd.codec.CodecProvider;

/** Provides {@link Numpy} as {@code numpy}; found by {@link java.util.ServiceLoader}. Thread-safe. */
public final class NumpyProvider implements CodecProvider {

    /** Makes the provider. */
    public NumpyProvider() {}

    @Override
    public String name() {
        return "numpy";
    }

    @Override
    public Layer<?> codec() {
        return Numpy.codec();
    }
}
