package io.partd.zmq.client;

import java.io.IOException;
import java.net.ConnectException;
import java.time.Duration;
import java.util.Collections;
import java.util.LinkedHashSet;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/**
 * The line to the server, made anew when it is lost; then finds out what became of the requests that were not answered.
 * For whoever has the turn.
 */
final class Lines {

    private static final long FIRST_PAUSE = TimeUnit.MILLISECONDS.toNanos(5);
    private static final long LONGEST_PAUSE = TimeUnit.SECONDS.toNanos(1);

    private final Dialing dialing;
    private final Duration timeout;
    private final AtomicLong numbers = new AtomicLong();
    private final Resuming resuming;
    /** Requests that were sent on a lost line, and somebody waits for. */
    private final Set<Request> undecided = Collections.synchronizedSet(new LinkedHashSet<>());

    private volatile Line line;
    private long pause = FIRST_PAUSE;

    /** What has to be done on a new line, before all else. */
    @FunctionalInterface
    interface Resuming {
        /**
         * Goes on with what was under way.
         *
         * @param remembered whether the server knows what it has carried out
         */
        void resume(Line line, boolean remembered, Deadline deadline) throws IOException;
    }

    /** Takes the first line's connection over. */
    Lines(Dialing dialing, Dialing.Dialed first, Offer offer, Duration timeout, Resuming resuming) throws IOException {
        this.dialing = dialing;
        this.timeout = timeout;
        this.resuming = resuming;
        this.line = Line.start(first.connection(), offer, numbers, timeout);
    }

    /** Returns the latest line, lost or not. For any thread. */
    Line latest() {
        return line;
    }

    /** Returns a line that was not lost a moment ago, as long as there is time to make one. */
    Line connected(Deadline deadline, boolean interruptible) throws IOException {
        Line current = line;
        while (current.isLost()) {
            current = replace(current, deadline, interruptible);
        }
        return current;
    }

    private Line replace(Line old, Deadline deadline, boolean interruptible) throws IOException {
        for (Request request : old.awaitEnd(deadline)) {
            if (request.fate() == Request.Fate.UNDECIDED && !request.isGivenUp()) {
                undecided.add(request);
            }
        }
        pause = old.hasAnswered() ? FIRST_PAUSE : pause;
        @Nullable ConnectException last = null;
        while (true) {
            if (!old.hasAnswered() || last != null) {
                rest(deadline, interruptible, last);
            }
            try {
                Dialing.Dialed dialed = dialing.dial(deadline);
                return begin(old, dialed, deadline);
            } catch (ConnectException e) {
                last = e;
            }
        }
    }

    private Line begin(Line old, Dialing.Dialed dialed, Deadline deadline) throws IOException {
        Offer offer = dialed.offer();
        if (offer == null) {
            dialed.connection().close();
            throw new IOException("the server at " + dialing
                    + " speaks only Python's dialect now, unlike before; open another client for it");
        }
        boolean remembered =
                offer.known() && offer.instance().equals(old.offer().instance());
        Line next = Line.start(dialed.connection(), offer, numbers, timeout);
        line = next;
        try {
            synchronized (undecided) {
                undecided.removeIf(request -> request.isGivenUp() || decide(request, offer, remembered));
            }
            resuming.resume(next, remembered, deadline);
        } catch (LostLineException e) {
            return next;
        } catch (IOException e) {
            // What comes later must not be carried out before what could not be sent again.
            next.lose(e);
            throw e;
        } catch (RuntimeException | Error e) {
            next.loseAfterError(e);
            throw e;
        }
        return next;
    }

    /** Finds out what became of a request; returns whether that is settled. */
    private static boolean decide(Request request, Offer offer, boolean remembered) {
        if (!remembered) {
            request.decide(Request.Fate.UNKNOWN);
            return true;
        }
        if (request.number() > offer.last()) {
            request.decide(Request.Fate.NOT_DONE);
            return true;
        }
        request.decide(Request.Fate.DONE_BEFORE);
        return false;
    }

    /** Says that nobody waits for a request any more, or it is answered. */
    void forget(Request request) {
        undecided.remove(request);
    }

    private void rest(Deadline deadline, boolean interruptible, @Nullable ConnectException last) throws IOException {
        long nanos = Math.min(pause, deadline.nanos());
        pause = Math.min(2 * pause, LONGEST_PAUSE);
        if (nanos == 0) {
            ConnectException exception = new ConnectException(
                    (last == null ? "no lasting connection to " + dialing : String.valueOf(last.getMessage()))
                            + "; tried for " + deadline + ", and the call had no effect");
            exception.initCause(last);
            throw exception;
        }
        Deadline end = new Deadline(Duration.ofNanos(nanos));
        Locks.await(
                left -> {
                    TimeUnit.NANOSECONDS.sleep(end.nanos());
                    return true;
                },
                deadline,
                interruptible,
                "a connection to " + dialing);
    }
}
