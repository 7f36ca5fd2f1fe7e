package io.partd.codecs.compression;

import com.github.luben.zstd.ZstdInputStreamNoFinalizer;
import io.partd.shuffle.Decompressor;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;

/** Decompresses text that the {@code zstd} command has compressed, for a shuffle: any number of frames. */
public final class ZstdDecompressor implements Decompressor {

    private static final int MAGIC = 0x28b52ffd;
    private static final int SKIPPABLE = 0x502a4d18;
    private static final int SKIPPABLE_MASK = 0xf0ffffff;

    /** Makes the decompressor. */
    public ZstdDecompressor() {}

    @Override
    public String format() {
        return "zstd";
    }

    @Override
    public boolean recognizes(ByteBuffer start) {
        int magic = start.getInt(0);
        return magic == MAGIC || (magic & SKIPPABLE_MASK) == SKIPPABLE;
    }

    @Override
    public InputStream open(InputStream compressed) throws IOException {
        Zstd.LIBRARY.load();
        return new ZstdInputStreamNoFinalizer(compressed);
    }
}
