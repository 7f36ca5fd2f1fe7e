package io.partd.arrow.shuffle;

import io.partd.ByteSize;
import io.partd.arrow.RecordBatch;
import io.partd.arrow.Table;
import io.partd.arrow.shuffle.PartitionSink.PreparedBatch;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import org.apache.arrow.memory.BufferAllocator;
import org.jspecify.annotations.Nullable;

/**
 * Adds the rows of waves to a sink of partitions as long as it takes them. Later ones are gathered and kept in a spool,
 * and added when all are there.
 */
final class PartitionWaves implements WaveSink {

    /** Into so many ranges of partitions the work is divided for each thread: some have more rows than others. */
    private static final int RANGES = 4;

    /** A piece of a spool has about so many bytes at least. */
    private static final long PIECE = 1 << 16;

    /** And so many for each column, whose buffers take some memory themselves. */
    private static final long PIECE_COLUMN = 1 << 11;

    /** So often the rows of a group may be read, for some of its partitions each time. */
    private static final int MOST_ROUNDS = 64;

    /** How exact the memory is that a refusal names. */
    private static final double STEP = 1.05;

    private final PartitionSink sink;
    private final WaveGatherer gatherer;
    private final Spooling spooling;
    private final int threads;
    private final ExecutorService executor;
    private boolean begun;
    private boolean direct = true;
    private @Nullable GroupSpool spool;

    /**
     * Where and how to spool.
     *
     * @param directory where a temporary directory is made
     * @param memory all that the shuffle has, for messages
     * @param held how many bytes of rows may be in memory
     * @param wave how many bytes a wave has
     * @param reserve how many bytes of the allocator's memory held rows leave free
     * @param added how many bytes of rows a thread may add to partitions until these are finished
     * @param open how many bytes these partitions themselves may take
     */
    record Spooling(
            Path directory,
            BufferAllocator allocator,
            ByteSize memory,
            long held,
            long wave,
            long reserve,
            long added,
            long open) {}

    PartitionWaves(PartitionSink sink, WaveGatherer gatherer, Spooling spooling, int threads) {
        this.sink = sink;
        this.gatherer = gatherer;
        this.spooling = spooling;
        this.threads = threads;
        this.executor = Threads.start(threads, "partd-shuffle-encode");
    }

    @Override
    public void write(List<Slice> wave, List<String> names, int[] counts) throws IOException {
        sink.setPartitions(names);
        begin();
        direct = direct && sink.takesRows();
        if (direct) {
            add(wave, names.size());
            return;
        }
        GroupSpool present = spool(names.size());
        List<@Nullable Table> tables = gatherer.gather(wave, counts, present.groupSize());
        try {
            present.add(tables, counts);
        } finally {
            tables.stream().filter(Objects::nonNull).forEach(Table::close);
        }
    }

    /** Shows the sink the schema. */
    private void begin() throws IOException {
        if (!begun) {
            try (RecordBatch empty = gatherer.empty()) {
                sink.prepare(empty).close();
            }
            begun = true;
        }
    }

    private void add(List<Slice> wave, int partitions) throws IOException {
        IdentityHashMap<Batch, PreparedBatch> prepared = new IdentityHashMap<>();
        try {
            for (Slice slice : wave) {
                if (!prepared.containsKey(slice.batch())) {
                    prepared.put(slice.batch(), prepare(slice.batch()));
                }
            }
            int ranges = Math.min(partitions, RANGES * threads);
            List<Callable<@Nullable Void>> tasks = new ArrayList<>();
            for (int range = 0; range < ranges; range++) {
                int from = (int) ((long) range * partitions / ranges);
                int to = (int) ((range + 1L) * partitions / ranges);
                tasks.add(() -> {
                    for (Slice slice : wave) {
                        add(slice, prepared.get(slice.batch()), from, to);
                    }
                    return null;
                });
            }
            Threads.run(executor, tasks);
        } finally {
            prepared.values().forEach(PreparedBatch::close);
        }
    }

    private PreparedBatch prepare(Batch batch) throws IOException {
        try {
            return sink.prepare(batch.records(spooling.allocator()));
        } catch (IllegalArgumentException | IndexOutOfBoundsException e) {
            throw batch.damaged(e);
        }
    }

    private static void add(Slice slice, @Nullable PreparedBatch batch, int from, int to) throws IOException {
        if (batch != null && slice.start(from) < slice.start(to)) {
            try {
                batch.add(slice, from, to);
            } catch (IllegalArgumentException | IndexOutOfBoundsException e) {
                throw slice.batch().damaged(e);
            }
        }
    }

    private GroupSpool spool(int partitions) throws IOException {
        GroupSpool present = spool;
        if (present == null) {
            int groupSize = 1;
            if (sink.takesSeveral()) {
                groupSize = groupSize(partitions, 1);
                requireFewRounds(partitions);
            }
            present = new GroupSpool(spooling, groupSize);
            spool = present;
        }
        return present;
    }

    /** Refuses partitions of which so few fit into memory at a time that all rows would be read again and again. */
    private void requireFewRounds(int partitions) throws IOException {
        double times = 1;
        while (groupSize(partitions, times) * (double) sink.partitionMemory() > times * spooling.open() * MOST_ROUNDS) {
            times *= STEP;
        }
        if (times > 1) {
            long mebibytes = (long) Math.ceil(times * spooling.memory().bytes() / (1 << 20));
            throw new IOException(
                    partitions + " partitions of " + gatherer.columnCount() + " columns need a memory of at least "
                            + ByteSize.of(mebibytes << 20) + ", and " + spooling.memory()
                            + " is allowed; allow more, or make fewer partitions");
        }
    }

    /** Returns how many partitions a group would have with so many times the memory. */
    private int groupSize(int partitions, double times) {
        long piece = Math.max(PIECE, PIECE_COLUMN * gatherer.columnCount());
        long pieces = (long) Math.max(1, times * spooling.wave() / piece);
        return (int) ((partitions + pieces - 1) / pieces);
    }

    @Override
    public void finish(List<String> names) throws IOException {
        sink.setPartitions(names);
        try (RecordBatch empty = gatherer.empty()) {
            spool(names.size())
                    .write(
                            sink,
                            names.size(),
                            empty,
                            threads,
                            new GroupSpool.Budget(spooling.added(), spooling.open()));
        }
    }

    @Override
    public void close() throws IOException {
        Threads.stop(executor);
        if (spool != null) {
            spool.close();
        }
    }
}
