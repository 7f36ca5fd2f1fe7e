package io.partd.codecs.text;

import io.partd.Layer;
import io.partd.codec.CodecProvider;

/** Provides {@link JsonLines} as {@code json}; found by {@link java.util.ServiceLoader}. Thread-safe. */
public final class JsonLinesProvider implements CodecProvider {

    /** Makes the provider. */
    public JsonLinesProvider() {}

    @Override
    public String name() {
        return "json";
    }

    @Override
    public Layer<?> codec() {
        return JsonLines.codec();
    }
}
