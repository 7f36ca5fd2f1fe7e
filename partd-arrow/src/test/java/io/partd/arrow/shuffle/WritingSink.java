package io.partd.arrow.shuffle;

import io.partd.arrow.RecordBatch;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/**
 * A sink of partitions of which each writes as it is told; gets all rows from the spool unless it is told otherwise.
 */
final class WritingSink implements PartitionSink {

    /** Writes a partition. */
    interface Partition {

        void add(RecordBatch batch, RowsByPartition rows, int partition) throws IOException;

        default void finish() throws IOException {}
    }

    /** Begins a partition. */
    interface Begin {

        Partition of(String name) throws IOException;
    }

    private final Begin begin;
    private final int direct;
    private final boolean several;
    private final Map<Integer, Partition> open = new ConcurrentHashMap<>();
    private List<String> names = List.of();
    private int asked;

    WritingSink(Begin begin) {
        this(begin, 0, false);
    }

    /**
     * Of batches that may have several partitions.
     *
     * @param direct how many times it takes rows as they come
     */
    WritingSink(Begin begin, int direct, boolean several) {
        this.begin = begin;
        this.direct = direct;
        this.several = several;
    }

    @Override
    public void setPartitions(List<String> partitions) {
        names = partitions;
    }

    @Override
    public boolean takesRows() {
        return asked++ < direct;
    }

    @Override
    public long partitionMemory() {
        return 0;
    }

    @Override
    public boolean takesSeveral() {
        return several;
    }

    @Override
    public PreparedBatch prepare(RecordBatch batch) {
        return new PreparedBatch() {
            @Override
            public void add(RowsByPartition rows, int from, int to) throws IOException {
                for (int p = from; p < to; p++) {
                    partition(p).add(batch, rows, p);
                }
            }

            @Override
            public void close() {}
        };
    }

    private Partition partition(int number) throws IOException {
        Partition partition = open.get(number);
        if (partition == null) {
            partition = begin.of(names.get(number));
            open.put(number, partition);
        }
        return partition;
    }

    @Override
    public void finish(int partition) throws IOException {
        partition(partition).finish();
        open.remove(partition);
    }

    @Override
    public void close() {}
}
