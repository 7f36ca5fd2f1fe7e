package io.partd.zmq.client;

import io.partd.OutcomeUnknownException;
import io.partd.zmq.wire.Operation;
import java.io.IOException;
import java.net.SocketTimeoutException;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/** Sends requests until they are answered, on as many lines as it takes, or the time is up. Thread-safe. */
final class Calls {

    private static final Duration SOON = Duration.ofSeconds(1);

    private final Lines lines;
    private final Turn turn;
    private final Object server;

    Calls(Lines lines, Turn turn, Object server) {
        this.lines = lines;
        this.turn = turn;
        this.server = server;
    }

    /**
     * Carries a request out.
     *
     * @return the line on which it was answered
     * @throws OutcomeUnknownException if it is a change that may or may not have been carried out
     * @throws LostLineException if the calling thread was in a section that is lost; there was no effect
     * @throws IOException if it failed, in the server or on the way there; there was no effect
     */
    Line call(Request request, Deadline deadline) throws IOException {
        try {
            Line line = attemptOrSay(request, deadline);
            request.check(server);
            return line;
        } finally {
            request.giveUp();
            lines.forget(request);
        }
    }

    private Line attemptOrSay(Request request, Deadline deadline) throws IOException {
        try {
            return attempt(request, deadline);
        } catch (IOException e) {
            throw request.mayBeDone() ? unknown(request, Locks.withoutNoEffect(e), e) : e;
        } catch (RuntimeException | Error e) {
            // Whoever makes the call once more after an error, as after any other without effect, would do it twice.
            if (request.mayBeDone()) {
                throw unknown(request, "an error in the client: " + e, e);
            }
            throw e;
        }
    }

    private Line attempt(Request request, Deadline deadline) throws IOException {
        while (true) {
            Line line = send(request, deadline);
            if (line == null) {
                continue;
            }
            switch (request.await(deadline, !request.operation().isOnce())) {
                case ANSWERED -> {
                    return line;
                }
                case TIMED_OUT -> {
                    abandon(request, line);
                    line.loseIfSilent();
                    throw new SocketTimeoutException(request + " was not answered within " + deadline + " by the "
                            + "server at " + server + (request.mayBeDone() ? "" : "; the call had no effect"));
                }
                case INTERRUPTED -> {
                    abandon(request, line);
                    throw Locks.interrupted("the answer to " + request, null);
                }
                default -> {
                    // The line is lost, and the next one tells what to do.
                    if (line.isHopeless()) {
                        IOException why = line.lostException();
                        throw new IOException(why.getMessage(), why);
                    }
                }
            }
        }
    }

    /** Sends a request; returns null if the line was lost with that. */
    private @Nullable Line send(Request request, Deadline deadline) throws IOException {
        boolean interruptible = !request.mayBeDone();
        turn.acquire(deadline, interruptible);
        try {
            Line line = lineFor(request, deadline, interruptible);
            if (request.fate() == Request.Fate.UNKNOWN) {
                throw new IOException("the server was started anew, or has forgotten this client");
            }
            try {
                line.send(request, deadline, interruptible);
                return line;
            } catch (LostLineException e) {
                return null;
            }
        } finally {
            turn.release();
        }
    }

    /** Returns the line to send a request on. In a section that is the section's, but for asking what was done. */
    private Line lineFor(Request request, Deadline deadline, boolean interruptible) throws IOException {
        Line section = turn.section();
        if (section == null) {
            return lines.connected(deadline, interruptible);
        }
        if (!section.isLost()) {
            return section;
        }
        if (request.mayBeDone()) {
            Line line = lines.connected(deadline, interruptible);
            if (request.mayBeDone()) {
                return line;
            }
        }
        throw lostSection(section);
    }

    /** Returns what to throw in a section whose line is lost. */
    LostLineException lostSection(Line section) {
        LostLineException why = section.lostException();
        return new LostLineException("the section is lost: " + why.getMessage() + "; the call had no effect", why);
    }

    /** Undoes what a request that nobody waits for any more will do. */
    private static void abandon(Request request, Line line) {
        request.giveUp();
        if (request.operation() == Operation.LOCK) {
            line.sendUnawaited(SentRequest.unlock(), new Deadline(SOON));
        } else if (request.operation() == Operation.OPEN) {
            line.sendUnawaited(SentRequest.shut(request.number()), new Deadline(SOON));
        }
    }

    private OutcomeUnknownException unknown(Request request, String why, Throwable cause) {
        return new OutcomeUnknownException(
                request + " was sent to the server at " + server + ", and may or may not be done: " + why, 0, 1, cause);
    }
}
