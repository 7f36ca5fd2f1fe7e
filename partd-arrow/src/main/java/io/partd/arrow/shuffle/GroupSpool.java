package io.partd.arrow.shuffle;

import io.partd.ByteSize;
import io.partd.arrow.RecordBatch;
import io.partd.arrow.Table;
import io.partd.arrow.ipc.BatchUnloader;
import io.partd.arrow.ipc.VectorSharing;
import io.partd.arrow.shuffle.PartitionSink.PreparedBatch;
import java.io.Closeable;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.stream.IntStream;
import org.apache.arrow.memory.BufferAllocator;
import org.apache.arrow.memory.OutOfMemoryException;
import org.apache.arrow.vector.VectorLoader;
import org.apache.arrow.vector.VectorSchemaRoot;
import org.apache.arrow.vector.dictionary.Dictionary;
import org.apache.arrow.vector.dictionary.DictionaryProvider;
import org.apache.arrow.vector.types.pojo.Schema;
import org.jspecify.annotations.Nullable;

/**
 * Keeps rows of partitions until all are there, in groups of consecutive partitions: of many partitions each has only a
 * few rows of a wave, too few for a piece of their own. Holds pieces in memory, and spills them to a temporary
 * directory when they become too many. For one thread.
 */
final class GroupSpool implements Closeable {

    private final Path directory;
    private final BufferAllocator allocator;
    private final long most;
    private final long reserve;
    private final int groupSize;
    private final List<HeldGroup> groups = new ArrayList<>();
    private final List<Schema> schemas = new ArrayList<>();
    private @Nullable SpilledPieces spilled;
    /** Those that came last: they have all values of those before them, at the same indices. */
    private List<Dictionary> dictionaries = List.of();

    private long held;

    /**
     * Bounds what a thread has in a sink.
     *
     * @param added the bytes of rows
     * @param open the bytes that partitions themselves take
     */
    record Budget(long added, long open) {}

    /**
     * Makes an empty spool.
     *
     * @param spooling the directory that the temporary one is made in, and the most bytes to hold
     * @param groupSize how many partitions a group has
     */
    GroupSpool(PartitionWaves.Spooling spooling, int groupSize) {
        this.directory = spooling.directory();
        this.allocator = spooling.allocator();
        this.most = spooling.held();
        this.reserve = spooling.reserve();
        this.groupSize = groupSize;
    }

    int groupSize() {
        return groupSize;
    }

    /**
     * Adds rows; their memory is shared.
     *
     * @param tables of each group; null of one without a row
     * @param counts how many rows each partition has
     */
    void add(List<@Nullable Table> tables, int[] counts) throws IOException {
        RecordBatch last = null;
        while (groups.size() < tables.size()) {
            groups.add(new HeldGroup());
        }
        for (int g = 0; g < tables.size(); g++) {
            Table table = tables.get(g);
            if (table != null) {
                int from = g * groupSize;
                int[] own = Arrays.copyOfRange(counts, from, Math.min(counts.length, from + groupSize));
                last = table.batches().get(0);
                HeldGroup.Piece piece =
                        new HeldGroup.Piece(BatchUnloader.unload(last.root()), number(last.schema()), own);
                held += groups.get(g).add(piece);
            }
        }
        if (last != null) {
            takeDictionaries(last);
        }
        if (held > 0 && (held > most || allocator.getHeadroom() < reserve)) {
            spill();
        }
    }

    /** Returns the number of a schema; it changes only when indices in dictionaries become wider. */
    private int number(Schema schema) {
        if (schemas.isEmpty() || !schemas.get(schemas.size() - 1).equals(schema)) {
            schemas.add(schema);
        }
        return schemas.size() - 1;
    }

    private void spill() throws IOException {
        if (spilled == null) {
            spilled = SpilledPieces.in(directory);
        }
        spilled.spill(groups);
        groups.forEach(HeldGroup::close);
        held = 0;
    }

    private void takeDictionaries(RecordBatch records) {
        List<Dictionary> before = dictionaries;
        dictionaries = shared(all(records.dictionaries()));
        close(before);
    }

    private static List<Dictionary> all(DictionaryProvider provider) {
        return provider.getDictionaryIds().stream().map(provider::lookup).toList();
    }

    /** Returns dictionaries, to be closed, that have the memory of others. */
    private List<Dictionary> shared(List<Dictionary> others) {
        List<Dictionary> shared = new ArrayList<>();
        try {
            for (Dictionary other : others) {
                shared.add(new Dictionary(VectorSharing.shared(other.getVector(), allocator), other.getEncoding()));
            }
            return shared;
        } catch (Throwable e) {
            close(shared);
            throw e;
        }
    }

    private static void close(List<Dictionary> dictionaries) {
        dictionaries.forEach(dictionary -> dictionary.getVector().close());
    }

