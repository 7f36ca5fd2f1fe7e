package io.partd.arrow.shuffle;

import io.partd.shuffle.ShuffleSummary;
import io.partd.shuffle.ShuffleSummary.PartitionSize;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** Takes slices in input order, and hands them on wave by wave. For one thread. */
final class WaveWriter implements AutoCloseable {

    private final WaveSink sink;
    private final KeyPartitioner partitioner;
    private final long waveBytes;
    private final int mostRows;

    private final List<Slice> wave = new ArrayList<>();
    private final Set<BatchDictionary> dictionaries = new HashSet<>();
    private Set<BatchDictionary> dictionariesBefore = Set.of();
    private final List<String> names = new ArrayList<>();
    private long weight;
    private int waveRows;
    private long[] rows = new long[64];
    private double[] bytes = new double[64];

    WaveWriter(WaveSink sink, KeyPartitioner partitioner, long waveBytes, int mostRows) {
        this.sink = sink;
        this.partitioner = partitioner;
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
        weight += slice.weight() + newDictionaries(slice.batch());
        if (weight >= waveBytes) {
            write();
        }
    }

    /** Returns the bytes of dictionaries that are in memory for this wave's sake: the one before did without them. */
    private long newDictionaries(Batch batch) {
        long bytes = 0;
        for (BatchDictionary dictionary : batch.heldDictionaries()) {
            boolean isNew = dictionaries.add(dictionary) && !dictionariesBefore.contains(dictionary);
            bytes += isNew ? dictionary.size() : 0;
        }
        return bytes;
    }

    private void writeBefore(Slice slice) throws IOException {
        try {
            write();
        } catch (Throwable e) {
            slice.release();
            throw e;
        }
    }

    /** Writes the last wave, and completes all partitions. */
    ShuffleSummary finish() throws IOException {
        write();
        findNames();
        sink.finish(Collections.unmodifiableList(names));
        List<PartitionSize> sizes = new ArrayList<>();
        long allRows = 0;
        long allBytes = 0;
        for (int p = 0; p < names.size(); p++) {
            long size = Math.round(bytes[p]);
            sizes.add(new PartitionSize(names.get(p), rows[p], size));
            allRows += rows[p];
            allBytes += size;
        }
        return new ShuffleSummary(allRows, 0, allBytes, sizes);
    }

    private void write() throws IOException {
        if (wave.isEmpty()) {
            return;
        }
        findNames();
        sink.write(wave, Collections.unmodifiableList(names), count());
        releaseWave();
    }

    private void findNames() {
        int partitions = partitioner.count();
        while (names.size() < partitions) {
            names.add(partitioner.name(names.size()));
        }
        if (partitions > rows.length) {
            int size = Math.max(partitions, 2 * rows.length);
            rows = Arrays.copyOf(rows, size);
            bytes = Arrays.copyOf(bytes, size);
        }
    }

    /** Returns how many rows of each partition the wave has, and adds them to the sums of all. */
    private int[] count() {
        int[] counts = new int[names.size()];
        for (Slice slice : wave) {
            double rowBytes = slice.batch().rowBytes();
            for (int p = 0; p < counts.length; p++) {
                int count = slice.end(p) - slice.start(p);
                counts[p] = Math.addExact(counts[p], count);
                rows[p] += count;
                bytes[p] += count * rowBytes;
            }
        }
        return counts;
    }

    private void releaseWave() {
        wave.forEach(Slice::release);
        wave.clear();
        dictionariesBefore = Set.copyOf(dictionaries);
        dictionaries.clear();
        weight = 0;
        waveRows = 0;
    }

    @Override
    public void close() {
        releaseWave();
    }
}
