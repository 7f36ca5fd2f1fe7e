package io.partd.zmq.client;

import java.io.IOException;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * Whose turn it is to send requests: one thread's after the other, and during a section the section's thread's only.
 * The section itself is the server's, and belongs to a line.
 */
final class Turn {

    private static final String WHAT = "another thread's call or section";

    private final ReentrantLock lock = new ReentrantLock();
    /** For whoever has the turn. */
    private @Nullable Line section;

    private int depth;

    /** Takes it, as {@link Locks#acquire} does. Reentrant. */
    void acquire(Deadline deadline, boolean interruptible) throws IOException {
        Locks.acquire(lock, deadline, interruptible, WHAT);
    }

    void release() {
        lock.unlock();
    }

    /** Returns the line of the section that the calling thread, who has the turn, is in; null if there is none. */
    @Nullable
    Line section() {
        return section;
    }

    /** Begins a section of the thread that has the turn. */
    void begin(Line line) {
        section = line;
        depth = 1;
        line.inSection(true);
    }

    /** Begins a section within that of the calling thread. */
    void nest() {
        depth++;
    }

    /** Ends the innermost section; returns the line if it was the outermost one. */
    @Nullable
    Line end() {
        depth--;
        if (depth > 0) {
            return null;
        }
        Line line = section;
        section = null;
        if (line != null) {
            line.inSection(false);
        }
        return line;
    }
}
