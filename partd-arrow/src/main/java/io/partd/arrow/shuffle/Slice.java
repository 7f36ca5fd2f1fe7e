package io.partd.arrow.shuffle;

import java.io.IOException;
import java.util.Arrays;

/**
 * Some consecutive rows of a batch, sorted by partition, in input order within each. Handed from thread to thread;
 * keeps its batch until it is released.
 *
 * @param span the number of rows that it was made of, those that are dropped included
 */
@SuppressWarnings("ArrayRecordComponent") // never compared
record Slice(Batch batch, RowKeys keys, int[] rows, int[] starts, int span) implements RowsByPartition {

    /** Finds the partition of each row from {@code from} to {@code to}, and sorts those that are in one. */
    static Slice of(Batch batch, RowKeys keys, int from, int to, PartitionFinder finder) throws IOException {
        int[] partitions = new int[to - from];
        int highest = finder.find(keys, from, to, partitions);
        int[] starts = new int[highest + 2];
        int kept = 0;
        for (int partition : partitions) {
            if (partition != PartitionFinder.DROPPED) {
                starts[partition + 1]++;
                kept++;
            }
        }
        for (int p = 0; p <= highest; p++) {
            starts[p + 1] += starts[p];
        }
        int[] next = Arrays.copyOf(starts, highest + 1);
        int[] rows = new int[kept];
        for (int i = 0; i < partitions.length; i++) {
            if (partitions[i] != PartitionFinder.DROPPED) {
                rows[next[partitions[i]]++] = from + i;
            }
        }
        return new Slice(batch.retain(), keys, rows, starts, to - from);
    }

    @Override
    public int start(int partition) {
        return starts[Math.min(partition, starts.length - 1)];
    }

    @Override
    public int end(int partition) {
        return start(partition + 1);
    }

    /** Returns its share of the batch's bytes, which it holds, also those of rows that are dropped. */
    long weight() {
        return (long) ((double) batch.size() * span / Math.max(1, batch.rowCount()));
    }

    void release() {
        batch.release();
    }
}
