package io.partd.pandas;

import io.partd.Layer;
import io.partd.Options;
import io.partd.codec.CodecProvider;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;

/**
 * Provides {@link PandasBlocks} as {@code pandas-blocks} and {@link PandasColumns} as {@code pandas-columns}; found by
 * {@link java.util.ServiceLoader}. Thread-safe.
 *
 * <p>The first takes {@code compression=blosc}, how values are {@link BlockCompression compressed}, and
 * {@code max=SIZE}, its {@link PandasBlocks#atMost limit}. The second reads some columns, each given as
 * {@code column=LABEL}: see {@link PandasColumns#columns}.
 */
public final class PandasProvider implements CodecProvider {

    private static final String COLUMN = "column";
    private static final String COMPRESSION = "compression";
    private static final String MAX = "max";

    /** Makes the provider. */
    public PandasProvider() {}

    @Override
    public Map<String, Function<Options, Layer<?>>> codecs() {
        return Map.of("pandas-blocks", PandasProvider::blocks, "pandas-columns", PandasProvider::columns);
    }

    private static PandasBlocks blocks(Options options) {
        options.requireOnly(Set.of(COMPRESSION, MAX));
        PandasBlocks codec = PandasBlocks.layer();
        codec = options.choice(COMPRESSION, BlockCompression.class)
                .map(codec::compression)
                .orElse(codec);
        return options.size(MAX).map(codec::atMost).orElse(codec);
    }

    private static PandasColumns columns(Options options) {
        options.requireOnly(Set.of(COLUMN));
        PandasColumns codec = PandasColumns.layer();
        return options.isEmpty() ? codec : codec.columns(options.all(COLUMN).toArray(String[]::new));
    }
}
