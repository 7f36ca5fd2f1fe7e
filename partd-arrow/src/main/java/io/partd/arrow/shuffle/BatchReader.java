package io.partd.arrow.shuffle;

import io.partd.arrow.TableSource;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import org.apache.arrow.memory.BufferAllocator;
import org.jspecify.annotations.Nullable;

/** Reads sources in several threads, each a part of one, and hands out slices in input order. For one thread. */
final class BatchReader implements AutoCloseable {

    private final List<PartReader> parts = new ArrayList<>();
    private final ReadAhead ahead;
    private final ExecutorService executor;
    private int current;

    /**
     * Starts reading.
     *
     * @param aheadBytes how much to read ahead of what is released
     * @param reserve how much of the allocator's memory reading ahead leaves free
     * @param sliceBytes about how large a slice is at most
     */
    BatchReader(
            List<? extends TableSource> sources,
            BufferAllocator allocator,
            TableColumns columns,
            KeyPartitioner partitioner,
            int threads,
            long aheadBytes,
            long reserve,
            long sliceBytes)
            throws IOException {
        ahead = new ReadAhead(aheadBytes, reserve, allocator::getHeadroom);
        for (TableSource source : sources) {
            for (TableSource part : source.parts()) {
                parts.add(new PartReader(parts.size(), part, ahead, sliceBytes));
            }
        }
        executor = Threads.start(Math.min(threads, Math.max(1, parts.size())), "partd-shuffle-read");
        for (PartReader part : parts) {
            executor.execute(() -> part.read(allocator, columns, new PartitionFinder(partitioner, columns.nullKeys())));
        }
    }

    /** Waits for the next slice; null after the last one. Throws the failure of reading it. */
    @Nullable
    Slice next() throws IOException {
        while (current < parts.size()) {
            PartReader.Result result = take();
            if (result.failure() != null) {
                throw Threads.failure(result.failure());
            }
            if (result.slice() != null) {
                return result.slice();
            }
            current++;
        }
        return null;
    }

    private PartReader.Result take() throws InterruptedIOException {
        try {
            if (Thread.interrupted()) {
                throw new InterruptedException();
            }
            return parts.get(current).take();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw (InterruptedIOException) new InterruptedIOException("interrupted during a shuffle").initCause(e);
        }
    }

    /** Ends the threads, and releases what they have read. */
    @Override
    public void close() {
        ahead.close();
        Threads.stop(executor);
        parts.forEach(PartReader::discard);
    }
}
