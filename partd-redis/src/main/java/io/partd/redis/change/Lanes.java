package io.partd.redis.change;

import io.partd.redis.wire.Nodes;
import io.partd.redis.wire.ServerAddress;
import java.io.Closeable;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ThreadFactory;

/** The lanes to all servers, made when they are first needed. Thread-safe. */
final class Lanes implements Closeable {

    private final Nodes nodes;
    private final ThreadFactory threads;
    private final Map<ServerAddress, Lane> lanes = new HashMap<>();
    private boolean closed;

    Lanes(Nodes nodes) {
        this(nodes, Thread::new);
    }

    /** Makes some for tests, which make the threads. */
    Lanes(Nodes nodes, ThreadFactory threads) {
        this.nodes = nodes;
        this.threads = threads;
    }

    /**
     * Returns what carries changes to the server that has a slot; after the end, what carries none any more.
     *
     * @throws OutOfMemoryError if its thread cannot be started; the next call tries again
     */
    synchronized Lane lane(int slot) {
        ServerAddress server = nodes.topology().serverOf(slot);
        Lane lane = lanes.get(server);
        if (lane == null) {
            lane = new Lane(server, nodes, threads);
            if (closed) {
                return lane;
            }
            lanes.put(server, lane);
            boolean started = false;
            try {
                lane.start();
                started = true;
            } finally {
                if (!started) {
                    lanes.remove(server);
                }
            }
        }
        return lane;
    }

    /** Makes sure that no arguments are being sent any more of what was given up. */
    void stopSending() {
        List<Lane> all;
        synchronized (this) {
            all = List.copyOf(lanes.values());
        }
        all.forEach(Lane::stopSending);
    }

    @Override
    public synchronized void close() {
        closed = true;
        lanes.values().forEach(Lane::close);
    }
}
