package io.partd.shuffle;

import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;

/** Decompresses gzip (RFC 1952), all members of it. */
final class Gzip implements Decompressor {

    private static final short MAGIC = 0x1f8b;

    @Override
    public String format() {
        return "gzip";
    }

    @Override
    public boolean recognizes(ByteBuffer start) {
        return start.getShort(0) == MAGIC;
    }

    @Override
    public InputStream open(InputStream compressed) throws IOException {
        return new GzipStream(compressed);
    }
}
