package io.partd.zmq.zmtp;

import java.net.SocketTimeoutException;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * How long the peer is waited for within a message or an answer: as long as something moves every now and then, but
 * less long while others wait for the memory that it takes. Only the time spent waiting for the peer counts, not the
 * time that this side takes. For one thread, but for {@link #begin}.
 */
final class Patience {

    private static final long LONGEST_PAUSE = TimeUnit.SECONDS.toNanos(1);
    private static final long GRACE = TimeUnit.SECONDS.toNanos(5);

    /** What is fast enough while others wait. A message takes more memory than an answer. */
    private static final long RECEIVED_PER_SECOND = 1 << 20;

    private static final long SENT_PER_SECOND = 1 << 17;

    private final @Nullable Blocks blocks;
    private final boolean sending;
    private final long stall;
    private final long end;
    /** Set when a message begins; what was counted for the last one is forgotten then. */
    private volatile boolean begun;
    /** How long the peer was waited for, and how much has moved since the first wait. */
    private long waited;

    private long moved;
    /** How long nothing has moved. */
    private long silent;
    /** How long all of it may take, in milliseconds, and until when; 0 for ever. */
    private long limitMillis;

    private long limitEnd;

    private Patience(@Nullable Blocks blocks, boolean sending, long stall, long end) {
        this.blocks = blocks;
        this.sending = sending;
        this.stall = stall;
        this.end = end;
    }

    /** Returns the patience for a handshake: until it is over, however much comes. */
    static Patience until(long millis) {
        long nanos = TimeUnit.MILLISECONDS.toNanos(millis);
        return new Patience(null, false, nanos, System.nanoTime() + nanos);
    }

    /**
     * Returns the patience for messages that come.
     *
     * @param stallMillis how long nothing may move
     */
    static Patience receiving(Blocks blocks, long stallMillis) {
        return new Patience(blocks, false, TimeUnit.MILLISECONDS.toNanos(stallMillis), 0);
    }

    /**
     * Returns the patience for messages that are sent.
     *
     * @param stallMillis how long nothing may move
     */
    static Patience sending(Blocks blocks, long stallMillis) {
        return new Patience(blocks, true, TimeUnit.MILLISECONDS.toNanos(stallMillis), 0);
    }

    /** Begins a message, or the answer to one. For any thread. */
    void begin() {
        begun = true;
    }

    /** Bounds the time of all that moves from now on, however much that is; {@code Long.MAX_VALUE} for ever. */
    void limit(long nanos) {
        limitMillis = nanos == Long.MAX_VALUE ? 0 : Math.max(1, TimeUnit.NANOSECONDS.toMillis(nanos));
        limitEnd = System.nanoTime() + nanos;
    }

    /**
     * To be asked before bytes move: once the last ones have, it does not matter how long that took.
     *
     * @throws SocketTimeoutException if the time for all of it is over
     */
    void checkLimit() throws SocketTimeoutException {
        if (limitMillis > 0 && System.nanoTime() - limitEnd >= 0) {
            throw new SocketTimeoutException(
                    (sending ? "it has not taken" : "it has not sent") + " all within " + limitMillis + " ms");
        }
    }

    /** Says that bytes have moved. */
    void moved(int count) {
        renew();
        if (waited > 0) {
            moved += count;
        }
        silent = 0;
    }

    /** Returns how long to wait until {@link #waited} is to be told of it, in milliseconds. */
    long pause() {
        long longest = Math.min(LONGEST_PAUSE, stall);
        if (limitMillis > 0) {
            longest = Math.min(longest, limitEnd - System.nanoTime());
        }
        return Math.max(1, TimeUnit.NANOSECONDS.toMillis(longest));
    }

    /**
     * Says how long nothing could move.
     *
     * @throws SocketTimeoutException if that was enough
     */
    void waited(long nanos) throws SocketTimeoutException {
        checkLimit();
        renew();
        if (blocks == null) {
            if (System.nanoTime() - end >= 0) {
                throw new SocketTimeoutException("the handshake took too long");
            }
            return;
        }
        waited += nanos;
        silent += nanos;
        if (silent >= stall) {
            throw new SocketTimeoutException(
                    (sending ? "it has read nothing for " : "the rest of a message did not come for ")
                            + TimeUnit.NANOSECONDS.toMillis(stall) + " ms");
        }
        long enough = sending ? SENT_PER_SECOND : RECEIVED_PER_SECOND;
        long due = Math.min(GRACE, stall) + TimeUnit.MILLISECONDS.toNanos(moved * 1000 / enough);
        if (waited >= due && blocks.isContended()) {
            throw new SocketTimeoutException((sending ? "it read too slowly, " : "a message came too slowly, ") + moved
                    + " bytes in " + TimeUnit.NANOSECONDS.toMillis(waited)
                    + " ms, while others waited for the memory that it takes");
        }
    }

    private void renew() {
        if (begun) {
            begun = false;
            waited = 0;
            moved = 0;
            silent = 0;
        }
    }
}
