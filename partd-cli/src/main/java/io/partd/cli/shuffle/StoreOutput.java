package io.partd.cli.shuffle;

import io.partd.Store;
import io.partd.shuffle.BatchSink;
import io.partd.shuffle.JoiningSink;
import io.partd.shuffle.RecordFormat;
import io.partd.shuffle.ShuffleSummary;
import io.partd.shuffle.Source;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.io.PrintWriter;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * A store that is in no directory of this machine, such as a server's. It gets the partitions as they come; if the
 * shuffle fails, they are deleted again, unless they were added to what was there.
 */
final class StoreOutput implements BytesOutput {

    private static final int MOST_BYTES = 8 << 20;
    private static final int MOST_KEYS = 1 << 10;

    private final Store store;
    private final RecordFormat format;
    private final FileContents contents;
    private final OutputDirectory.Existing existing;
    private final PrintWriter err;
    private final BatchSink sink;
    private Partitioning partitioning;
    private PresentParts present;
    private @Nullable List<byte[]> bounds;

    /** The partitions that something may have been written to. */
    private final Set<String> written = new TreeSet<>();

    /** The bytes that were written to each of them. */
    private final Map<String, Long> bytes = new TreeMap<>();

    /** Whether all partitions are written by this shuffle. */
    private boolean isNew;

    private boolean published;

    private StoreOutput(
            Store store,
            RecordFormat format,
            Partitioning partitioning,
            FileContents contents,
            OutputDirectory.Existing existing,
            PrintWriter err) {
        this.store = store;
        this.format = format;
        this.partitioning = partitioning;
        this.contents = contents;
        this.existing = existing;
        this.err = err;
        this.present = new PresentParts(store, format, partitioning);
        this.sink = existing == OutputDirectory.Existing.APPEND
                ? new JoiningSink(store, format, this::appendInPieces)
                : this::appendInPieces;
    }

    /**
     * Takes a store over.
     *
     * @throws IOException if it is not empty, unless that is asked for, or holds anything but partitions; it is closed
     */
    static StoreOutput prepare(
            Store store,
            RecordFormat format,
            Partitioning partitioning,
            FileContents contents,
            OutputDirectory.Existing existing,
            PrintWriter err)
            throws IOException {
        StoreOutput output = new StoreOutput(store, format, partitioning, contents, existing, err);
        try {
            output.check();
            return output;
        } catch (UnsupportedOperationException e) {
            output.close();
            throw new IOException("whether " + store + " is empty cannot be known: " + e.getMessage(), e);
        } catch (IOException | RuntimeException e) {
            output.close();
            throw e;
        }
    }

    private void check() throws IOException {
        int keys = store.keys().size();
        if (keys > 0 && existing == OutputDirectory.Existing.REFUSE) {
            throw new IOException(store + " has " + keys + (keys == 1 ? " key" : " keys")
                    + " already; choose another dataset, or say --overwrite or --append");
        }
        present.requireOwn();
        isNew = keys == 0 || existing == OutputDirectory.Existing.REPLACE;
        if (keys == 0 && existing == OutputDirectory.Existing.REFUSE) {
            StoreProperties.requireSame(store, partitioning, "say --overwrite to have it forget that");
        } else if (existing == OutputDirectory.Existing.APPEND) {
            PresentParts.requireSame(store, partitioning);
        }
    }

    @Override
    public Writing write() {
        return new Writing() {
            @Override
            public void append(Map<String, List<ByteBuffer>> batch) throws IOException {
                StoreOutput.this.append(batch);
            }

            @Override
            public void close() {}
        };
    }

    @Override
    public Path parent() {
        return Path.of(System.getProperty("java.io.tmpdir"));
    }

    @Override
    public void expect(List<String> partitions) throws IOException {
        store.claim(partitions);
        requireSame(partitions);
    }

    /** Checks that partitions, as far as they are known, are those that are there, if rows are to be added. */
    void requireSame(List<String> partitions) throws IOException {
        if (existing == OutputDirectory.Existing.APPEND) {
            present.requireSame(partitions);
        }
    }

