package io.partd.parquet.compression;

import org.apache.parquet.format.CompressionCodec;

/**
 * How pages are compressed.
 *
 * @param codec of the format
 * @param level of the codec; any number for one without levels
 */
public record Compression(CompressionCodec codec, int level) {

    /** Level 6 is zlib's own; level 3 that of Zstandard, parquet-java and DuckDB. */
    private static final int GZIP_LEVEL = 6;

    private static final int ZSTD_LEVEL = 3;

    /** Returns a codec at the level that it has if nothing is said. */
    public static Compression of(CompressionCodec codec) {
        return new Compression(
                codec,
                switch (codec) {
                    case GZIP -> GZIP_LEVEL;
                    case ZSTD -> ZSTD_LEVEL;
                    default -> 0;
                });
    }
}
