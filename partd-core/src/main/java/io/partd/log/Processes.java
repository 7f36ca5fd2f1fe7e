package io.partd.log;

import io.partd.internal.Backoff;
import io.partd.internal.Deadline;
import java.io.Closeable;
import java.io.IOException;

/**
 * The other processes that have the log open: a lock that excludes them, and words that all share. All calls except
 * {@link #sections}, {@link #epoch} and {@link #isHeld} need the log's writer lock.
 */
interface Processes extends Closeable {

    /**
     * Waits for the lock.
     *
     * @return whether others could have the lock since the last call, so that the log may have changed
     */
    default boolean acquire() throws IOException {
        Backoff backoff = new Backoff();
        while (!tryAcquire()) {
            awaitTurn(backoff);
        }
        return true;
    }

    /** Waits for the lock until a deadline; returns whether this process has it. */
    default boolean tryAcquire(Deadline deadline) throws IOException {
        Backoff backoff = new Backoff();
        while (!tryAcquire() && !deadline.isOver()) {
            awaitTurn(backoff);
        }
        return isHeld();
    }

    /** Asks the others for the lock, if possible, and pauses. */
    void awaitTurn(Backoff backoff) throws IOException;

    /** Takes the lock if it is free; returns whether this process has it. */
    boolean tryAcquire() throws IOException;

    /** Ends the use of the lock, which others can get now or soon. */
    void release();

    /** Returns whether this process has the lock. */
    boolean isHeld();

    /** Releases the lock at once. */
    void unlock();

    /** Returns whether no other process has the log open, which cannot change while this one has the lock. */
    boolean isAlone() throws IOException;

    /** Tells the others that this process has the log open, until {@link #close}. */
    void announce() throws IOException;

    /** Tells the others that a section of this process begins, which excludes readers too, or that it ends. */
    void setSection(boolean held) throws IOException;

    /**
     * Counts the beginnings and ends of sections: an odd number means that a process is in a section, or died in one.
     * Returns 0 in a section of this process.
     */
    long sections() throws IOException;

    /** Tells the others the epoch of the manifest; 0 while it is being replaced. */
    void setEpoch(long epoch) throws IOException;

    /** Returns the epoch of the manifest; 0 while a process replaces it, or if a process died doing so. */
    long epoch() throws IOException;

    @Override
    void close();
}
