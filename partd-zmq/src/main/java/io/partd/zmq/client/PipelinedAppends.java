package io.partd.zmq.client;

import io.partd.zmq.wire.Operation;
import java.io.IOException;
import java.net.SocketTimeoutException;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** Appends that return when they are sent. Thread-safe. */
final class PipelinedAppends {

    /** How long a wait for an answer lasts at most until the line is looked at. */
    private static final long GLANCE = TimeUnit.MILLISECONDS.toNanos(100);

    private final Pipeline pipeline;
    private final Lines lines;
    private final Calls calls;
    private final Turn turn;
    private final Object server;

    PipelinedAppends(Pipeline pipeline, Lines lines, Calls calls, Turn turn, Object server) {
        this.pipeline = pipeline;
        this.lines = lines;
        this.calls = calls;
        this.turn = turn;
        this.server = server;
    }

    /**
     * Sends a batch.
     *
     * @return false if it is too large for the pipeline; nothing was done then
     * @throws IOException if an append before has failed, or this one could not be sent; it had no effect then
     */
    boolean append(Batch batch, Deadline deadline) throws IOException {
        turn.acquire(deadline, true);
        try {
            pipeline.check(server);
            byte[][] keys = claimed(batch.keys(), deadline);
            long headLength = PipelinedAppend.headLength(keys);
            if (headLength + batch.bytes() > pipeline.capacity()) {
                return false;
            }
            Placed placed = place(batch, headLength, deadline);
            boolean done = false;
            try {
                placed.append.encode(batch, keys);
                send(placed, deadline);
                done = true;
            } finally {
                if (!done) {
                    pipeline.withdraw(placed.append);
                }
            }
            return true;
        } finally {
            turn.release();
        }
    }

    /** Makes sure that the server takes the keys, now rather than when nobody waits for the answer any more. */
    private byte[][] claimed(List<String> keys, Deadline deadline) throws IOException {
        KnownKeys known = pipeline.knownKeys();
        List<String> unknown = known.unknownOf(keys);
        if (!unknown.isEmpty()) {
            calls.call(PlainRequest.of(Operation.CLAIM, unknown), deadline);
            known.add(unknown);
        }
        return known.encode(keys);
    }

    /**
     * An append with room in the pipeline, and the line to send it on. It must be that one: another line would send it
     * by itself, with all that is in the pipeline when it begins.
     */
    private record Placed(PipelinedAppend append, Line line) {}

    private Placed place(Batch batch, long headLength, Deadline deadline) throws IOException {
        while (true) {
            Line line = line(deadline);
            pipeline.check(server);
            PipelinedAppend append = pipeline.put(batch, headLength, turn.section() != null);
            if (append != null) {
                try {
                    line.requireRoom(append, append.length());
                    return new Placed(append, line);
                } catch (Throwable e) {
                    pipeline.withdraw(append);
                    throw e;
                }
            }
            await(line, deadline, true, "room in the pipeline");
        }
    }

    private void send(Placed placed, Deadline deadline) throws IOException {
        try {
            placed.line.send(placed.append, deadline, true);
        } catch (LostLineException e) {
            sendAnew(placed.append, deadline);
        }
    }

    /** Lets the next line send it, unless an append before has failed, or the section is lost. */
    private void sendAnew(PipelinedAppend append, Deadline deadline) throws IOException {
        try {
            line(deadline);
        } catch (IOException e) {
            if (append.fate() == Request.Fate.NOT_DONE) {
                throw e;
            }
        }
        if (append.fate() == Request.Fate.NOT_DONE) {
            pipeline.check(server);
        }
    }

    private Line line(Deadline deadline) throws IOException {
        Line section = turn.section();
        if (section != null && section.isLost()) {
            throw calls.lostSection(section);
        }
        return section == null ? lines.connected(deadline, true) : section;
    }

    /** Waits for a moment; returns whether the thread was interrupted, if that does not end it. */
    private boolean await(Line line, Deadline deadline, boolean interruptible, String what) throws IOException {
        if (deadline.isOver()) {
            line.loseIfSilent();
            throw new SocketTimeoutException(
                    "waited " + deadline + " for " + what + " of the server at " + server + "; the call had no effect");
        }
        try {
            pipeline.await(Math.min(GLANCE, deadline.nanos()));
            return false;
        } catch (InterruptedException e) {
            if (interruptible) {
                Thread.currentThread().interrupt();
                throw Locks.interrupted(what, e);
            }
            return true;
        }
    }

    /**
     * Waits until all appends of before are answered.
     *
     * @param interruptible whether an interrupt ends the wait
     * @throws IOException if one of them has failed, or the answers do not come
     */
    void finish(Deadline deadline, boolean interruptible) throws IOException {
        long upTo = pipeline.latest();
        boolean interrupted = false;
        try {
            while (!pipeline.isAnswered(upTo)) {
                interrupted |= awaitAnswers(deadline, interruptible);
            }
        } catch (IOException e) {
            // A SocketTimeoutException is an InterruptedIOException too.
            throw interruptible && Thread.currentThread().isInterrupted() ? e : pipeline.unanswered(server, e);
        } finally {
            if (interrupted) {
                Thread.currentThread().interrupt();
            }
        }
        pipeline.settle(server);
    }

    private boolean awaitAnswers(Deadline deadline, boolean interruptible) throws IOException {
        Line line = lines.latest();
        if (!line.isLost()) {
            return await(line, deadline, interruptible, "the acknowledgements of earlier appends");
        }
        turn.acquire(deadline, interruptible);
        try {
            lines.connected(deadline, interruptible);
        } finally {
            turn.release();
        }
        return false;
    }

    /** Forgets which keys the server takes. */
    void forgetKeys() {
        pipeline.knownKeys().clear();
    }
}
