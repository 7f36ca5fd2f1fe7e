/**
 * The shuffle of tables: record batches in, a table for each partition out, in bounded memory.
 *
 * <p>A {@link io.partd.arrow.shuffle.TableShuffle} reads {@link io.partd.arrow.TableSource}s, finds the partition of
 * each row by one or several columns, and gives tables to a {@link io.partd.arrow.shuffle.TableSink}, in input order
 * within a partition. A {@code Partd<Table>}'s {@code append} is a sink. Inside, data flows one way:
 *
 * <pre>BatchReader (several threads) → Slice, its rows sorted by partition → WaveGatherer (several threads) → sink
 * </pre>
 *
 * <p>Columns are copied as the buffers they are made of: a {@code ArrayData} is what was read, a {@code ColumnBuilder}
 * makes what a partition gets of it.
 */
@NullMarked
package io.partd.arrow.shuffle;

import org.jspecify.annotations.NullMarked;
