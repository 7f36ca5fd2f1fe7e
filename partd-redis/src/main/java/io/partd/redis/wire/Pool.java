package io.partd.redis.wire;

import java.io.Closeable;
import java.io.IOException;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** The connections to one server on which calls are made that may be made twice: so many at most. Thread-safe. */
final class Pool implements Closeable {

    private final ServerAddress server;
    private final Dialing dialing;
    private final Semaphore room;
    private final Deque<Link> idle = new ArrayDeque<>();
    private boolean closed;

    Pool(ServerAddress server, Dialing dialing, int most) {
        this.server = server;
        this.dialing = dialing;
        this.room = new Semaphore(most, true);
    }

    /** Takes a connection, to be given back. */
    Link take(Deadline deadline) throws IOException {
        if (!room.tryAcquire()) {
            Waiting.await(
                    nanos -> room.tryAcquire(nanos, TimeUnit.NANOSECONDS),
                    deadline,
                    "a free connection to the server at " + server);
        }
        boolean taken = false;
        try {
            Link link = idle();
            if (link == null) {
                link = Link.open(server, dialing);
            }
            taken = true;
            return link;
        } finally {
            if (!taken) {
                room.release();
            }
        }
    }

    private synchronized @Nullable Link idle() {
        return idle.pollLast();
    }

    /** Gives a connection back that can be used again. */
    void give(Link link) {
        boolean kept = false;
        synchronized (this) {
            if (!closed) {
                idle.addLast(link);
                kept = true;
            }
        }
        room.release();
        if (!kept) {
            link.close();
        }
    }

    /** Gives a connection back that is lost; those that are idle are likely lost too. */
    void lose(Link link) {
        room.release();
        link.abort();
        closeIdle();
    }

    private void closeIdle() {
        for (Link link = idle(); link != null; link = idle()) {
            link.close();
        }
    }

    @Override
    public void close() {
        synchronized (this) {
            closed = true;
        }
        closeIdle();
    }
}
