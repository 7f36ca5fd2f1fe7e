package io.partd.codec;

import io.partd.Layer;
import io.partd.Options;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import java.util.function.Supplier;

/**
 * Adds codecs that {@link Codecs} finds by name. A module provides this service: {@code provides
 * io.partd.codec.CodecProvider with …} in its {@code module-info}, and the same in {@code META-INF/services}.
 */
public interface CodecProvider {

    /**
     * Returns the codecs by their names, which are in lower case: {@code zlib}. A codec is a {@link Codec}, a
     * {@link ByteCodec}, or a layer of values that are not stored in frames. It is made of options; it refuses those
     * that are unknown, or have a value that is not valid, with an {@link IllegalArgumentException} whose message says
     * what is valid.
     */
    Map<String, Function<Options, Layer<?>>> codecs();

    /** Makes a codec that has no options, and refuses every one. */
    static Function<Options, Layer<?>> withoutOptions(Supplier<Layer<?>> codec) {
        return options -> {
            options.requireOnly(Set.of());
            return codec.get();
        };
    }
}
