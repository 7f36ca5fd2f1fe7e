package io.partd.shuffle;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Writes partitions to the sink, many in one batch, within a limit so that the batch itself takes little memory. Joins
 * short runs by copying, because a buffer for each would take more memory than the run. For one thread.
 */
final class PartitionBatch {

    private static final int MAX_PARTITIONS = 1 << 10;
    private static final int SHORT_RUN = 4 << 10;
    private static final int GATHERED = 1 << 20;

    private final BatchSink sink;
    private final Map<String, List<ByteBuffer>> partitions = new LinkedHashMap<>();
    private ByteBuffer gathered = ByteBuffer.allocate(0);

    PartitionBatch(BatchSink sink) {
        this.sink = sink;
    }

    /** Adds a partition that is not in the batch yet, with its header, perhaps empty, and its runs. */
    void add(String name, byte[] header, RunsByPartition runs, int partition) throws IOException {
        long length = 0;
        for (int i = runs.start(partition); i < runs.end(partition); i++) {
            length += runs.length(i);
        }
        int count = runs.end(partition) - runs.start(partition);
        boolean gather = count > 1 && length < (long) count * SHORT_RUN && length <= GATHERED;
        if (partitions.size() == MAX_PARTITIONS || (gather && length > gathered.remaining())) {
            flush();
        }
        List<ByteBuffer> buffers = new ArrayList<>();
        if (header.length > 0) {
            buffers.add(ByteBuffer.wrap(header));
        }
        if (gather) {
            buffers.add(gather(runs, partition));
        } else {
            for (int i = runs.start(partition); i < runs.end(partition); i++) {
                buffers.add(runs.slice(i));
            }
        }
        partitions.put(name, buffers);
    }

    private ByteBuffer gather(RunsByPartition runs, int partition) {
        if (gathered.capacity() == 0) {
            gathered = ByteBuffer.allocateDirect(GATHERED);
        }
        int from = gathered.position();
        for (int i = runs.start(partition); i < runs.end(partition); i++) {
            runs.copy(i, gathered);
        }
        return gathered.slice(from, gathered.position() - from);
    }

    /** Writes the batch to the sink. */
    void flush() throws IOException {
        if (!partitions.isEmpty()) {
            sink.append(partitions);
            partitions.clear();
        }
        gathered.clear();
    }
}
