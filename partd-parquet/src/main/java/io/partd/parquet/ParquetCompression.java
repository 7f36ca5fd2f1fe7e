package io.partd.parquet;

import io.partd.parquet.compression.Compression;
import org.apache.parquet.format.CompressionCodec;

/** How pages can be compressed. */
public enum ParquetCompression {
    /** Not at all. */
    UNCOMPRESSED(CompressionCodec.UNCOMPRESSED, 0, 0),
    /** Snappy. */
    SNAPPY(CompressionCodec.SNAPPY, 0, 0),
    /** Gzip, at the levels 1 to 9; 6 if nothing is said. */
    GZIP(CompressionCodec.GZIP, 1, 9),
    /** Zstandard, at the levels 1 to 22; 3 if nothing is said. */
    ZSTD(CompressionCodec.ZSTD, 1, 22),
    /** LZ4, in the form that Parquet calls {@code LZ4_RAW}. */
    LZ4_RAW(CompressionCodec.LZ4_RAW, 0, 0);

    private final CompressionCodec codec;
    private final int lowest;
    private final int highest;

    ParquetCompression(CompressionCodec codec, int lowest, int highest) {
        this.codec = codec;
        this.lowest = lowest;
        this.highest = highest;
    }

    Compression usual() {
        return Compression.of(codec);
    }

    /**
     * Returns this at a level.
     *
     * @throws IllegalArgumentException if it does not have that level
     */
    Compression level(int level) {
        if (highest == 0) {
            throw new IllegalArgumentException(name() + " at the level " + level + "; it has no levels");
        }
        if (level < lowest || level > highest) {
            throw new IllegalArgumentException(
                    name() + " at the level " + level + "; possible are " + lowest + " to " + highest);
        }
        return new Compression(codec, level);
    }
}
