package io.partd.shuffle;

import io.partd.shuffle.ShuffleSummary.PartitionSize;
import java.io.BufferedOutputStream;
import java.io.Closeable;
import java.io.DataOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.PriorityQueue;
import java.util.concurrent.ThreadLocalRandom;

/**
 * Sorts the records of each partition, and hands them on when all are there. What does not fit into memory is written
 * to temporary files as sorted runs, which are merged, at most {@value #MOST_RUNS} at a time. The files have no name
 * once they are open, so that nothing of them stays, whatever happens. For one thread.
 */
final class SortingSink implements BatchSink, Closeable {

    private static final int MOST_RUNS = 64;
    private static final int BUFFER = 256 << 10;
    /** How much is handed on at a time. */
    private static final int PIECE = 1 << 20;

    private static final int MOST_PARTITIONS = 1 << 10;

    private final BatchSink sink;
    private final SortedCursor cursor;
    private final byte[] header;
    private final Path directory;
    private final long memory;

    private final Map<String, Integer> numbers = new HashMap<>();
    private final List<String> names = new ArrayList<>();
    private final SortedEntries entries = new SortedEntries();
    /** Runs by how often they were merged; those of later levels come first. */
    private final List<List<SortedRun>> levels = new ArrayList<>();

    private final Map<String, List<ByteBuffer>> batch = new LinkedHashMap<>();
    private final RowBytes piece = new RowBytes();
    private final List<Long> sizes = new ArrayList<>();
    private long batchBytes;
    private int current = -1;

    /**
     * Makes a sink.
     *
     * @param header what each partition begins with
     * @param directory where temporary files are made
     * @param memory how many bytes of records may be in memory
     */
    SortingSink(BatchSink sink, SortedCursor cursor, byte[] header, Path directory, long memory) {
        this.sink = sink;
        this.cursor = cursor;
        this.header = header;
        this.directory = directory;
        this.memory = memory;
    }

    @Override
    public void append(Map<String, List<ByteBuffer>> unsorted) throws IOException {
        for (Map.Entry<String, List<ByteBuffer>> partition : unsorted.entrySet()) {
            int number = numbers.computeIfAbsent(partition.getKey(), name -> {
                names.add(name);
                sizes.add(0L);
                return names.size() - 1;
            });
            for (ByteBuffer buffer : partition.getValue()) {
                add(number, buffer.duplicate());
            }
        }
    }

    private void add(int partition, ByteBuffer records) throws IOException {
        byte[] array = new byte[records.remaining() + RecordFormat.PADDING];
        records.get(array, 0, records.remaining());
        cursor.reset(array, 0, array.length - RecordFormat.PADDING);
        while (cursor.next()) {
            entries.add(partition, cursor);
            if (entries.size() > memory) {
                spill();
            }
        }
    }

    private void spill() throws IOException {
        SortedRun added = run(entries::write);
        for (int level = 0; ; level++) {
            if (level == levels.size()) {
                levels.add(new ArrayList<>());
            }
            List<SortedRun> runs = levels.get(level);
            runs.add(added);
            if (runs.size() < MOST_RUNS) {
                return;
            }
            added = run(out -> merge(runs, run -> run.write(out)));
            close(runs);
            runs.clear();
        }
    }

    /** Returns all runs in the order in which their entries came. */
    private List<SortedRun> runs() {
        List<SortedRun> runs = new ArrayList<>();
        for (int level = levels.size() - 1; level >= 0; level--) {
            runs.addAll(levels.get(level));
        }
        return runs;
    }

    /** Writes a run. */
    private interface Writing {

        void write(DataOutputStream out) throws IOException;
    }

    /** Does something with the entry that a run is at. */
    private interface Visit {

        void visit(SortedRun run) throws IOException;
    }

    private SortedRun run(Writing writing) throws IOException {
        Files.createDirectories(directory);
        Path path = directory.resolve(
                "partd-sort-" + Long.toHexString(ThreadLocalRandom.current().nextLong()));
        FileChannel file = FileChannel.open(
                path,
                StandardOpenOption.CREATE_NEW,
                StandardOpenOption.READ,
                StandardOpenOption.WRITE,
                StandardOpenOption.DELETE_ON_CLOSE);
        try {
            DataOutputStream out =
                    new DataOutputStream(new BufferedOutputStream(Channels.newOutputStream(file), BUFFER));
            writing.write(out);
            out.flush();
            return new SortedRun(file);
        } catch (Throwable e) {
            file.close();
            throw e;
        }
    }

    /** Visits the entries of runs in their order; of those that are equal, those of earlier runs come first. */
    private static void merge(List<SortedRun> runs, Visit visit) throws IOException {
        PriorityQueue<Integer> heads = new PriorityQueue<>(
                Math.max(1, runs.size()),
                Comparator.<Integer, SortedRun>comparing(runs::get, SortedRun::compareTo)
                        .thenComparing(Comparator.naturalOrder()));
        for (int i = 0; i < runs.size(); i++) {
            if (runs.get(i).next()) {
                heads.add(i);
            }
        }
        while (!heads.isEmpty()) {
            int head = heads.remove();
            visit.visit(runs.get(head));
            if (runs.get(head).next()) {
                heads.add(head);
            }
        }
    }

    /** Hands on all partitions, sorted; returns the summary with what they have been given. */
    ShuffleSummary finish(ShuffleSummary summary) throws IOException {
        if (levels.isEmpty()) {
            entries.take(this::give);
        } else {
            spill();
            merge(runs(), run -> run.giveTo(this::give));
        }
        begin(names.size());
        flush();
        List<PartitionSize> partitions = new ArrayList<>();
        long all = 0;
        for (PartitionSize partition : summary.partitions()) {
            long size = sizes.get(Objects.requireNonNull(numbers.get(partition.name())));
            partitions.add(new PartitionSize(partition.name(), partition.records(), size));
            all += size;
        }
        return new ShuffleSummary(summary.records(), summary.rejected(), all, partitions);
    }

    private void give(int partition, byte[] array, int from, int to) throws IOException {
        begin(partition);
        piece.write(array, from, to - from);
        sizes.set(partition, sizes.get(partition) + to - from);
        if (piece.length() >= PIECE) {
            endPiece();
            flush();
        }
    }

    /** Ends the partitions before one, those without a record included, and begins that one. */
    private void begin(int partition) throws IOException {
        while (current < partition) {
            endPiece();
            if (batch.size() == MOST_PARTITIONS || batchBytes >= PIECE) {
                flush();
            }
            current++;
            if (current < names.size()) {
                piece.write(header, 0, header.length);
            }
        }
    }

    private void endPiece() {
        if (current >= 0 && current < names.size()) {
            byte[] bytes = Arrays.copyOf(piece.bytes(), piece.length());
            batch.computeIfAbsent(names.get(current), name -> new ArrayList<>()).add(ByteBuffer.wrap(bytes));
            batchBytes += bytes.length;
        }
        piece.clear();
    }

    private void flush() throws IOException {
        if (!batch.isEmpty()) {
            sink.append(batch);
            batch.clear();
        }
        batchBytes = 0;
    }

    private static void close(List<SortedRun> runs) throws IOException {
        for (SortedRun run : runs) {
            run.close();
        }
    }

    @Override
    public void close() throws IOException {
        close(runs());
    }
}
