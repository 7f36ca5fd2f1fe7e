package io.partd.parquet;

import io.partd.ByteSize;
import io.partd.parquet.write.WriteLimits;
import org.jspecify.annotations.Nullable;

/** How a file is written. Immutable. */
public final class ParquetOptions {

    /**
     * Compresses as the layout says, with Zstandard if it says nothing, and has row groups of 1,048,576 rows or 64 MiB
     * at most.
     */
    public static final ParquetOptions DEFAULT = new ParquetOptions(null, new WriteLimits(1 << 20, 64L << 20));

    private final @Nullable ParquetCompression compression;
    private final WriteLimits limits;

    private ParquetOptions(@Nullable ParquetCompression compression, WriteLimits limits) {
        this.compression = compression;
        this.limits = limits;
    }

    /** Returns options that compress all columns in one way. */
    public ParquetOptions compression(ParquetCompression how) {
        return new ParquetOptions(how, limits);
    }

    /** Returns options for row groups of so many rows at most. */
    public ParquetOptions rowGroupRows(int most) {
        if (most < 1) {
            throw new IllegalArgumentException("row groups of " + most + " rows; at least 1 is possible");
        }
        return new ParquetOptions(compression, new WriteLimits(most, limits.bytes()));
    }

    /**
     * Returns options for row groups that end when they take so much memory, or a page more. A row group is compressed
     * in memory until it ends: this is about what a sink takes.
     */
    public ParquetOptions rowGroupBytes(ByteSize most) {
        return new ParquetOptions(compression, new WriteLimits(limits.rows(), most.bytes()));
    }

    @Nullable
    ParquetCompression compression() {
        return compression;
    }

    WriteLimits limits() {
        return limits;
    }
}
