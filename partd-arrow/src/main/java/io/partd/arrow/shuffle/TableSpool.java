package io.partd.arrow.shuffle;

import io.partd.ByteSize;
import io.partd.arrow.RecordBatch;
import io.partd.arrow.Table;
import io.partd.arrow.ipc.BatchUnloader;
import io.partd.arrow.ipc.VectorSharing;
import java.io.Closeable;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import org.apache.arrow.memory.ArrowBuf;
import org.apache.arrow.memory.BufferAllocator;
import org.apache.arrow.memory.OutOfMemoryException;
import org.apache.arrow.memory.ReferenceManager;
import org.apache.arrow.vector.FieldVector;
import org.apache.arrow.vector.VectorLoader;
import org.apache.arrow.vector.VectorSchemaRoot;
import org.apache.arrow.vector.dictionary.Dictionary;
import org.apache.arrow.vector.dictionary.DictionaryProvider;
import org.apache.arrow.vector.ipc.message.ArrowRecordBatch;
import org.apache.arrow.vector.types.pojo.Schema;
import org.jspecify.annotations.Nullable;

/**
 * Keeps a shuffle's partitions until they are complete, and then writes them side by side: for formats whose files
 * can't be appended to. Holds pieces in memory, and spills them to a temporary directory when they become too many. Not
 * for several threads at once.
 *
 * <pre>{@code
 * try (TableSpool spool = new TableSpool(directory, allocator, ByteSize.of("128m"))) {
 *     TableShuffle.by("origin").hash(64).allocator(allocator).run(sources, spool);
 *     spool.write(partition -> ..., 4);
 * }
 * }</pre>
 */
public final class TableSpool implements TableSink, Closeable {

    private final Path directory;
    private final BufferAllocator allocator;
    private final long most;
    private final Map<String, HeldPartition> partitions = new LinkedHashMap<>();
    private @Nullable SpilledPieces spilled;
    /** Those that came last: they have all values of those before them, at the same indices. */
    private List<Dictionary> dictionaries = List.of();

    private Schema schema = new Schema(List.of());
    private long held;

    /**
     * Makes an empty spool.
     *
     * @param directory where the temporary directory is made, if there need be one
     * @param allocator the same that the shuffle was given, for the pieces that are held
     * @param memory bounds the bytes of pieces that are held
     */
    public TableSpool(Path directory, BufferAllocator allocator, ByteSize memory) {
        this.directory = directory;
        this.allocator = allocator;
        this.most = memory.bytes();
    }

    @Override
    public void append(Map<String, Table> batch) throws IOException {
        RecordBatch last = null;
        for (Map.Entry<String, Table> entry : batch.entrySet()) {
            HeldPartition partition = partitions.computeIfAbsent(entry.getKey(), HeldPartition::new);
            schema = entry.getValue().schema();
            for (RecordBatch records : entry.getValue().batches()) {
                ArrowRecordBatch piece = moved(BatchUnloader.unload(records.root()));
                partition.pieces().add(piece);
                held += memory(piece);
                last = records;
            }
        }
        if (last != null) {
            takeDictionaries(last);
        }
        if (held > most) {
            spill();
        }
    }

    /** Returns the bytes that are taken for a piece, which may be more than are used. */
    private static long memory(ArrowRecordBatch piece) {
        Set<ReferenceManager> counted = Collections.newSetFromMap(new IdentityHashMap<>());
        return piece.getBuffers().stream()
                .map(ArrowBuf::getReferenceManager)
                .filter(counted::add)
                .mapToLong(ReferenceManager::getSize)
                .sum();
    }

    private void spill() throws IOException {
        if (spilled == null) {
            spilled = SpilledPieces.in(directory);
        }
        spilled.spill(partitions.values());
        partitions.values().forEach(HeldPartition::close);
        held = 0;
    }

