package io.partd.buffer;

import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.Lock;

/**
 * Runs a buffer's spills in a daemon thread, made when it is asked for and gone a second after the last work. A failed
 * spill does not end it.
 */
final class Spiller {

    private static final long LINGER = TimeUnit.SECONDS.toNanos(1);

    private final Lock state;
    private final BufferedStore store;
    private final Condition changed;
    private boolean running;
    private boolean requested;
    private boolean ended;

    Spiller(Lock state, BufferedStore store) {
        this.state = state;
        this.store = store;
        changed = state.newCondition();
    }

    /** Asks for a spill down to the low mark. Needs the front's lock. */
    void request() {
        if (!running) {
            Thread thread = new Thread(null, this::run, "spill of " + store, 0, false);
            thread.setDaemon(true);
            thread.start();
            running = true;
        }
        requested = true;
        changed.signal();
    }

    /** Lets the thread end when it has no spill under way. Needs the front's lock. */
    void end() {
        ended = true;
        changed.signal();
    }

    private void run() {
        state.lock();
        try {
            while (awaitRequest()) {
                spill();
            }
        } finally {
            running = false;
            state.unlock();
        }
    }

    private boolean awaitRequest() {
        long left = LINGER;
        while (!requested && !ended && left > 0) {
            try {
                left = changed.awaitNanos(left);
            } catch (InterruptedException e) {
                left = 0;
            }
        }
        boolean spill = requested && !ended;
        requested = false;
        return spill;
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
