package io.partd.zmq.client;

import io.partd.zmq.wire.Answer;
import io.partd.zmq.wire.Head;
import io.partd.zmq.wire.Operation;
import io.partd.zmq.zmtp.Connection;
import io.partd.zmq.zmtp.MalformedException;
import io.partd.zmq.zmtp.Message;
import java.io.IOException;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/**
 * A request of our dialect, from the first time it is sent until it is answered, on as many connections as that takes.
 * One thread waits for it, a connection's sender sends it, and its reader takes the answer.
 */
abstract class Request {

    /** How a wait for the answer ended. */
    enum Outcome {
        ANSWERED,
        LOST,
        TIMED_OUT,
        INTERRUPTED
    }

    /** What is known of a request that was sent on a connection that was lost. */
    enum Fate {
        /** It was not carried out, or may be carried out again. */
        NOT_DONE,
        /** It was sent, and that is all. */
        UNDECIDED,
        /** It was carried out, and the server knows with what result. */
        DONE_BEFORE,
        /** Nobody knows. */
        UNKNOWN
    }

    private enum State {
        UNSENT,
        UNDER_WAY,
        ANSWERED,
        LOST
    }

    private final Operation operation;
    private volatile State state = State.UNSENT;
    private volatile boolean givenUp;
    private volatile @Nullable Thread waiter;
    private volatile Fate fate = Fate.NOT_DONE;
    private long number;
    private @Nullable Refusal refusal;
    private @Nullable Throwable failure;

    Request(Operation operation) {
        this.operation = operation;
    }

    final Operation operation() {
        return operation;
    }

    /** Returns the number it was sent with last. */
    final long number() {
        return number;
    }

    final Fate fate() {
        return fate;
    }

    final void decide(Fate decided) {
        fate = decided;
    }

    /**
     * Tells whether it may have changed something, for all that is known without its answer; also when that comes this
     * moment.
     */
    final boolean mayBeDone() {
        return fate != Fate.NOT_DONE;
    }

    /** Says that it is about to be sent, with this number. */
    final void begin(long as) {
        number = as;
        state = State.UNDER_WAY;
        restart();
    }

    /** Says that all of it was sent. */
    final void sent() {
        if (operation.isOnce()) {
            fate = Fate.UNDECIDED;
        }
    }

    /** Forgets what was received of an answer. */
    void restart() {}

    /** Sends its frames, but for what is in the head already. */
    void write(Head head, Connection connection) throws IOException {
        head.send(connection, false);
    }

    /** Returns how many bytes of a message its arguments take, but for what all requests have. */
    long length() {
        return 0;
    }

    /** Takes an answer; returns whether it is the last one. For the connection's reader. */
    final boolean take(int kind, Message message) throws IOException {
        if (kind == Answer.ERROR) {
            refusal = Refusal.read(message);
            return true;
        }
        try {
            return answer(kind, message);
        } catch (OutOfMemoryError e) {
            fail(e);
            return kind != Answer.DATA && kind != Answer.VALUES;
        }
    }

    /** Takes an answer that is no error, as {@link #take} does. */
    boolean answer(int kind, Message message) throws IOException {
        if (kind != Answer.DONE) {
            throw unexpected(kind);
        }
        return true;
    }

    final MalformedException unexpected(int kind) {
        return new MalformedException("the server answered " + this + " with a message of kind " + kind);
    }

    /** Makes it fail here, whatever else the answer is. */
    final void fail(Throwable why) {
        if (failure == null) {
            failure = why;
        }
    }

    /** Tells whether it failed here. */
    final boolean hasFailed() {
        return failure != null;
    }

    /** Returns the error that the server answered, null if it did not. */
    final @Nullable Refusal refusal() {
        return refusal;
    }

    /** Says that the answer is complete. */
    void answered() {
        state = State.ANSWERED;
        LockSupport.unpark(waiter);
    }

    /** Says that the connection is lost, and nothing uses the request any more. */
    void lost() {
        state = State.LOST;
        LockSupport.unpark(waiter);
    }

    /** Says that nobody waits for it any more. */
    final void giveUp() {
        givenUp = true;
    }

    final boolean isGivenUp() {
        return givenUp;
    }

    /** Waits for the answer. If an interrupt does not end that, the interrupt status is set afterwards. */
    final Outcome await(Deadline deadline, boolean interruptible) {
        waiter = Thread.currentThread();
        boolean interrupted = false;
        try {
            while (true) {
                State now = state;
                if (now == State.ANSWERED) {
                    return Outcome.ANSWERED;
                }
                if (now == State.LOST) {
                    return Outcome.LOST;
                }
                if (Thread.interrupted()) {
                    interrupted = true;
                    if (interruptible) {
                        return Outcome.INTERRUPTED;
                    }
                }
                long nanos = deadline.nanos();
                if (nanos == 0) {
                    return Outcome.TIMED_OUT;
                }
                LockSupport.parkNanos(this, nanos);
            }
        } finally {
            if (interrupted) {
                Thread.currentThread().interrupt();
            }
        }
    }

    /** Throws what it failed with, if it did. */
    final void check(Object server) throws IOException {
        if (refusal != null) {
            throw refusal.thrown(server);
        }
        if (failure instanceof OutOfMemoryError) {
            throw new IOException(
                    "not enough memory for the answer to " + this + "; ask for less at once, or use open", failure);
        }
        if (failure != null) {
            throw new IOException(failure.getMessage(), failure);
        }
    }
}
