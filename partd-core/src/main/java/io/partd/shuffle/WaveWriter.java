package io.partd.shuffle;

import io.partd.shuffle.ShuffleSummary.PartitionSize;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Gathers scattered blocks, in input order, into a wave, and writes each full wave to the sink partition by partition,
 * in few large writes. For one thread.
 */
final class WaveWriter {

    private static final byte[] NOTHING = {};

    private final PartitionBatch batch;
    private final Partitioner partitioner;
    private final byte[] header;
    private final BlockPool pool;
    private final long waveBytes;

    private final List<ScatteredBlock> wave = new ArrayList<>();
    private final RunsByPartition runs = new RunsByPartition();
    private final Map<String, Integer> partitionsByName = new HashMap<>();
    private long held;
    private long[] bytes = new long[64];
    private long[] records = new long[64];
    private boolean[] started = new boolean[64];

    WaveWriter(BatchSink sink, Partitioner partitioner, byte[] header, BlockPool pool, long waveBytes) {
        this.batch = new PartitionBatch(sink);
        this.partitioner = partitioner;
        this.header = header;
        this.pool = pool;
        this.waveBytes = waveBytes;
        makeRoom();
    }

    /**
     * Adds a block. Writes the wave if it is full, or if the block is large, since the reader may wait for its memory.
     */
    void add(ScatteredBlock block) throws IOException {
        wave.add(block);
        held += block.arena().capacity();
        if (held >= waveBytes || pool.isLarge(block.arena())) {
            write();
        }
    }

    /** Writes the last wave, and the headers of the partitions without records. */
    ShuffleSummary finish(long rejected) throws IOException {
        write();
        List<PartitionSize> sizes = new ArrayList<>();
        long allRecords = 0;
        long allBytes = 0;
        int partitions = makeRoom();
        for (int p = 0; p < partitions; p++) {
            if (!started[p]) {
                batch.add(partitioner.name(p), header, runs, p);
            }
            sizes.add(new PartitionSize(partitioner.name(p), records[p], bytes[p]));
            allRecords += records[p];
            allBytes += bytes[p];
        }
        batch.flush();
        return new ShuffleSummary(allRecords, rejected, allBytes, sizes);
    }

    private void write() throws IOException {
        int partitions = makeRoom();
        runs.sort(wave, partitions);
        for (int p = 0; p < partitions; p++) {
            if (runs.start(p) < runs.end(p)) {
                count(p);
                batch.add(partitioner.name(p), takeHeader(p), runs, p);
            }
        }
        batch.flush();
        for (ScatteredBlock block : wave) {
            pool.release(block.arena());
        }
        wave.clear();
        held = 0;
    }

    private void count(int partition) {
        for (int i = runs.start(partition); i < runs.end(partition); i++) {
            records[partition] += runs.records(i);
            bytes[partition] += runs.length(i);
        }
    }

    /** Returns the header for the first write of a partition, and no bytes later. */
    private byte[] takeHeader(int partition) {
        byte[] taken = started[partition] ? NOTHING : header;
        started[partition] = true;
        return taken;
    }

    /** Makes room for new partitions; returns the number of partitions so far. */
    private int makeRoom() {
        int count = partitioner.count();
        for (int p = partitionsByName.size(); p < count; p++) {
            Integer other = partitionsByName.put(partitioner.name(p), p);
            if (other != null) {
                throw new IllegalArgumentException("the partitions " + other + " and " + p + " are both called '"
                        + partitioner.name(p) + "'; a partitioner gives each a name of its own");
            }
        }
        if (count > bytes.length) {
            int size = Math.max(count, 2 * bytes.length);
            bytes = Arrays.copyOf(bytes, size);
            records = Arrays.copyOf(records, size);
            started = Arrays.copyOf(started, size);
        }
        return count;
    }
}
