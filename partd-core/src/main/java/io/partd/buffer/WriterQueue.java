package io.partd.buffer;

import io.partd.OutcomeUnknownException;
import io.partd.internal.Waits;
import java.io.IOException;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.Lock;
import org.jspecify.annotations.Nullable;

/** The writers that wait for room, first come first served. All calls need the lock it was made with. */
final class WriterQueue {

    private final Lock lock;
    private final Object store;
    private final Deque<Turn> turns = new ArrayDeque<>();

    /** The failures of unknown outcome that nobody has been told yet. No later success makes up for them. */
    private final Deque<OutcomeUnknownException> untold = new ArrayDeque<>();

    private @Nullable IOException failure;

    WriterQueue(Lock lock, Object store) {
        this.lock = lock;
        this.store = store;
    }

    boolean isEmpty() {
        return turns.isEmpty();
    }

    /** Queues the calling thread with what it has to add, until the turn is closed. */
    Turn queue(Batch batch) {
        Turn turn = new Turn(batch, lock.newCondition());
        turns.addLast(turn);
        return turn;
    }

    /** What the writer whose turn it is has to add; null if none waits. */
    @Nullable
    Batch first() {
        Turn first = turns.peekFirst();
        return first == null ? null : first.batch;
    }

    /** Wakes the writer whose turn it is: there may be room. */
    void wakeFirst() {
        Turn first = turns.peekFirst();
        if (first != null) {
            first.wake();
        }
    }

    void wakeAll() {
        turns.forEach(Turn::wake);
    }

    /** Fails the writers that wait, or the next one if none does. */
    void fail(IOException cause) {
        if (cause instanceof OutcomeUnknownException unknown) {
            untold.add(unknown);
        } else if (turns.isEmpty()) {
            failure = cause;
        }
        for (Turn turn : turns) {
            turn.failure = cause;
            turn.wake();
        }
    }

    /** Forgets a failure that no writer has seen: a later spill succeeded. */
    void recovered() {
        failure = null;
    }

    /** Throws the failure that no writer has seen yet, once. */
    void throwFailure() throws IOException {
        throwUnknown();
        IOException cause = failure;
        failure = null;
        rethrow(cause);
    }

    /** Throws a failure of unknown outcome that no writer has seen yet, once. */
    void throwUnknown() throws IOException {
        rethrow(untold.peek());
    }

    /** Each writer gets an exception of its own, with its own stack. */
    private void rethrow(@Nullable IOException cause) throws IOException {
        if (cause instanceof OutcomeUnknownException unknown) {
            untold.remove(unknown);
            throw new OutcomeUnknownException(
                    String.valueOf(cause.getMessage()), unknown.acknowledged(), unknown.unknown(), cause.getCause());
        }
        if (cause != null) {
            throw new IOException(cause.getMessage(), cause.getCause());
        }
    }

    /** A writer's place in the queue. */
    final class Turn implements AutoCloseable {

        private final Batch batch;
        private final Condition changed;
        private boolean woken;
        private @Nullable IOException failure;

        private Turn(Batch batch, Condition changed) {
            this.batch = batch;
            this.changed = changed;
        }

        boolean isFirst() {
            return turns.peekFirst() == this;
        }

        /** Waits until there may be room, or none may come. */
        void awaitChange() throws IOException {
            try {
                while (!woken) {
                    changed.await();
                }
                woken = false;
            } catch (InterruptedException e) {
                throw Waits.interrupted(store, e);
            }
            rethrow(failure);
        }

        private void wake() {
            woken = true;
            changed.signal();
        }

        /** Leaves the queue. */
        @Override
        public void close() {
            turns.remove(this);
            wakeFirst();
        }
    }
}
