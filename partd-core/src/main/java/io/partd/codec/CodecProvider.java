package io.partd.codec;

import io.partd.Layer;
import io.partd.Options;
import java.util.Set;

/**
 * Adds a codec that {@link Codecs} finds by name. A module provides this service: {@code provides
 * io.partd.codec.CodecProvider with …} in its {@code module-info}, and the same in {@code META-INF/services}.
 */
public interface CodecProvider {

    /** Returns the codec's name in lower case: {@code zlib}. */
    String name();

    /** Returns the codec: a {@link Codec}, a {@link ByteCodec}, or a layer of values that are not stored in frames. */
    Layer<?> codec();

    /**
     * Returns the codec with options. The default refuses every option.
     *
     * @throws IllegalArgumentException if an option is unknown or has a value that is not valid; the message says what
     *     is valid
     */
    default Layer<?> codec(Options options) {
        options.requireOnly(Set.of());
        return codec();
    }
}
