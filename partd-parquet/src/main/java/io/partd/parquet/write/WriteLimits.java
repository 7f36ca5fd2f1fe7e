package io.partd.parquet.write;

/**
 * How large a row group is, at most.
 *
 * @param rows in it
 * @param bytes of memory that it takes until it is written, more or less
 */
public record WriteLimits(int rows, long bytes) {}
