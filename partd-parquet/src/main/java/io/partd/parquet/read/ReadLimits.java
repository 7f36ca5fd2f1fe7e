package io.partd.parquet.read;

/**
 * How large a batch is, at most.
 *
 * @param rows in it
 * @param bytes of it, more or less; a batch has one row at least
 */
public record ReadLimits(int rows, long bytes) {}
