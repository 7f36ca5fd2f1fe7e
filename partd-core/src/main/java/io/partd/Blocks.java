package io.partd;

import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Reads an input stream in blocks, lazily or all at once. */
final class Blocks {

    private static final int BLOCK = 1 << 20;

    private Blocks() {}

    static Stream<byte[]> of(InputStream in) {
        return LazyStream.untilFailure("the value", () -> next(in), in);
    }

    /** Reads to the end. */
    static List<ByteBuffer> all(InputStream in) throws IOException {
        List<ByteBuffer> blocks = new ArrayList<>();
        for (byte[] block = next(in); block != null; block = next(in)) {
            blocks.add(ByteBuffer.wrap(block));
        }
        return blocks;
    }

    private static byte @Nullable [] next(InputStream in) throws IOException {
        byte[] block = in.readNBytes(BLOCK);
        return block.length == 0 ? null : block;
    }
}
