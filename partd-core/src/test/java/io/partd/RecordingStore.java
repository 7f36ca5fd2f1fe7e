package io.partd;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;

/** A store that remembers what it was given, and that can be made to wait. */
public final class RecordingStore extends ForwardingStore {

    private final List<Map<String, Long>> batches = new ArrayList<>();
    private final Semaphore permits;
    private int flushes;

    /** Makes one that lets all appends through. */
    public RecordingStore(Store store) {
        this(store, Integer.MAX_VALUE);
    }

    /** Makes one that lets so many appends through, and the next ones after {@link #permit}. */
    public RecordingStore(Store store, int permits) {
        super(store);
        this.permits = new Semaphore(permits);
    }

    /** Lets further appends through. */
    public void permit(int appends) {
        permits.release(appends);
    }

    /** The number of appends that wait to be let through. */
    public int waiting() {
        return permits.getQueueLength();
    }

    /** The number of bytes for each key of each append, in order. */
    public synchronized List<Map<String, Long>> batches() {
        return List.copyOf(batches);
    }

    public synchronized int flushes() {
        return flushes;
    }

    @Override
    public void appendBuffers(Map<String, ? extends List<ByteBuffer>> batch) throws IOException {
        awaitPermit();
        record(batch);
        super.appendBuffers(batch);
    }

    @Override
    public void flush() throws IOException {
        synchronized (this) {
            flushes++;
        }
        super.flush();
    }

    private void awaitPermit() throws IOException {
        try {
            if (!permits.tryAcquire(200, TimeUnit.SECONDS)) {
                throw new IOException("the test did not permit this append");
            }
        } catch (InterruptedException e) {
            throw new IOException("interrupted", e);
        }
    }

    private synchronized void record(Map<String, ? extends List<ByteBuffer>> batch) {
        Map<String, Long> lengths = new LinkedHashMap<>();
        batch.forEach((key, buffers) -> lengths.put(
                key, buffers.stream().mapToLong(ByteBuffer::remaining).sum()));
        batches.add(lengths);
    }
}
