package io.partd.parquet.read;

/**
 * Rows of a row group that follow one another.
 *
 * @param from the first one, counted from 0
 * @param to the one after the last one
 */
record RowRange(long from, long to) {}
