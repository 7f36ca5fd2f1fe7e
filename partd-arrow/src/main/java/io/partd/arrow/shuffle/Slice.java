package io.partd.arrow.shuffle;

import java.io.IOException;
import java.util.Arrays;

/**
 * Some consecutive rows of a batch, sorted by partition, in input order within each. Handed from thread to thread;
 * keeps its batch until it is released.
 */
final class Slice implements RowsByPartition {

    private final Batch batch;
    private final RowKeys keys;
    private final int[] rows;
    private final int[] starts;

    private Slice(Batch batch, RowKeys keys, int[] rows, int[] starts) {
        this.batch = batch;
        this.keys = keys;
        this.rows = rows;
        this.starts = starts;
    }

    /** Finds the partition of each row from {@code from} to {@code to}, and sorts them. */
    static Slice of(Batch batch, RowKeys keys, int from, int to, PartitionFinder finder) throws IOException {
        int[] partitions = new int[to - from];
        int highest = finder.find(keys, from, to, partitions);
        int[] starts = new int[highest + 2];
        for (int partition : partitions) {
            starts[partition + 1]++;
        }
        for (int p = 0; p <= highest; p++) {
            starts[p + 1] += starts[p];
        }
        int[] next = Arrays.copyOf(starts, highest + 1);
        int[] rows = new int[to - from];
        for (int i = 0; i < partitions.length; i++) {
            rows[next[partitions[i]]++] = from + i;
        }
        return new Slice(batch.retain(), keys, rows, starts);
    }

    Batch batch() {
        return batch;
    }

    RowKeys keys() {
        return keys;
    }

    @Override
    public int[] rows() {
        return rows;
    }

    @Override
    public int start(int partition) {
        return starts[Math.min(partition, starts.length - 1)];
    }

    @Override
    public int end(int partition) {
        return start(partition + 1);
    }

    /** Returns its share of the batch's bytes. */
    long weight() {
        return (long) ((double) batch.size() * rows.length / Math.max(1, batch.rowCount()));
    }

    void release() {
        batch.release();
    }
}
