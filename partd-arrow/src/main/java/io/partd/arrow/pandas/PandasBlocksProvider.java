package io.partd.arrow.pandas;

import io.partd.Layer;
import io.partd.codec.CodecProvider;

/** Provides {@link PandasBlocks} as {@code pandas-blocks}; found by {@link java.util.ServiceLoader}. Thread-safe. */
public final class PandasBlocksProvider implements CodecProvider {

    /** Makes the provider. */
    public PandasBlocksProvider() {}

    @Override
    public String name() {
        return "pandas-blocks";
    }

    @Override
    public Layer<?> codec() {
        return PandasBlocks.layer();
    }
}
