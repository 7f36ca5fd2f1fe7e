package io.partd.parquet;

import static io.partd.codec.CodecProvider.withoutOptions;

import io.partd.Layer;
import io.partd.Options;
import io.partd.arrow.TableFiles;
import io.partd.codec.CodecProvider;
import java.util.Map;
import java.util.function.Function;

/** Provides values that are Parquet files as {@code parquet}; found by {@link java.util.ServiceLoader}. Thread-safe. */
public final class ParquetProvider implements CodecProvider {

    /** Makes the provider. */
    public ParquetProvider() {}

    @Override
    public Map<String, Function<Options, Layer<?>>> codecs() {
        return Map.of("parquet", withoutOptions(() -> TableFiles.of("ParquetFiles", ParquetSource::of)));
    }
}
