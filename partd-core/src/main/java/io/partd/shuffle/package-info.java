/**
 * The shuffle: records in, partitions out, in bounded memory.
 *
 * <p>A {@link io.partd.shuffle.Shuffle} reads {@link io.partd.shuffle.Source}s, finds the records and their keys with a
 * {@link io.partd.shuffle.RecordFormat}, asks a {@link io.partd.shuffle.Partitioner} where each goes, and appends them
 * to a {@link io.partd.shuffle.BatchSink}, which is any {@link io.partd.Store}'s {@code appendBuffers}. Records come
 * out byte for byte, in input order within a partition. Inside, data flows one way:
 *
 * <pre>BlockReader → Block → Scatterer (several threads) → ScatteredBlock → WaveWriter → sink</pre>
 */
@NullMarked
package io.partd.shuffle;

import org.jspecify.annotations.NullMarked;
