package io.partd.buffer;

import io.partd.internal.BackgroundThread;
import java.io.IOException;
import java.util.concurrent.locks.Lock;

/**
 * Runs a buffer's spills in another thread. A failed spill does not end it. Fields change only under the table's lock,
 * which the thread does not hold during a spill.
 */
final class Spiller {

    /** What the thread calls, without the table's lock. */
    interface Spills {

        /** Makes room. */
        void spillDown() throws IOException;

        /** Is told what that has thrown. */
        void spillFailed(Throwable cause);
    }

    private final Lock lock;
    private final Spills spills;
    private final BackgroundThread thread;
    private boolean running;
    private boolean requested;
    private boolean ended;

    Spiller(Lock lock, Spills spills, BackgroundThread thread) {
        this.lock = lock;
        this.spills = spills;
        this.thread = thread;
    }

    /** Asks for a spill. Needs the table's lock. */
    void request() {
        if (!running) {
            thread.execute(this::run);
            running = true;
        }
        requested = true;
    }

    /** Lets no other spill begin. Needs the table's lock. */
    void end() {
        ended = true;
    }

    private void run() {
        lock.lock();
        try {
            while (requested && !ended) {
                requested = false;
                spill();
            }
        } finally {
            running = false;
            lock.unlock();
        }
    }

    private void spill() {
        lock.unlock();
        Throwable failure = null;
        try {
            spills.spillDown();
        } catch (Throwable e) {
            failure = e;
        } finally {
            lock.lock();
        }
        if (failure != null) {
            requested = false;
            spills.spillFailed(failure);
        }
    }
}
