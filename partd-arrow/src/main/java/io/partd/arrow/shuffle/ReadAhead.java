package io.partd.arrow.shuffle;

import java.util.function.BooleanSupplier;
import java.util.function.LongSupplier;

/**
 * Bounds the bytes of batches and dictionaries that are read and not yet released, and leaves some memory free for what
 * the taker does with them. Thread-safe.
 *
 * <p>Readers wait for the taker, which releases what it takes; the taker waits for the reader of one part, which it has
 * named by {@link #want}. That reader does not wait here as long as there is nothing of its part to take, however much
 * is held: so a batch that fits into memory alone always gets there, and none waits for another forever. Other memory
 * that becomes free wakes nobody; the next wait of the taker does.
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
     * @param free returns how many bytes are free, whoever has taken the others
     */
    ReadAhead(long most, long reserve, LongSupplier free) {
        this.most = most;
        this.reserve = reserve;
        this.free = free;
    }

    /**
     * Waits until a part may read on; false if it never may again.
     *
     * @param own how many of the bytes that are held stay so while the part waits: the dictionaries that it goes on
     *     with
     * @param allTaken whether nothing of the part is waiting to be taken
     */
    synchronized boolean await(int part, long own, BooleanSupplier allTaken) throws InterruptedException {
        while (!closed && isFull(own) && !(part == wanted && allTaken.getAsBoolean())) {
            wait();
        }
        return !closed;
    }

    /** Before it is known how large a batch is, one is loaded at a time. */
    private boolean isFull(long own) {
        long coming = loading * largest;
        return (largest == 0 && loading > 0) || held - own + coming >= most || free.getAsLong() - coming < reserve;
    }

    /**
     * Waits as {@link #await} does until a part may load a batch, which counts as if it were as large as the largest
     * one so far, until {@link #loaded}: else as many as there are threads would come at once.
     */
    synchronized boolean load(int part, long own, BooleanSupplier allTaken) throws InterruptedException {
        boolean may = await(part, own, allTaken);
        loading += may ? 1 : 0;
        return may;
    }

    /**
     * Says that a batch was loaded and added, with so many bytes together with new dictionaries; 0 if there was none.
     */
    synchronized void loaded(long bytes) {
        loading--;
        largest = Math.max(largest, bytes);
        notifyAll();
    }

    synchronized void add(long bytes) {
        held += bytes;
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
