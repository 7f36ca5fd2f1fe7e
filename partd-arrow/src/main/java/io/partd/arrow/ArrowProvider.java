package io.partd.arrow;

import io.partd.Layer;
import io.partd.codec.CodecProvider;

/** Provides {@link ArrowTables} as {@code arrow}; found by {@link java.util.ServiceLoader}. Thread-safe. */
public final class ArrowProvider implements CodecProvider {

    /** Makes the provider. */
    public ArrowProvider() {}

    @Override
    public String name() {
        return "arrow";
    }

    @Override
    public Layer<?> codec() {
        return ArrowTables.layer();
    }
}
