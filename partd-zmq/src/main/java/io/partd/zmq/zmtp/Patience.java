package io.partd.zmq.zmtp;

import java.net.SocketTimeoutException;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * How long the rest of a message is waited for: as long as something comes every now and then, but less long while
 * others wait for the memory that the message takes. For one thread.
 */
final class Patience {

    private static final long GRACE = TimeUnit.SECONDS.toNanos(5);
    private static final long BYTES_PER_SECOND = 1 << 20;

    private final @Nullable Blocks blocks;
    private final long stall;
    private final long end;
    /** When the message, or a pause in it, was first waited for; 0 if it was not. */
    private long begun;

    private long last;
    private long received;

    private Patience(@Nullable Blocks blocks, long stall, long end) {
        this.blocks = blocks;
        this.stall = stall;
        this.end = end;
    }

    /** Returns the patience for a handshake: until it is over, however much comes. */
    static Patience until(long millis) {
        long nanos = TimeUnit.MILLISECONDS.toNanos(millis);
        return new Patience(null, nanos, System.nanoTime() + nanos);
    }

    /**
     * Returns the patience for messages.
     *
     * @param stallMillis how long nothing may come
     */
    static Patience during(Blocks blocks, long stallMillis) {
        return new Patience(blocks, TimeUnit.MILLISECONDS.toNanos(stallMillis), 0);
    }

    /** Begins a message. */
    void begin() {
        begun = 0;
        received = 0;
    }

    /** Says that bytes came. */
    void received(int count) {
        received += count;
        last = 0;
    }

    /**
     * Says that there was nothing to receive for a moment.
     *
     * @throws SocketTimeoutException if there were enough of those
     */
    void waited() throws SocketTimeoutException {
        long now = System.nanoTime();
        if (begun == 0) {
            begun = now;
        }
        if (last == 0) {
            last = now;
        }
        if (blocks == null) {
            if (now - end >= 0) {
                throw new SocketTimeoutException("the handshake took too long");
            }
            return;
        }
        if (now - last >= stall) {
            throw new SocketTimeoutException("the rest of a message did not come for "
                    + TimeUnit.NANOSECONDS.toSeconds(stall) + " s; " + received + " bytes had come");
        }
        long due = GRACE + TimeUnit.SECONDS.toNanos(received / BYTES_PER_SECOND);
        if (now - begun >= due && blocks.isContended()) {
            throw new SocketTimeoutException("a message of " + received + " bytes so far came too slowly, in "
                    + TimeUnit.NANOSECONDS.toSeconds(now - begun)
                    + " s, while others waited for the memory that it takes");
        }
    }
}
