package io.partd.zmq.client;

import io.partd.OutcomeUnknownException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * The appends that were sent, or are about to be, and not acknowledged: in order, in memory of their own; and what is
 * to be said of those that failed. Thread-safe; appends are put, and go on with another line, by whoever has the turn.
 */
final class Pipeline {

    private static final int MOST_REASONS = 10;

    private final Ring ring;
    private final Deque<PipelinedAppend> queue = new ArrayDeque<>();
    private final KnownKeys knownKeys = new KnownKeys();
    private final List<String> reasons = new ArrayList<>();
    private long sequence;
    private int waiting;
    private long acknowledged;
    private long refused;
    private long unknown;

    /** Makes an empty one. */
    Pipeline(Ring ring) {
        this.ring = ring;
    }

    int capacity() {
        return ring.capacity();
    }

    KnownKeys knownKeys() {
        return knownKeys;
    }

    /**
     * Takes room for an append, to be encoded and sent; null if there is none now.
     *
     * @throws IOException if there is no memory for the pipeline
     */
    synchronized @Nullable PipelinedAppend put(Batch batch, long headLength, boolean inSection) throws IOException {
        ByteBuffer memory = memory();
        int at = ring.take((int) (headLength + batch.bytes()));
        if (at < 0) {
            return null;
        }
        PipelinedAppend append = new PipelinedAppend(this, memory, at, batch, (int) headLength, ++sequence, inSection);
        queue.add(append);
        return append;
    }

    private ByteBuffer memory() throws IOException {
        try {
            return ring.memory();
        } catch (OutOfMemoryError e) {
            throw new IOException(
                    "there is no direct memory for a pipeline of " + ring.capacity() + " bytes (" + e.getMessage()
                            + "); take a smaller one, or allow more by -XX:MaxDirectMemorySize" + Locks.NO_EFFECT,
                    e);
        }
    }

    /** Takes the latest append back, if not all of it was sent. */
    synchronized void withdraw(PipelinedAppend append) {
        if (append.fate() == Request.Fate.NOT_DONE && queue.peekLast() == append) {
            queue.removeLast();
            ring.giveLast(append.at(), queue.isEmpty());
        }
    }

    /** Takes the answer to the first one. For a line's reader. */
    synchronized void answered(PipelinedAppend append) {
        Refusal refusal = append.refusal();
        if (refusal == null) {
            acknowledged++;
        } else {
            refuse(append + ": " + refusal.reason() + (refusal.key().isEmpty() ? "" : ", key '" + refusal.key() + "'"));
        }
        remove(append);
        if (waiting > 0 && (queue.isEmpty() || ring.taken() <= ring.capacity() / 2)) {
            notifyAll();
        }
    }

    private void refuse(String reason) {
        refused++;
        if (reasons.size() < MOST_REASONS) {
            reasons.add(reason);
        }
    }

    private void remove(PipelinedAppend append) {
        queue.remove(append); // it is the first one, or one of few
        PipelinedAppend first = queue.peek();
        if (first == null) {
            ring.giveAll();
        } else {
            ring.giveBefore(first.at());
        }
    }

    /** Wakes those who wait, to look at the line. */
    synchronized void wake() {
        notifyAll();
    }

    /** Waits until there is an answer, or for a moment. */
    synchronized void await(long nanos) throws InterruptedException {
        waiting++;
        try {
            if (!queue.isEmpty() && nanos > 0) {
                TimeUnit.NANOSECONDS.timedWait(this, nanos);
            }
        } finally {
            waiting--;
        }
    }

    /** Returns the number of the latest append. */
    synchronized long latest() {
        return sequence;
    }

    /** Tells whether all appends up to one are answered. */
    synchronized boolean isAnswered(long upTo) {
        PipelinedAppend first = queue.peek();
        return first == null || first.sequence() > upTo;
    }

    /** Goes on with what is not answered on a new line; see {@link Lines.Resuming}. */
    void resume(Line line, boolean remembered, Deadline deadline) throws IOException {
        if (!remembered) {
            knownKeys.clear();
        }
        for (PipelinedAppend append : unanswered(line, remembered)) {
            line.sendAgain(append, deadline);
        }
    }

    private synchronized List<PipelinedAppend> unanswered(Line line, boolean remembered) {
        for (PipelinedAppend append : List.copyOf(queue)) {
            boolean sent = append.fate() != Request.Fate.NOT_DONE;
            if (sent && !remembered) {
                unknown++;
                if (reasons.size() < MOST_REASONS) {
                    reasons.add(append + ": the server was started anew, or has forgotten this client");
                }
                remove(append);
            } else if (sent
                    && append.isInSection()
                    && append.number() > line.offer().last()) {
                refuse(append + ": the section that it was in was lost");
                remove(append);
            } else if (!sent && hasFailures()) {
                remove(append);
            }
        }
        return List.copyOf(queue);
    }

    private boolean hasFailures() {
        return refused + unknown > 0;
    }

    /** Throws what failed, once. */
    synchronized void check(Object server) throws IOException {
        if (!hasFailures()) {
            return;
        }
        StringBuilder text = new StringBuilder("of the last ")
                .append(acknowledged + refused + unknown)
                .append(" appends in the pipeline to the server at ")
                .append(server)
                .append(", ")
                .append(acknowledged)
                .append(" are stored, ")
                .append(refused)
                .append(" were refused, and ")
                .append(unknown)
                .append(" may or may not be stored; this call had no effect");
        reasons.forEach(reason -> text.append("; ").append(reason));
        IOException failure = unknown > 0
                ? new OutcomeUnknownException(text.toString(), acknowledged, unknown, null)
                : new IOException(text.toString());
        acknowledged = 0;
        refused = 0;
        unknown = 0;
        reasons.clear();
        throw failure;
    }

    /** Throws what failed, once; or says that all is well so far. */
    synchronized void settle(Object server) throws IOException {
        check(server);
        if (queue.isEmpty()) {
            acknowledged = 0;
        }
    }

    /** Returns what to throw if the answers do not come. */
    synchronized OutcomeUnknownException unanswered(Object server, IOException cause) {
        return new OutcomeUnknownException(
                "of the last appends in the pipeline to the server at " + server + ", " + acknowledged
                        + " are stored, and " + queue.size() + " may or may not be stored; this call had no effect: "
                        + cause.getMessage(),
                acknowledged,
                queue.size(),
                cause);
    }
}
