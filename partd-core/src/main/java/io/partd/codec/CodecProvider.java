package io.partd.codec;

import io.partd.Layer;

/**
 * Adds a codec to those that {@link Codecs} finds by name. A module provides this service: {@code provides
 * io.partd.codec.CodecProvider with …} in its {@code module-info} and the same in {@code META-INF/services}.
 */
public interface CodecProvider {

    /** Returns the codec's name, lower case: {@code zlib}. */
    String name();

    /** Returns the codec: a {@link Codec}, a {@link ByteCodec}, or a layer of values that are not stored in frames. */
    Layer<?> codec();
}
