package io.partd.arrow.shuffle;

import io.partd.arrow.RecordBatch;
import io.partd.arrow.Table;
import io.partd.arrow.shuffle.SortedOutput.SortedRows;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import org.apache.arrow.vector.FieldVector;
import org.apache.arrow.vector.VectorSchemaRoot;
import org.jspecify.annotations.Nullable;

/**
 * Sorts the rows of each partition: gathers each wave, keeps it as a sorted run, and merges the runs when all rows are
 * there. Rows that are equal stay in input order.
 */
final class SortedWaves implements WaveSink {

    /** A block of a run has about so many bytes at least. */
    private static final long LEAST_BLOCK = 1 << 16;

    /** And so many for each column, whose buffers take some memory themselves. */
    private static final long LEAST_COLUMN = 1 << 11;

    /** So many runs are to be merged at a time. */
    private static final int RUNS = 64;

    private static final long MOST_KEYS = 512 << 20;
    private static final long MOST_BATCH = 16 << 20;

    /** Into so many ranges of partitions the work is divided for each thread: some have more rows than others. */
    private static final int RANGES = 4;

    private final SortedOutput output;
    private final WaveGatherer gatherer;
    private final int threads;
    private final long room;
    private final long mostKeys;
    private final long mostBatch;
    private final SortedRuns runs;
    private final SortKeys keys = new SortKeys();

    /**
     * Begins without a row.
     *
     * @param threads that many merge at most; for one thread there is one range of partitions
     */
    SortedWaves(SortedOutput output, WaveGatherer gatherer, PartitionWaves.Spooling spooling, int threads) {
        this.output = output;
        this.gatherer = gatherer;
        long memory = spooling.memory().bytes();
        long least = Math.max(LEAST_BLOCK, LEAST_COLUMN * gatherer.columnCount());
        this.threads = (int) Math.max(1, Math.min(threads, memory / 4 / (RUNS * least)));
        room = memory / 4 / this.threads;
        mostKeys = Math.min(MOST_KEYS, memory / 16);
        mostBatch = Math.min(MOST_BATCH, memory / 16 / this.threads);
        runs = new SortedRuns(spooling, Math.max(least, room / RUNS));
    }

    @Override
    public void write(List<Slice> wave, List<String> names, int[] counts) throws IOException {
        for (@Nullable Table table : gatherer.gather(wave, counts, Math.max(1, counts.length))) {
            if (table != null) {
                try (table) {
                    add(wave, counts.length, table.batches().get(0));
                }
            }
        }
    }

    private void add(List<Slice> wave, int partitions, RecordBatch batch) throws IOException {
        VectorSchemaRoot root = batch.root();
        long bytes = root.getFieldVectors().stream()
                .mapToLong(FieldVector::getBufferSize)
                .sum();
        double rowBytes = (double) bytes / batch.rowCount();
        List<ArrayData> columns = new ArrayList<>();
        keys.clear();
        try {
            root.getFieldVectors().forEach(vector -> columns.add(ArrayData.of(vector)));
            int first = 0;
            for (int p = 0; p < partitions; p++) {
                for (Slice slice : wave) {
                    for (int i = slice.start(p); i < slice.end(p); i++) {
                        addKey(p, slice, slice.rows()[i]);
                        if (keys.size() >= mostKeys) {
                            runs.add(root.getSchema(), columns, rowBytes, first, keys);
                            first += keys.count();
                            keys.clear();
                        }
                    }
                }
            }
            if (keys.count() > 0) {
                runs.add(root.getSchema(), columns, rowBytes, first, keys);
            }
        } finally {
            columns.forEach(ArrayData::release);
        }
    }

    private void addKey(int partition, Slice slice, int row) throws IOException {
        try {
            keys.add(partition, slice.keys(), row);
        } catch (IllegalArgumentException e) {
            throw slice.batch().damaged(e);
        }
    }

    @Override
    public void finish(List<String> names) throws IOException {
        output.begin(names);
        runs.reduce(gatherer.schema(), room, mostRows());
        int ranges = Math.min(names.size(), threads == 1 ? 1 : RANGES * threads);
        List<Callable<@Nullable Void>> tasks = new ArrayList<>();
        for (int range = 0; range < ranges; range++) {
            int from = (int) ((long) range * names.size() / ranges);
            int to = (int) ((range + 1L) * names.size() / ranges);
            tasks.add(() -> {
                merge(from, to);
                return null;
            });
        }
        ExecutorService executor = Threads.start(threads, "partd-shuffle-merge");
        try {
            Threads.runInterruptibly(executor, tasks);
        } finally {
            Threads.stop(executor);
        }
    }

    private int mostRows() {
        return gatherer.schema().getFields().stream()
                .mapToInt(ColumnBuilders::mostRows)
                .min()
                .orElse(Integer.MAX_VALUE);
    }

    private void merge(int from, int to) throws IOException {
        try (SortedRows rows = output.rows(from, to);
                RowMerge merge = runs.merge(gatherer.schema(), from, to, mostBatch, mostRows())) {
            boolean more = true;
            while (more) {
                more = addNext(merge, rows);
            }
            rows.finish();
        }
    }

    private boolean addNext(RowMerge merge, SortedRows rows) throws IOException {
        try (RowMerge.@Nullable Merged next = merge.next(output.takesSeveral())) {
            if (next != null) {
                rows.add(gatherer.table(next.columns(), next.count()), next.first(), next.counts());
            }
            return next != null;
        }
    }

    @Override
    public void close() throws IOException {
        runs.close();
    }
}
