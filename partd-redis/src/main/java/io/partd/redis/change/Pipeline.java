package io.partd.redis.change;

import io.partd.OutcomeUnknownException;
import io.partd.redis.wire.Deadline;
import io.partd.redis.wire.Waiting;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** Counts the appends that have returned and are not answered, and keeps what is to be said of those that failed. */
public final class Pipeline {

    private static final int MOST_REASONS = 10;

    private final long capacity;
    private final Object store;
    private final List<String> reasons = new ArrayList<>();
    private long used;
    private long open;
    private long stored;
    private long refused;
    private long unknown;

    public Pipeline(long capacity, Object store) {
        this.capacity = capacity;
        this.store = store;
    }

    long capacity() {
        return capacity;
    }

    /** Waits for room, and takes it. */
    synchronized void take(long bytes, Deadline deadline) throws IOException {
        check();
        Waiting.await(
                nanos -> {
                    long end = System.nanoTime() + nanos;
                    for (long left = nanos; used + bytes > capacity && open > 0; left = end - System.nanoTime()) {
                        if (left <= 0) {
                            return false;
                        }
                        TimeUnit.NANOSECONDS.timedWait(this, left);
                    }
                    return true;
                },
                deadline,
                "room in the pipeline to " + store);
        check();
        used += bytes;
        open++;
    }

    /** Takes the outcome of a change that has taken room. */
    synchronized void done(Change change, long bytes) {
        used -= bytes;
        open--;
        IOException failure = change.failure();
        String failed = failure == null ? Writes.failure(change) : String.valueOf(failure.getMessage());
        if (failed.isEmpty()) {
            stored++;
        } else {
            if (failure instanceof OutcomeUnknownException) {
                unknown++;
            } else {
                refused++;
            }
            if (reasons.size() < MOST_REASONS) {
                reasons.add(failed);
            }
        }
        notifyAll();
    }

    /** Gives room back that was not used. */
    synchronized void giveBack(long bytes) {
        used -= bytes;
        open--;
        notifyAll();
    }

    /**
     * Waits until all is answered.
     *
     * @throws IOException if an append has failed, or the answers do not come
     */
    public synchronized void finish(Deadline deadline) throws IOException {
        Waiting.await(
                nanos -> {
                    long end = System.nanoTime() + nanos;
                    for (long left = nanos; open > 0; left = end - System.nanoTime()) {
                        if (left <= 0) {
                            return false;
                        }
                        TimeUnit.NANOSECONDS.timedWait(this, left);
                    }
                    return true;
                },
                deadline,
                "the answers to earlier appends at " + store);
        check();
        stored = 0;
    }

    /** Throws what failed, once. */
    private void check() throws IOException {
        if (refused + unknown == 0) {
            return;
        }
        String text = "of the last " + (stored + refused + unknown) + " appends in the pipeline to " + store + ", "
                + stored + " are stored, " + refused + " were refused, and " + unknown
                + " may or may not be stored; this call had no effect; " + String.join("; ", reasons);
        IOException failure =
                unknown > 0 ? new OutcomeUnknownException(text, stored, unknown, null) : new IOException(text);
        stored = 0;
        refused = 0;
        unknown = 0;
        reasons.clear();
        throw failure;
    }
}
