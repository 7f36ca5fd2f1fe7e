package io.partd.codecs.text;

import io.partd.Layer;
import io.partd.codec.CodecProvider;

/** Provides {@link Text} as {@code text}; found by {@link java.util.ServiceLoader}. Thread-safe. */
public final class TextProvider implements CodecProvider {

    /** Makes the provider. */
    public TextProvider() {}

    @Override
    public String name() {
        return "text";
    }

    @Override
    public Layer<?> codec() {
        return Text.codec();
    }
}
