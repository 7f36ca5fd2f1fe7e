package io.partd.parquet;

import io.partd.ByteSize;
import io.partd.parquet.compression.Compression;
import io.partd.parquet.write.WriteLimits;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** How a file is written. Immutable. */
public final class ParquetOptions {

    /**
     * Compresses as the layout says, with Zstandard if it says nothing, has row groups of 1,048,576 rows or 64 MiB at
     * most, data pages of version 1, and no Bloom filters.
     */
    public static final ParquetOptions DEFAULT =
            new ParquetOptions(null, new WriteLimits(1 << 20, 64L << 20), 1, List.of(), Long.MAX_VALUE, Long.MAX_VALUE);

    private final @Nullable Compression compression;
    private final WriteLimits limits;
    private final int dataPageVersion;
    private final List<String> bloomFilters;
    private final long fileRows;
    private final long fileBytes;

    private ParquetOptions(
            @Nullable Compression compression,
            WriteLimits limits,
            int dataPageVersion,
            List<String> bloomFilters,
            long fileRows,
            long fileBytes) {
        this.compression = compression;
        this.limits = limits;
        this.dataPageVersion = dataPageVersion;
        this.bloomFilters = bloomFilters;
        this.fileRows = fileRows;
        this.fileBytes = fileBytes;
    }

    /** Returns options that compress all columns in one way. */
    public ParquetOptions compression(ParquetCompression how) {
        return new ParquetOptions(how.usual(), limits, dataPageVersion, bloomFilters, fileRows, fileBytes);
    }

    /**
     * Returns options that compress all columns in one way, at a level.
     *
     * @throws IllegalArgumentException if it does not have that level
     */
    public ParquetOptions compression(ParquetCompression how, int level) {
        return new ParquetOptions(how.level(level), limits, dataPageVersion, bloomFilters, fileRows, fileBytes);
    }

    /** Returns options for row groups of so many rows at most. */
    public ParquetOptions rowGroupRows(int most) {
        if (most < 1) {
            throw new IllegalArgumentException("row groups of " + most + " rows; at least 1 is possible");
        }
        return new ParquetOptions(
                compression, new WriteLimits(most, limits.bytes()), dataPageVersion, bloomFilters, fileRows, fileBytes);
    }

    /**
     * Returns options for row groups that end when they take so much memory, or a page more. A row group is compressed
     * in memory until it ends: this is about what a sink takes.
     */
    public ParquetOptions rowGroupBytes(ByteSize most) {
        if (most.bytes() < 1) {
            throw new IllegalArgumentException("row groups of 0 bytes; at least 1 is possible");
        }
        return new ParquetOptions(
                compression,
                new WriteLimits(limits.rows(), most.bytes()),
                dataPageVersion,
                bloomFilters,
                fileRows,
                fileBytes);
    }

    /**
     * Returns options for data pages of version 1 or 2. Those of version 2 have levels that are not compressed, so that
     * a reader may skip rows without decompressing a page.
     *
     * @throws IllegalArgumentException if it is neither
     */
    public ParquetOptions dataPageVersion(int version) {
        if (version < 1 || version > 2) {
            throw new IllegalArgumentException("data pages of version " + version + "; possible are 1 and 2");
        }
        return new ParquetOptions(compression, limits, version, bloomFilters, fileRows, fileBytes);
    }

    /**
     * Returns options for Bloom filters of some columns, in each row group. Of all values that are not in it, about one
     * in a hundred passes. Files refuse columns that they do not have, and booleans.
     *
     * @param columns their names, with dots between those of a column within others, as in {@code list.element}
     */
    public ParquetOptions bloomFilters(List<String> columns) {
        return new ParquetOptions(compression, limits, dataPageVersion, List.copyOf(columns), fileRows, fileBytes);
    }

    /**
     * Returns options for files of so many rows at most, where a partition may have several: {@link ParquetPartitions}.
     *
     * @throws IllegalArgumentException if it is less than 1
     */
    public ParquetOptions fileRows(long most) {
        if (most < 1) {
            throw new IllegalArgumentException("files of " + most + " rows; at least 1 is possible");
        }
        return new ParquetOptions(compression, limits, dataPageVersion, bloomFilters, most, fileBytes);
    }

    /**
     * Returns options for files of about so many bytes at most, where a partition may have several:
     * {@link ParquetPartitions}. A file ends with a row group, so row groups become no larger than that, too.
     *
     * @throws IllegalArgumentException if it is 0
     */
    public ParquetOptions fileBytes(ByteSize most) {
        ParquetOptions groups = most.bytes() < limits.bytes() ? rowGroupBytes(most) : this;
        return new ParquetOptions(
                groups.compression, groups.limits, dataPageVersion, bloomFilters, fileRows, most.bytes());
    }

    long fileRows() {
        return fileRows;
    }

    long fileBytes() {
        return fileBytes;
    }

    @Nullable
    Compression compression() {
        return compression;
    }

    WriteLimits limits() {
        return limits;
    }

    int dataPageVersion() {
        return dataPageVersion;
    }

    List<String> bloomFilters() {
        return bloomFilters;
    }
}
