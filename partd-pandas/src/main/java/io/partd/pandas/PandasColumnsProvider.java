package io.partd.pandas;

import io.partd.Layer;
import io.partd.Options;
import io.partd.codec.CodecProvider;
import java.util.Set;

/** Provides {@link PandasColumns} as {@code pandas-columns}; found by {@link java.util.ServiceLoader}. Thread-safe. */
public final class PandasColumnsProvider implements CodecProvider {

    private static final String COLUMN = "column";

    /** Makes the provider. */
    public PandasColumnsProvider() {}

    @Override
    public String name() {
        return "pandas-columns";
    }

    @Override
    public Layer<?> codec() {
        return PandasColumns.layer();
    }

    /** Returns the codec that reads some columns, each as {@code column=LABEL}: see {@link PandasColumns#columns}. */
    @Override
    public Layer<?> codec(Options options) {
        options.requireOnly(Set.of(COLUMN));
        return PandasColumns.layer().columns(options.all(COLUMN).toArray(String[]::new));
    }
}
