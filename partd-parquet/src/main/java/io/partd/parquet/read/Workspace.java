package io.partd.parquet.read;

import io.partd.parquet.compression.PageCodec;
import java.io.IOException;
import java.util.EnumMap;
import java.util.Map;
import org.apache.parquet.format.CompressionCodec;

/** What the columns of a reader use one after the other: codecs, and the bytes of the page that is being read. */
final class Workspace implements AutoCloseable {

    private static final int SMALLEST = 1 << 14;

    private final Map<CompressionCodec, PageCodec> codecs = new EnumMap<>(CompressionCodec.class);
    private byte[] bytes = new byte[SMALLEST];
    private long read;

    PageCodec codec(CompressionCodec name) throws IOException {
        PageCodec codec = codecs.get(name);
        if (codec == null) {
            codec = PageCodec.of(name);
            codecs.put(name, codec);
        }
        return codec;
    }

    /** Returns an array of a size at least, which keeps what is in it. */
    byte[] bytes(int size) {
        if (bytes.length < size) {
            byte[] larger = new byte[Math.max(size, (int) Math.min(2L * bytes.length, Integer.MAX_VALUE - 64))];
            System.arraycopy(bytes, 0, larger, 0, bytes.length);
            bytes = larger;
        }
        return bytes;
    }

    void count(int more) {
        read += more;
    }

    long bytesRead() {
        return read;
    }

    @Override
    public void close() {
        codecs.values().forEach(PageCodec::close);
        codecs.clear();
    }
}
