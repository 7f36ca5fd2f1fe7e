package io.partd;

import io.partd.codec.ByteCodec;
import java.util.Optional;

/** Encodes nothing, under a name that a dataset remembers, or without one. */
public record PlainCodec(Optional<String> codecName) implements ByteCodec {

    @Override
    public byte[] encode(byte[] bytes) {
        return bytes.clone();
    }

    @Override
    public byte[] decode(byte[] payload) {
        return payload.clone();
    }
}
