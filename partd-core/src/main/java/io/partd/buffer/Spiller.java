package io.partd.buffer;

import io.partd.internal.BackgroundThread;
import java.util.concurrent.locks.Lock;

/**
 * Runs a buffer's spills in another thread. A failed spill does not end it. Fields change only under the front's lock,
 * which the thread does not hold during a spill.
 */
final class Spiller {

    private final Lock state;
    private final BufferedStore store;
    private final BackgroundThread thread;
    private boolean running;
    private boolean requested;
    private boolean ended;

    Spiller(Lock state, BufferedStore store, BackgroundThread thread) {
        this.state = state;
        this.store = store;
        this.thread = thread;
    }

    /** Asks for a spill down to the low mark. Needs the front's lock. */
    void request() {
        if (!running) {
            thread.execute(this::run);
            running = true;
        }
        requested = true;
    }

    /** Lets no other spill begin. Needs the front's lock. */
    void end() {
        ended = true;
    }

    private void run() {
        state.lock();
        try {
            while (requested && !ended) {
                requested = false;
                spill();
            }
        } finally {
            running = false;
            state.unlock();
        }
    }

    private void spill() {
        state.unlock();
        Throwable failure = null;
        try {
            store.spillDown();
        } catch (Throwable e) {
            failure = e;
        } finally {
            state.lock();
        }
        if (failure != null) {
            requested = false;
            store.spillFailed(failure);
        }
    }
}
