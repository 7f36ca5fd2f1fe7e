package io.partd.shuffle;

import io.partd.shuffle.ShuffleSummary.PartitionSize;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Takes scattered blocks in input order, gathers them to waves, and appends a wave to the sink as one batch: few large
 * writes, whatever the number of partitions. For one thread.
 */
final class WaveWriter {

    private final BatchSink sink;
    private final Partitioner partitioner;
    private final byte[] header;
    private final BlockPool pool;
    private final long waveBytes;

    private final List<ScatteredBlock> wave = new ArrayList<>();
    private long held;
    private long[] bytes = new long[64];
    private long[] records = new long[64];
    private boolean[] started = new boolean[64];

    WaveWriter(BatchSink sink, Partitioner partitioner, byte[] header, BlockPool pool, long waveBytes) {
        this.sink = sink;
        this.partitioner = partitioner;
        this.header = header;
        this.pool = pool;
        this.waveBytes = waveBytes;
    }

    void add(ScatteredBlock block) throws IOException {
        wave.add(block);
        held += block.arena().capacity();
        if (held >= waveBytes) {
            write();
        }
    }

    /** Writes the last wave, and makes the partitions that got no record, with their header. */
    ShuffleSummary finish(long rejected) throws IOException {
        write();
        makeRoom();
        Map<String, List<ByteBuffer>> empty = new LinkedHashMap<>();
        List<PartitionSize> sizes = new ArrayList<>();
        long allRecords = 0;
        long allBytes = 0;
        for (int p = 0; p < partitioner.count(); p++) {
            if (!started[p]) {
                empty.put(partitioner.name(p), newList(p));
            }
            sizes.add(new PartitionSize(partitioner.name(p), records[p], bytes[p]));
            allRecords += records[p];
            allBytes += bytes[p];
        }
        if (!empty.isEmpty()) {
            sink.append(empty);
        }
        return new ShuffleSummary(allRecords, rejected, allBytes, sizes);
    }

    private void write() throws IOException {
        makeRoom();
        Map<Integer, List<ByteBuffer>> runs = new LinkedHashMap<>();
        for (ScatteredBlock block : wave) {
            for (int run = 0; run < block.runCount(); run++) {
                int partition = block.partition(run);
                if (partition != ScatteredBlock.REJECTED) {
                    records[partition] += block.records(run);
                    bytes[partition] += block.length(run);
                    runs.computeIfAbsent(partition, this::newList).add(block.slice(run));
                }
            }
        }
        Map<String, List<ByteBuffer>> batch = new LinkedHashMap<>();
        runs.forEach((partition, buffers) -> batch.put(partitioner.name(partition), buffers));
        if (!batch.isEmpty()) {
            sink.append(batch);
        }
        for (ScatteredBlock block : wave) {
            pool.release(block.arena());
        }
        wave.clear();
        held = 0;
    }

    /** Returns a partition's empty list of buffers; its first one starts with the header. */
    private List<ByteBuffer> newList(int partition) {
        List<ByteBuffer> buffers = new ArrayList<>();
        if (!started[partition]) {
            started[partition] = true;
            if (header.length > 0) {
                buffers.add(ByteBuffer.wrap(header));
            }
        }
        return buffers;
    }

    private void makeRoom() {
        int count = partitioner.count();
        if (count > bytes.length) {
            int size = Math.max(count, 2 * bytes.length);
            bytes = Arrays.copyOf(bytes, size);
            records = Arrays.copyOf(records, size);
            started = Arrays.copyOf(started, size);
        }
    }
}
