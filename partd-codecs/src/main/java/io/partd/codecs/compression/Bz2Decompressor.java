package io.partd.codecs.compression;

import io.partd.shuffle.Decompressor;
import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import org.apache.commons.compress.compressors.bzip2.BZip2CompressorInputStream;

/** Decompresses text that the {@code bzip2} command has compressed, for a shuffle: any number of streams. */
public final class Bz2Decompressor implements Decompressor {

    private static final int MAGIC = 0x425a68;
    private static final long BLOCK_MAGIC = 0x314159265359L;
    private static final long END_MAGIC = 0x177245385090L;

    /** Makes the decompressor. */
    public Bz2Decompressor() {}

    @Override
    public String format() {
        return "bzip2";
    }

    /** Also compares the magic of the first block or of the end, because text may begin with {@code BZh9}. */
    @Override
    public boolean recognizes(ByteBuffer start) {
        int level = start.get(3) - '0';
        long next = start.getLong(4) >>> 16;
        return start.getInt(0) >>> 8 == MAGIC && level >= 1 && level <= 9 && (next == BLOCK_MAGIC || next == END_MAGIC);
    }

    @Override
    public InputStream open(InputStream compressed) throws IOException {
        return new BZip2CompressorInputStream(new BufferedInputStream(compressed), true);
    }
}
