/** Parquet files as record batches of Apache Arrow: {@link io.partd.parquet.ParquetSource} reads one. */
@NullMarked
package io.partd.parquet;

import org.jspecify.annotations.NullMarked;
