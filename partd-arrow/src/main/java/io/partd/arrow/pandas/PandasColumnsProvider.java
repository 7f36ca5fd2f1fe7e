package io.partd.arrow.pandas;

import io.partd.Layer;
import io.partd.codec.CodecProvider;

/** Provides {@link PandasColumns} as {@code pandas-columns}; found by {@link java.util.ServiceLoader}. Thread-safe. */
public final class PandasColumnsProvider implements CodecProvider {

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
}
