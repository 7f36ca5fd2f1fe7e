package io.partd.arrow.shuffle;

import io.partd.arrow.RecordBatch;
import io.partd.arrow.Table;
import io.partd.arrow.shuffle.PartitionSink.PreparedBatch;
import java.io.IOException;
import java.util.List;

/** Adds sorted rows to partitions that are written, some of them side by side. */
final class SortedPartitions implements SortedOutput {

    private final PartitionSink sink;
    private final WaveGatherer gatherer;
    private final long open;

    /**
     * Begins without a partition.
     *
     * @param order what rows are sorted by
     * @param open how many bytes a thread's partitions may take that have a row and are not finished
     */
    SortedPartitions(PartitionSink sink, WaveGatherer gatherer, List<SortedColumn> order, long open) {
        this.sink = sink;
        this.gatherer = gatherer;
        this.open = open;
        sink.sortedBy(order);
    }

    @Override
    public boolean takesSeveral() {
        return sink.takesSeveral();
    }

    @Override
    public void begin(List<String> names) throws IOException {
        sink.setPartitions(names);
        try (RecordBatch empty = gatherer.empty()) {
            sink.prepare(empty).close();
        }
    }

    @Override
    public SortedRows rows(int from, int to) {
        return new Range(from, to);
    }

    /** Some partitions; those before one of them are finished. */
    private final class Range implements SortedRows {

        private final int end;
        private int next;
        private boolean hasRows;

        Range(int from, int to) {
            next = from;
            end = to;
        }

        @Override
        public void add(Table table, int first, int[] counts) throws IOException {
            try (table) {
                finishBefore(first);
                int last = first + counts.length - 1;
                int atOnce = (int) Math.max(1, Math.min(counts.length, open / Math.max(1, sink.partitionMemory())));
                try (PreparedBatch prepared = sink.prepare(table.batches().get(0))) {
                    RowsByPartition rows = new PieceRows(first, counts);
                    for (int from = first; from <= last; from += atOnce) {
                        int to = Math.min(last + 1, from + atOnce);
                        prepared.add(rows, from, to);
                        hasRows = true;
                        finishBefore(Math.min(to, last));
                    }
                }
                hasRows = true;
            }
        }

        private void finishBefore(int partition) throws IOException {
            while (next < partition) {
                if (!hasRows && !sink.takesSeveral()) {
                    addNone(next);
                }
                sink.finish(next);
                hasRows = false;
                next++;
            }
        }

        private void addNone(int partition) throws IOException {
            try (RecordBatch empty = gatherer.empty();
                    PreparedBatch prepared = sink.prepare(empty)) {
                prepared.add(new PieceRows(partition, new int[1]), partition, partition + 1);
            }
        }

        @Override
        public void finish() throws IOException {
            finishBefore(end);
        }

        @Override
        public void close() {
            // Partitions that are not finished are the sink's.
        }
    }
}
