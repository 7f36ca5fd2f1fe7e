package io.partd.arrow;

import static io.partd.codec.CodecProvider.withoutOptions;

import io.partd.Layer;
import io.partd.Options;
import io.partd.codec.CodecProvider;
import java.util.Map;
import java.util.function.Function;

/**
 * Provides {@link ArrowTables} as {@code arrow}, and {@link TableFiles#arrow} as {@code arrow-file}; found by
 * {@link java.util.ServiceLoader}. Thread-safe.
 */
public final class ArrowProvider implements CodecProvider {

    /** Makes the provider. */
    public ArrowProvider() {}

    @Override
    public Map<String, Function<Options, Layer<?>>> codecs() {
        return Map.of("arrow", withoutOptions(ArrowTables::layer), "arrow-file", withoutOptions(TableFiles::arrow));
    }
}
