package io.partd.redis;

import java.io.Closeable;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** The servers, with our connections to them, made when they are first needed. Thread-safe. */
final class Nodes implements Closeable {

    private final Topology topology;
    private final Dialing dialing;
    private final RedisOptions options;
    private final Map<ServerAddress, Pool> pools = new HashMap<>();
    private final Map<ServerAddress, Lane> lanes = new HashMap<>();
    private boolean closed;

    Nodes(Topology topology, Dialing dialing, RedisOptions options) {
        this.topology = topology;
        this.dialing = dialing;
        this.options = options;
    }

    Topology topology() {
        return topology;
    }

    RedisOptions options() {
        return options;
    }

    synchronized Pool pool(ServerAddress server) {
        Pool pool = pools.computeIfAbsent(server, each -> new Pool(each, dialing, options.connections()));
        if (closed) {
            pool.close();
        }
        return pool;
    }

    /** Returns what carries changes to the server that has a slot; after the end, what carries none any more. */
    synchronized Lane lane(int slot) {
        ServerAddress server = topology.serverOf(slot);
        Lane lane = lanes.get(server);
        if (lane == null) {
            lane = new Lane(server, dialing, this);
            if (closed) {
                return lane;
            }
            lanes.put(server, lane);
            lane.start();
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
        pools.values().forEach(Pool::close);
        lanes.values().forEach(Lane::close);
    }
}
