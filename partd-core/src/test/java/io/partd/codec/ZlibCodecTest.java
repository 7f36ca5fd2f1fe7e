package io.partd.codec;

import io.partd.ByteSize;
import java.io.IOException;
import java.util.Map;

final class ZlibCodecTest extends ByteCodecContract {

    @Override
    protected ByteCodec codec() {
        return Zlib.codec();
    }

    @Override
    protected String name() {
        return "zlib";
    }

    @Override
    protected ByteCodec atMost(ByteSize most) {
        return Zlib.codec().atMost(most);
    }

    @Override
    protected boolean hasChecksum() {
        return true;
    }

    @Override
    protected Map<String, byte[]> bombs() throws IOException {
        return Map.of("zeros", codec().encode(new byte[10 << 20]));
    }

    /** A stream does not say how long it is. */
    @Override
    protected Map<String, byte[]> lies() {
        return Map.of();
    }

    @Override
    protected int[] borders() {
        return new int[] {32_768, 65_535, 1 << 20, 5_000_000};
    }
}
