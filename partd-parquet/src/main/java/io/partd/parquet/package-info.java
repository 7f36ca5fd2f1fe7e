/**
 * Parquet files as record batches of Apache Arrow: {@link io.partd.parquet.ParquetSource} reads one,
 * {@link io.partd.parquet.ParquetSink} writes one, and {@link io.partd.parquet.ParquetLayout} is the schema that it
 * has.
 */
@NullMarked
package io.partd.parquet;

import org.jspecify.annotations.NullMarked;
