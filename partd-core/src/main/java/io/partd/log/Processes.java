package io.partd.log;

import io.partd.internal.Backoff;
import io.partd.internal.Deadline;
import java.io.Closeable;
import java.io.IOException;

/**
 * The other processes that have the log open: how they are kept out, and what they tell each other. Calls but
 * {@link #sections}, {@link #epoch} and {@link #isHeld} are for the thread that has the log's writer lock.
 */
interface Processes extends Closeable {

    /**
     * Waits until the other processes are kept out.
     *
     * @return whether they were let in since the last time, so that the log may have changed
     */
    default boolean acquire() throws IOException {
        Backoff backoff = new Backoff();
        while (!tryAcquire()) {
            awaitTurn(backoff);
        }
        return true;
    }

    /** Keeps the other processes out if that can be done in time; tells whether it did. */
    default boolean tryAcquire(Deadline deadline) throws IOException {
        Backoff backoff = new Backoff();
        while (!tryAcquire() && !deadline.isOver()) {
            awaitTurn(backoff);
        }
        return isHeld();
    }

    /** Pauses before another try to keep them out, and asks them to give way if that is possible. */
    void awaitTurn(Backoff backoff) throws IOException;

    /** Keeps the other processes out if that needs no waiting; tells whether it did. */
    boolean tryAcquire() throws IOException;

    /** Ends the need to keep them out. They may be let in later, but soon. */
    void release();

    /** Tells whether they are kept out at this moment. */
    boolean isHeld();

    /** Lets them in at once. */
    void unlock();

    /** Tells whether no other process has the log open; stays so while they are kept out. */
    boolean isAlone() throws IOException;

    /** Says to the others that this one has the log open, until it is closed. */
    void announce() throws IOException;

    /** Says that a section begins here, which keeps readers out too, or that it ends. */
    void setSection(boolean held) throws IOException;

    /**
     * Returns how many sections have begun and ended: an odd number while one is held, or if a process died in one. To
     * those in a section of their own it is none.
     */
    long sections() throws IOException;

    /** Tells the others which manifest there is, by its epoch; 0 while it is being replaced. */
    void setEpoch(long epoch) throws IOException;

    /** Returns the epoch of the manifest that there is; 0 while it is replaced, or if a process died doing so. */
    long epoch() throws IOException;

    @Override
    void close();
}
