package io.partd.pandas;

import io.partd.Layer;
import io.partd.Options;
import io.partd.codec.CodecProvider;
import java.util.Set;

/** Provides {@link PandasBlocks} as {@code pandas-blocks}; found by {@link java.util.ServiceLoader}. Thread-safe. */
public final class PandasBlocksProvider implements CodecProvider {

    private static final String COMPRESSION = "compression";
    private static final String MAX = "max";

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

    /**
     * Returns the codec for values that are {@link BlockCompression compressed} as {@code compression=blosc} says, with
     * {@code max=SIZE} as its {@link PandasBlocks#atMost limit}.
     */
    @Override
    public Layer<?> codec(Options options) {
        options.requireOnly(Set.of(COMPRESSION, MAX));
        PandasBlocks codec = PandasBlocks.layer();
        codec = options.choice(COMPRESSION, BlockCompression.class)
                .map(codec::compression)
                .orElse(codec);
        return options.size(MAX).map(codec::atMost).orElse(codec);
    }
}
