package io.partd.arrow.shuffle;

import java.util.function.BooleanSupplier;
import java.util.function.LongSupplier;

/**
 * Bounds the bytes that are read and not yet divided. Readers wait as long as they are too many, or too little memory
 * is free for what the taker does with them. The reader of the part that the taker waits for does not wait until there
 * is something to take: so none waits for another forever. Memory that becomes free wakes nobody, the next wait of the
 * taker does. Thread-safe.
 */
final class ReadAhead {

    private final long most;
    private final long reserve;
    private final LongSupplier free;
    private long held;
    private long largest;
    private int loading;
    private int wanted = -1;
    private boolean closed;

    /**
     * Makes a bound for all readers of a shuffle.
     *
     * @param most how many bytes may be read ahead
     * @param reserve how many bytes reading ahead leaves free
     * @param free returns how many bytes are free, dictionaries and whatever else takes memory left aside
     */
    ReadAhead(long most, long reserve, LongSupplier free) {
        this.most = most;
        this.reserve = reserve;
        this.free = free;
    }

    /**
     * Waits until a part may read on; false if it never may again.
     *
     * @param allTaken whether nothing of the part is waiting to be taken
     */
    synchronized boolean await(int part, BooleanSupplier allTaken) throws InterruptedException {
        while (!closed && isFull() && !(part == wanted && allTaken.getAsBoolean())) {
            wait();
        }
        return !closed;
    }

    private boolean isFull() {
        long coming = loading * largest;
        return held + coming >= most || free.getAsLong() - coming < reserve;
    }

    /**
     * Waits as {@link #await} does until a part may load a batch, which counts as if it were as large as the largest
     * one so far, until {@link #loaded}: else as many as there are threads would come at once.
     */
    synchronized boolean load(int part, BooleanSupplier allTaken) throws InterruptedException {
        boolean may = await(part, allTaken);
        loading += may ? 1 : 0;
        return may;
    }

    /** Says that a batch was loaded, and added if there was one. */
    synchronized void loaded() {
        loading--;
        notifyAll();
    }

    synchronized void add(long bytes) {
        held += bytes;
        largest = Math.max(largest, bytes);
    }

    synchronized void remove(long bytes) {
        held -= bytes;
        notifyAll();
    }

    /** Says that the taker waits for a part; -1 that it waits for none. */
    synchronized void want(int part) {
        wanted = part;
        notifyAll();
    }

    synchronized void close() {
        closed = true;
        notifyAll();
    }
}