    @Override
    public @Nullable List<byte[]> bounds() throws IOException {
        boolean adds = partitioning.hasBounds() && existing != OutputDirectory.Existing.REPLACE;
        return bounds == null && adds ? StoreProperties.bounds(store) : bounds;
    }

    @Override
    public void setBounds(@Nullable List<byte[]> lowerBounds) {
        bounds = lowerBounds;
    }

    private void append(Map<String, List<ByteBuffer>> batch) throws IOException {
        if (written.isEmpty() && !batch.isEmpty()) {
            nameColumns(batch.entrySet().iterator().next());
        }
        dropFormer();
        written.addAll(batch.keySet());
        sink.append(batch);
    }

    /** Finds the names of columns that are given by numbers, by a partition's first rows. */
    private void nameColumns(Map.Entry<String, List<ByteBuffer>> first) throws IOException {
        Source part = Source.ofBuffers(first.getKey(), first.getValue());
        partitioning = partitioning.named(contents, part);
        present = new PresentParts(store, format, partitioning);
        if (existing == OutputDirectory.Existing.APPEND) {
            PresentParts.requireSame(store, partitioning);
        }
    }

    /** Removes what is to be replaced, before anything is written. */
    private void dropFormer() throws IOException {
        if (written.isEmpty() && existing == OutputDirectory.Existing.REPLACE) {
            store.drop();
        }
    }

    /** Appends in batches that a server takes at once. */
    private void appendInPieces(Map<String, List<ByteBuffer>> rows) throws IOException {
        Map<String, List<ByteBuffer>> piece = new LinkedHashMap<>();
        int held = 0;
        for (Map.Entry<String, List<ByteBuffer>> entry : rows.entrySet()) {
            for (ByteBuffer buffer : entry.getValue()) {
                ByteBuffer rest = buffer.duplicate();
                while (rest.hasRemaining()) {
                    int length = Math.min(rest.remaining(), MOST_BYTES - held);
                    piece.computeIfAbsent(entry.getKey(), absent -> new ArrayList<>())
                            .add(rest.slice(rest.position(), length));
                    rest.position(rest.position() + length);
                    held += length;
                    if (held == MOST_BYTES) {
                        append(piece, held);
                        held = 0;
                    }
                }
            }
            if (piece.size() == MOST_KEYS) {
                append(piece, held);
                held = 0;
            }
        }
        append(piece, held);
    }

    private void append(Map<String, List<ByteBuffer>> piece, int held) throws IOException {
        if (Thread.currentThread().isInterrupted()) {
            throw new InterruptedIOException("interrupted");
        }
        if (held > 0) {
            piece.forEach((key, buffers) -> bytes.merge(
                    key, buffers.stream().mapToLong(ByteBuffer::remaining).sum(), Long::sum));
            store.appendBuffers(piece);
        }
        piece.clear();
    }

    @Override
    public boolean publish(ShuffleSummary summary) throws IOException {
        dropFormer();
        if (isNew) {
            StoreProperties.remember(store, partitioning, bounds);
        }
        store.flush();
        published = true;
        return true;
    }

    @Override
    public List<Stored> stored() {
        List<Stored> stored = new ArrayList<>();
        bytes.forEach((key, size) -> stored.add(new Stored(key, key, size)));
        return stored;
    }

    @Override
    public void close() throws IOException {
        try (store) {
            if (!published && !written.isEmpty()) {
                undo();
            }
        }
    }

    /**
     * Lets appends that are still under way come to their end, however that is. A store that says of some that they
     * have failed does so once, and would not delete instead.
     */
    private void finish() {
        try {
            store.flush();
        } catch (IOException e) {
            return;
        }
    }

    /** Deletes what was written, also for a thread that has been interrupted. */
    private void undo() {
        if (existing == OutputDirectory.Existing.APPEND) {
            err.println("partd: what was added to " + store + " until then stays");
            return;
        }
        boolean interrupted = Thread.interrupted();
        try {
            finish();
            store.delete(written);
        } catch (IOException e) {
            err.println("partd: what was written to " + store + " is incomplete, and could not be deleted: "
                    + e.getMessage());
        } finally {
            if (interrupted) {
                Thread.currentThread().interrupt();
            }
        }
    }
}
