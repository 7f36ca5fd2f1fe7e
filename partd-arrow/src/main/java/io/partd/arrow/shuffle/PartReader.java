package io.partd.arrow.shuffle;

import io.partd.arrow.TableSource;
import java.io.IOException;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import org.apache.arrow.memory.BufferAllocator;
import org.apache.arrow.memory.OutOfMemoryException;
import org.apache.arrow.vector.VectorSchemaRoot;
import org.apache.arrow.vector.ipc.ArrowReader;
import org.jspecify.annotations.Nullable;

/** Reads one part of the input to slices, which another thread takes in order. */
final class PartReader {

    private static final int MOST_ROWS = 1 << 17;

    /** A batch of few bytes may have many rows, whose numbers are not all to be in memory. */
    private static final int MOST_SLICES = 64;

    private final int number;
    private final TableSource source;
    private final ReadAhead ahead;
    private final long sliceBytes;
    private final BlockingQueue<Result> results = new LinkedBlockingQueue<>(MOST_SLICES);

    /** What was read: a slice; or, at last, what went wrong, or neither. */
    record Result(@Nullable Slice slice, @Nullable Throwable failure) {}

    PartReader(int number, TableSource source, ReadAhead ahead, long sliceBytes) {
        this.number = number;
        this.source = source;
        this.ahead = ahead;
        this.sliceBytes = sliceBytes;
    }

    /** Opens a source; whatever is wrong with it is an IOException that names it. */
    static ArrowReader open(TableSource source, BufferAllocator allocator) throws IOException {
        try {
            return source.open(allocator);
        } catch (OutOfMemoryException e) {
            throw e;
        } catch (RuntimeException e) {
            throw malformed(source, e);
        }
    }

    /** Reads the columns that a source has. */
    static TableColumns columns(TableSource source, BufferAllocator allocator, List<TableColumns.KeyPlace> keys)
            throws IOException {
        try (ArrowReader reader = open(source, allocator)) {
            return TableColumns.of(source.name(), reader, keys);
        }
    }

    /** Reads all there is. */
    void read(BufferAllocator allocator, TableColumns columns, PartitionFinder finder) {
        try {
            if (ahead.await(number, 0, results::isEmpty)) {
                try (ArrowReader reader = open(source, allocator)) {
                    columns.requireSame(source.name(), reader);
                    readBatches(reader, columns, finder);
                }
            }
            results.put(new Result(null, null));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } catch (IOException | RuntimeException | Error e) {
            end(e);
        }
    }

    private void end(Throwable failure) {
        try {
            results.put(new Result(null, failure));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void readBatches(ArrowReader reader, TableColumns columns, PartitionFinder finder)
            throws IOException, InterruptedException {
        Batch before = null;
        try {
            Batch batch = next(reader, before);
            while (batch != null) {
                if (before != null) {
                    before.release();
                }
                before = batch;
                slice(batch, columns, finder);
                batch = next(reader, before);
            }
        } finally {
            if (before != null) {
                before.release();
            }
        }
    }

    /** Loads the next batch; null if there is none, or nobody wants it any more. */
    private @Nullable Batch next(ArrowReader reader, @Nullable Batch before) throws IOException, InterruptedException {
        if (!ahead.load(number, before == null ? 0 : before.dictionaryBytes(), results::isEmpty)) {
            return null;
        }
        Batch batch = null;
        try {
            batch = load(reader) ? retain(reader, before) : null;
            return batch;
        } finally {
            ahead.loaded(batch == null ? 0 : batch.bytesBeside(before));
        }
    }

    private boolean load(ArrowReader reader) throws IOException {
        try {
            return reader.loadNextBatch();
        } catch (OutOfMemoryException e) {
            throw e;
        } catch (RuntimeException e) {
            throw malformed(source, e);
        }
    }

    private Batch retain(ArrowReader reader, @Nullable Batch before) throws IOException {
        VectorSchemaRoot root = reader.getVectorSchemaRoot();
        try {
            return Batch.of(source.name(), root.getRowCount(), root.getFieldVectors(), reader, before, ahead);
        } catch (IllegalArgumentException e) {
            throw malformed(source, e);
        }
    }

    private void slice(Batch batch, TableColumns columns, PartitionFinder finder)
            throws IOException, InterruptedException {
        RowKeys keys = columns.keys(batch);
        Batch written = columns.written(batch);
        int rows = batch.rowCount();
        long rowsOfSize = (long) ((double) sliceBytes / Math.max(1, batch.size()) * rows);
        int step = (int) Math.max(1, Math.min(Math.min(MOST_ROWS, columns.mostRows()), rowsOfSize));
        try {
            for (int from = 0; from < rows; from += step) {
                Slice slice = Slice.of(written, keys, from, (int) Math.min(rows, (long) from + step), finder);
                put(slice);
            }
        } catch (IllegalArgumentException e) {
            throw batch.damaged(e);
        } finally {
            written.release();
        }
    }

    private void put(Slice slice) throws InterruptedException {
        try {
            results.put(new Result(slice, null));
        } catch (Throwable e) {
            slice.release();
            throw e;
        }
    }

    private static IOException malformed(TableSource source, RuntimeException e) {
        return new IOException(source.name() + ": " + (e.getMessage() == null ? e : e.getMessage()), e);
    }

    /** Takes the next result, waiting for it. */
    Result take() throws InterruptedException {
        Result next = results.poll();
        if (next == null) {
            ahead.want(number);
            next = results.take();
            ahead.want(-1);
        }
        return next;
    }

    /** Releases what was not taken, once nobody reads. */
    void discard() {
        Result left = results.poll();
        while (left != null) {
            if (left.slice() != null) {
                left.slice().release();
            }
            left = results.poll();
        }
    }
}
