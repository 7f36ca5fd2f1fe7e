package io.partd.codecs.msgpack;

import io.partd.Layer;
import io.partd.codec.CodecProvider;

/** Provides {@link Msgpack} as {@code msgpack}; found by {@link java.util.ServiceLoader}. Thread-safe. */
public final class MsgpackProvider implements CodecProvider {

    /** Makes the provider. */
    public MsgpackProvider() {}

    @Override
    public String name() {
        return "msgpack";
    }

    @Override
    public Layer<?> codec() {
        return Msgpack.codec();
    }
}
