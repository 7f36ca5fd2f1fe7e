package io.partd.pandas;

import io.partd.codec.Codec;
import io.partd.codec.SizeLimit;
import java.io.IOException;
import java.util.List;

/** Decodes frames of pandas, and encodes none. */
record FrameCodec(BlockCompression compression, SizeLimit limit) implements Codec<List<PandasFrame>> {

    @Override
    public byte[] encode(List<PandasFrame> value) throws IOException {
        throw new IOException("frames of PandasBlocks are not written");
    }

    @Override
    public List<PandasFrame> decode(byte[] payload) throws IOException {
        return List.of(new BlockReader(compression, limit).read(payload));
    }

    @Override
    public List<PandasFrame> join(List<List<PandasFrame>> values) {
        return values.stream().flatMap(List::stream).toList();
    }
}
