package io.partd.parquet;

import org.apache.parquet.format.CompressionCodec;

/** How pages can be compressed. */
public enum ParquetCompression {
    /** Not at all. */
    UNCOMPRESSED(CompressionCodec.UNCOMPRESSED),
    /** Snappy. */
    SNAPPY(CompressionCodec.SNAPPY),
    /** Gzip, at the JDK's usual level. */
    GZIP(CompressionCodec.GZIP),
    /** Zstandard, at level 1. */
    ZSTD(CompressionCodec.ZSTD),
    /** LZ4, in the form that Parquet calls {@code LZ4_RAW}. */
    LZ4_RAW(CompressionCodec.LZ4_RAW);

    private final CompressionCodec codec;

    ParquetCompression(CompressionCodec codec) {
        this.codec = codec;
    }

    CompressionCodec codec() {
        return codec;
    }
}
