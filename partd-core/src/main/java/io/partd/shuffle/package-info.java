/**
 * Groups the records of text by key into partitions, in bounded memory.
 *
 * <pre>{@code
 * try (Store parts = Partd.file(output)) {
 *     Shuffle.of(DelimitedFormat.csv(Column.of("state")), Partitioners.hash(64, ".csv"))
 *             .run(List.of(Source.file(input)), parts);
 * }
 * }</pre>
 *
 * <p>A {@link io.partd.shuffle.Shuffle} reads {@link io.partd.shuffle.Source}s and finds the records and their keys
 * with a {@link io.partd.shuffle.RecordFormat}. A {@link io.partd.shuffle.Partitioner} assigns each record to a
 * partition, and the shuffle appends it to a {@link io.partd.Store}, or to another {@link io.partd.shuffle.BatchSink}.
 * A {@link io.partd.shuffle.DelimitedReader} reads a partition as fields. Records stay byte for byte the same, in input
 * order within a partition. Inside, data flows one way:
 *
 * <pre>BlockReader → Block → Scatterer (several threads) → ScatteredBlock → WaveWriter → sink</pre>
 */
@NullMarked
package io.partd.shuffle;

import org.jspecify.annotations.NullMarked;
