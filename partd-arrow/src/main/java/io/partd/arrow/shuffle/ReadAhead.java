package io.partd.arrow.shuffle;

/**
 * Bounds the bytes that are read and not yet divided. Readers of later parts wait as long as they are too many; that of
 * the part which the taker is waiting for never does, so that none waits for another forever. Thread-safe.
 */
final class ReadAhead {

    private final long most;
    private long held;
    private int wanted = -1;
    private boolean closed;

    ReadAhead(long most) {
        this.most = most;
    }

    /** Waits until a part may read on; false if it never may again. */
    synchronized boolean await(int part) throws InterruptedException {
        while (!closed && held >= most && part != wanted) {
            wait();
        }
        return !closed;
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
