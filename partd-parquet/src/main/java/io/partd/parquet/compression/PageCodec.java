package io.partd.parquet.compression;

import io.partd.CorruptDataException;
import java.io.IOException;
import org.apache.parquet.format.CompressionCodec;

/** Compresses and decompresses pages. An object may hold memory outside of the heap, and is for one thread. */
public interface PageCodec extends AutoCloseable {

    /**
     * Returns the codec of a name in the format.
     *
     * @throws IOException if it is one that is not supported
     * @throws UnsatisfiedLinkError if its native code cannot be loaded
     */
    static PageCodec of(CompressionCodec codec) throws IOException {
        return of(Compression.of(codec));
    }

    /**
     * Returns a codec that compresses at a level.
     *
     * @throws IOException if it is one that is not supported
     * @throws UnsatisfiedLinkError if its native code cannot be loaded
     */
    static PageCodec of(Compression compression) throws IOException {
        CompressionCodec codec = compression.codec();
        return switch (codec) {
            case UNCOMPRESSED -> new Uncompressed();
            case SNAPPY -> new SnappyPages();
            case GZIP -> new GzipPages(compression.level());
            case ZSTD -> new ZstdPages(compression.level());
            case LZ4_RAW -> new Lz4Pages();
            case LZ4 -> new HadoopLz4Pages();
            case LZO, BROTLI ->
                throw new IOException("compressed with " + codec + ", which is not supported; supported are"
                        + " UNCOMPRESSED, SNAPPY, GZIP, ZSTD, LZ4_RAW and LZ4");
        };
    }

    /** Returns what a compressed page may have been before, at the very most, in bytes. */
    long atMost(byte[] in, int from, int length) throws CorruptDataException;

    /** Decompresses a page, which must be {@code size} bytes then. */
    void decompress(byte[] in, int from, int length, byte[] out, int size) throws IOException;

    /** Returns how many bytes so many may become, at most. */
    int bound(int length);

    /** Compresses a page; returns how many bytes it has become. */
    int compress(byte[] in, int length, byte[] out) throws IOException;

    @Override
    default void close() {}

    /** Complains that a page is not as large as it claims. */
    static CorruptDataException otherSize(long actual, int claimed) {
        return new CorruptDataException("a page is " + actual + " bytes instead of the " + claimed + " that it claims");
    }
}
