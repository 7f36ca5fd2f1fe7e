package io.partd.parquet;

import io.partd.Layer;
import io.partd.arrow.TableFiles;
import io.partd.codec.CodecProvider;

/** Provides {@link TableFiles} of Parquet as {@code parquet}; found by {@link java.util.ServiceLoader}. Thread-safe. */
public final class ParquetProvider implements CodecProvider {

    /** Makes the provider. */
    public ParquetProvider() {}

    @Override
    public String name() {
        return "parquet";
    }

    @Override
    public Layer<?> codec() {
        return TableFiles.of("ParquetFiles", ParquetSource::of);
    }
}
