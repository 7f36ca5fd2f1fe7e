package io.partd.parquet.write;

import io.partd.parquet.compression.Compression;
import org.jspecify.annotations.Nullable;

/**
 * How a column is written.
 *
 * @param compression of its pages
 * @param pageVersion 1 or 2, that of its pages of data
 * @param bloomFilter whether there is a Bloom filter in each row group
 * @param sorting the order that its values may have, to be looked at; null if that is not asked for
 */
public record ColumnSettings(
        Compression compression,
        int pageVersion,
        boolean bloomFilter,
        @Nullable Sorting sorting) {

    /**
     * An order of values.
     *
     * @param descending whether the largest comes first
     * @param nullsFirst whether nulls come before all values; else they come after them
     */
    public record Sorting(boolean descending, boolean nullsFirst) {}
}