    private void takeDictionaries(RecordBatch records) {
        List<Dictionary> before = dictionaries;
        List<Dictionary> taken = new ArrayList<>();
        boolean done = false;
        try {
            for (long id : records.dictionaries().getDictionaryIds()) {
                Dictionary dictionary = records.dictionaries().lookup(id);
                if (dictionary != null) {
                    taken.add(new Dictionary(taken(dictionary.getVector()), dictionary.getEncoding()));
                }
            }
            done = true;
        } finally {
            if (!done) {
                taken.forEach(dictionary -> dictionary.getVector().close());
            }
        }
        dictionaries = taken;
        before.forEach(dictionary -> dictionary.getVector().close());
    }

    private FieldVector taken(FieldVector vector) {
        FieldVector taken = vector.getField().createVector(allocator);
        try (ArrowRecordBatch values = moved(BatchUnloader.unload(VectorSchemaRoot.of(vector)))) {
            new VectorLoader(VectorSchemaRoot.of(taken)).load(values);
            return taken;
        } catch (Throwable e) {
            taken.close();
            throw e;
        }
    }

    /** Moves the memory of a batch to this allocator. */
    private ArrowRecordBatch moved(ArrowRecordBatch batch) {
        try {
            return batch.cloneWithTransfer(allocator);
        } catch (Throwable e) {
            batch.close();
            throw e;
        }
    }

    /**
     * Writes all partitions, and forgets them.
     *
     * @param writers makes the writer of each, which is closed when the partition is written, or if that fails
     * @param threads how many partitions are written side by side
     * @throws IOException if reading or writing fails, or the allocator has too little memory for a piece
     * @throws java.io.InterruptedIOException if the thread was interrupted, with its interrupt status still set
     */
    public void write(PartitionWriter.Factory writers, int threads) throws IOException {
        ExecutorService executor = Threads.start(threads, "partd-shuffle-write");
        try {
            List<Callable<@Nullable Void>> tasks = new ArrayList<>();
            for (HeldPartition partition : partitions.values()) {
                tasks.add(() -> {
                    write(partition, writers);
                    return null;
                });
            }
            Threads.runInterruptibly(executor, tasks);
        } catch (OutOfMemoryException e) {
            throw new IOException(
                    "writing " + threads + " partitions side by side needs more than the memory of "
                            + ByteSize.of(allocator.getLimit()) + " (" + e.getMessage()
                            + "); allow more, or fewer threads",
                    e);
        } finally {
            Threads.stop(executor);
        }
    }

    private void write(HeldPartition partition, PartitionWriter.Factory writers) throws IOException {
        List<Dictionary> own = new ArrayList<>();
        try {
            shareDictionaries(own);
            write(partition, new DictionaryProvider.MapDictionaryProvider(own.toArray(Dictionary[]::new)), writers);
        } finally {
            own.forEach(dictionary -> dictionary.getVector().close());
            partition.close();
        }
    }

    /** Adds dictionaries for one thread, of the memory of those that all have; the caller closes them. */
    private synchronized void shareDictionaries(List<Dictionary> own) {
        for (Dictionary dictionary : dictionaries) {
            FieldVector values = VectorSharing.shared(dictionary.getVector(), allocator);
            own.add(new Dictionary(values, dictionary.getEncoding()));
        }
    }

    private void write(HeldPartition partition, DictionaryProvider own, PartitionWriter.Factory writers)
            throws IOException {
        try (PartitionWriter writer = writers.create(partition.name());
                VectorSchemaRoot root = VectorSchemaRoot.create(schema, allocator)) {
            VectorLoader loader = new VectorLoader(root);
            SpilledPieces.PieceConsumer write = piece -> {
                loader.load(piece);
                writer.write(RecordBatch.of(root, own));
                root.clear();
            };
            if (spilled != null) {
                spilled.read(partition, allocator, write);
            }
            for (ArrowRecordBatch piece : partition.pieces()) {
                write.accept(piece);
                piece.close();
            }
        }
    }

    /** Releases what is held, and deletes what was spilled. */
    @Override
    public void close() throws IOException {
        partitions.values().forEach(HeldPartition::close);
        dictionaries.forEach(dictionary -> dictionary.getVector().close());
        dictionaries = List.of();
        if (spilled != null) {
            spilled.close();
            spilled = null;
        }
    }
}
