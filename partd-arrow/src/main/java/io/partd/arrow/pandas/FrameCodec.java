package io.partd.arrow.pandas;

import io.partd.codec.Bound;
import io.partd.codec.Codec;
import java.io.IOException;
import java.util.List;

/** Decodes frames of pandas, and encodes none. */
final class FrameCodec implements Codec<List<PandasFrame>> {

    private final BlockCompression compression;
    private final Bound bound;

    FrameCodec(BlockCompression compression, Bound bound) {
        this.compression = compression;
        this.bound = bound;
    }

    @Override
    public byte[] encode(List<PandasFrame> value) throws IOException {
        throw new IOException("frames of PandasBlocks are not written");
    }

    @Override
    public List<PandasFrame> decode(byte[] payload) throws IOException {
        return List.of(new BlockReader(compression, bound).read(payload));
    }

    @Override
    public List<PandasFrame> join(List<List<PandasFrame>> values) {
        return values.stream().flatMap(List::stream).toList();
    }
}
