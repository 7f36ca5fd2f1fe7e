package io.partd.redis;

/** Counts who uses a store, so that its connections end when it is closed and the last one is done. Thread-safe. */
final class Uses {

    private final Runnable atEnd;
    private int users;
    private boolean closed;

    /** Makes the count, with what is to be done in the end. */
    Uses(Runnable atEnd) {
        this.atEnd = atEnd;
    }

    /** Begins a use; returns false if it is closed. */
    synchronized boolean begin() {
        if (closed) {
            return false;
        }
        users++;
        return true;
    }

    /** Closes it, as a use that must end too; returns false if it was closed before. */
    synchronized boolean close() {
        if (closed) {
            return false;
        }
        closed = true;
        users++;
        return true;
    }

    /** Ends a use. */
    void end() {
        synchronized (this) {
            users--;
            if (!closed || users > 0) {
                return;
            }
        }
        atEnd.run();
    }
}
