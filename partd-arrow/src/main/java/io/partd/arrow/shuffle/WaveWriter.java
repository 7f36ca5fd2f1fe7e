package io.partd.arrow.shuffle;

import io.partd.arrow.Table;
import io.partd.shuffle.ShuffleSummary;
import io.partd.shuffle.ShuffleSummary.PartitionSize;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.apache.arrow.vector.FieldVector;
import org.jspecify.annotations.Nullable;

/** Takes slices in input order, gathers them to waves, and appends a wave to the sink as one batch. For one thread. */
final class WaveWriter implements AutoCloseable {

    private static final int EMPTY_AT_ONCE = 1000;

    private final TableSink sink;
    private final KeyPartitioner partitioner;
    private final Dictionaries dictionaries;
    private final WaveGatherer gatherer;
    private final long waveBytes;
    private final int mostRows;

    private final List<Slice> wave = new ArrayList<>();
    private long weight;
    private int waveRows;
    private long[] rows = new long[64];
    private long[] bytes = new long[64];

    WaveWriter(
            TableSink sink,
            KeyPartitioner partitioner,
            Dictionaries dictionaries,
            WaveGatherer gatherer,
            long waveBytes,
            int mostRows) {
        this.sink = sink;
        this.partitioner = partitioner;
        this.dictionaries = dictionaries;
        this.gatherer = gatherer;
        this.waveBytes = waveBytes;
        this.mostRows = mostRows;
    }

    /** Adds a slice, which is released after it was written, and writes the wave if it is full. */
    void add(Slice slice) throws IOException {
        if (waveRows + (long) slice.rows().length > mostRows) {
            writeBefore(slice);
        }
        waveRows += slice.rows().length;
        wave.add(slice);
        dictionaries.add(slice.batch());
        weight += slice.weight();
        if (weight >= waveBytes) {
            write();
        }
    }

    private void writeBefore(Slice slice) throws IOException {
        boolean done = false;
        try {
            write();
            done = true;
        } finally {
            if (!done) {
                slice.release();
            }
        }
    }

    /** Writes the last wave, and gives an empty table to the partitions that got no row. */
    ShuffleSummary finish() throws IOException {
        write();
        makeRoom(partitioner.count());
        Map<String, Table> empty = new LinkedHashMap<>();
        List<PartitionSize> sizes = new ArrayList<>();
        long allRows = 0;
        long allBytes = 0;
        try {
            for (int p = 0; p < partitioner.count(); p++) {
                if (rows[p] == 0) {
                    empty.put(partitioner.name(p), gatherer.empty());
                }
                if (empty.size() == EMPTY_AT_ONCE) {
                    append(empty);
                }
                sizes.add(new PartitionSize(partitioner.name(p), rows[p], bytes[p]));
                allRows += rows[p];
                allBytes += bytes[p];
            }
        } finally {
            append(empty);
        }
        return new ShuffleSummary(allRows, 0, allBytes, sizes);
    }

    private void write() throws IOException {
        if (wave.isEmpty()) {
            return;
        }
        int partitions = partitioner.count();
        makeRoom(partitions);
        List<@Nullable Table> tables = gatherer.gather(wave, partitions);
        releaseWave();
        Map<String, Table> batch = new LinkedHashMap<>();
        for (int p = 0; p < partitions; p++) {
            Table table = tables.get(p);
            if (table != null) {
                rows[p] += table.rowCount();
                bytes[p] += size(table);
                batch.put(partitioner.name(p), table);
            }
        }
        append(batch);
    }

    private void append(Map<String, Table> batch) throws IOException {
        try {
            if (!batch.isEmpty()) {
                sink.append(batch);
            }
        } finally {
            batch.values().forEach(Table::close);
            batch.clear();
        }
    }

    private static long size(Table table) {
        return table.batches().stream()
                .flatMap(batch -> batch.root().getFieldVectors().stream())
                .mapToLong(FieldVector::getBufferSize)
                .sum();
    }

    private void makeRoom(int partitions) {
        if (partitions > rows.length) {
            int size = Math.max(partitions, 2 * rows.length);
            rows = Arrays.copyOf(rows, size);
            bytes = Arrays.copyOf(bytes, size);
        }
    }

    private void releaseWave() {
        wave.forEach(Slice::release);
        wave.clear();
        weight = 0;
        waveRows = 0;
    }

    @Override
    public void close() {
        releaseWave();
    }
}
