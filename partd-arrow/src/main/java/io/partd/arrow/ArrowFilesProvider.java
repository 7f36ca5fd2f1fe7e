package io.partd.arrow;

import io.partd.Layer;
import io.partd.codec.CodecProvider;

/** Provides {@link TableFiles#arrow} as {@code arrow-file}; found by {@link java.util.ServiceLoader}. Thread-safe. */
public final class ArrowFilesProvider implements CodecProvider {

    /** Makes the provider. */
    public ArrowFilesProvider() {}

    @Override
    public String name() {
        return "arrow-file";
    }

    @Override
    public Layer<?> codec() {
        return TableFiles.arrow();
    }
}