    /**
     * Adds all rows to a sink, finishes its partitions, and forgets them.
     *
     * @param empty a batch without a row, for groups that have none
     * @param threads how many groups are written side by side
     * @param budget what each of them may have in the sink at a time
     * @throws java.io.InterruptedIOException if the thread was interrupted, with its interrupt status still set
     */
    void write(PartitionSink sink, int partitions, RecordBatch empty, int threads, Budget budget) throws IOException {
        ExecutorService executor = Threads.start(threads, "partd-shuffle-write");
        try {
            List<Callable<@Nullable Void>> tasks = new ArrayList<>();
            for (int from = 0; from < partitions; from += groupSize) {
                int first = from;
                int end = Math.min(partitions, from + groupSize);
                HeldGroup group = first / groupSize < groups.size() ? groups.get(first / groupSize) : new HeldGroup();
                tasks.add(() -> {
                    write(sink, group, first, end, empty, budget);
                    return null;
                });
            }
            Threads.runInterruptibly(executor, tasks);
        } catch (OutOfMemoryException e) {
            throw new IOException(
                    "writing " + threads + " partitions side by side needs more than the memory of "
                            + ByteSize.of(allocator.getLimit()) + "; allow more, or fewer threads",
                    e);
        } finally {
            Threads.stop(executor);
        }
    }

    /** Writes a group; some partitions after others, with all rows read for each, if they are too large together. */
    private void write(PartitionSink sink, HeldGroup group, int first, int end, RecordBatch empty, Budget budget)
            throws IOException {
        long atOnce = Math.max(1, budget.open() / Math.max(1, sink.partitionMemory()));
        long roundsOfSome = (end - first + atOnce - 1) / atOnce;
        int rounds = (int) Math.min(end - first, Math.max(roundsOfSome, group.bytes() / budget.added()));
        RecordBatch none = share(empty);
        try {
            try (PreparedBatch prepared = sink.prepare(none)) {
                if (group.isEmpty() && !sink.takesSeveral()) {
                    prepared.add(new PieceRows(first, new int[end - first]), first, end);
                }
            }
            for (int round = 0; round < rounds; round++) {
                int from = first + (int) ((long) round * (end - first) / rounds);
                int to = first + (int) ((round + 1L) * (end - first) / rounds);
                add(sink, group, first, from, to, none);
                for (int p = from; p < to; p++) {
                    sink.finish(p);
                }
            }
        } finally {
            none.close();
            group.close();
        }
    }

    private void add(PartitionSink sink, HeldGroup group, int first, int from, int to, RecordBatch schema)
            throws IOException {
        try (VectorSchemaRoot root = VectorSchemaRoot.create(schema.schema(), allocator)) {
            SpilledPieces.PieceConsumer add = piece -> {
                PieceRows rows = new PieceRows(first, piece.counts());
                if (rows.start(from) == rows.start(to)) {
                    return;
                }
                load(piece, root);
                try (PreparedBatch prepared = sink.prepare(RecordBatch.of(root, schema.dictionaries()))) {
                    prepared.add(rows, from, to);
                }
                root.clear();
            };
            if (spilled != null) {
                spilled.read(group, allocator, add);
            }
            for (HeldGroup.Piece piece : group.pieces()) {
                add.accept(piece);
            }
        }
    }

    /** Loads a root of the last schema with a piece, whose own may have narrower indices. */
    private void load(HeldGroup.Piece piece, VectorSchemaRoot root) {
        Schema own = schemas.get(piece.schema());
        if (own.equals(root.getSchema())) {
            new VectorLoader(root).load(piece.rows());
            return;
        }
        int[] rows = IntStream.range(0, piece.rows().getLength()).toArray();
        List<ArrayData> columns = new ArrayList<>();
        try (VectorSchemaRoot narrow = VectorSchemaRoot.create(own, allocator)) {
            new VectorLoader(narrow).load(piece.rows());
            narrow.getFieldVectors().forEach(vector -> columns.add(ArrayData.of(vector)));
            ColumnBuilders.gather(columns, rows, root, allocator);
        } finally {
            columns.forEach(ArrayData::release);
        }
    }

    /** Returns a batch without a row for one thread, with dictionaries of the memory of those that all have. */
    private synchronized RecordBatch share(RecordBatch empty) {
        List<Dictionary> own = shared(dictionaries.isEmpty() ? all(empty.dictionaries()) : dictionaries);
        RecordBatch shared = RecordBatch.of(VectorSchemaRoot.create(empty.schema(), allocator), own);
        try {
            shared.root().setRowCount(0);
            return shared;
        } catch (Throwable e) {
            shared.close();
            throw e;
        }
    }

    /** Releases all memory, and deletes the temporary directory. */
    @Override
    public void close() throws IOException {
        groups.forEach(HeldGroup::close);
        groups.clear();
        close(dictionaries);
        dictionaries = List.of();
        if (spilled != null) {
            spilled.close();
            spilled = null;
        }
    }
}
