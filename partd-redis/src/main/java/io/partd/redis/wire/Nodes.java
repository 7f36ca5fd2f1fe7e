package io.partd.redis.wire;

import java.io.Closeable;
import java.util.HashMap;
import java.util.Map;

/** The servers, with our connections to them, made when they are first needed. Thread-safe. */
public final class Nodes implements Closeable {

    private final Topology topology;
    private final Dialing dialing;
    private final Map<ServerAddress, Pool> pools = new HashMap<>();
    private boolean closed;

    public Nodes(Topology topology, Dialing dialing) {
        this.topology = topology;
        this.dialing = dialing;
    }

    public Topology topology() {
        return topology;
    }

    public Dialing dialing() {
        return dialing;
    }

    public Settings settings() {
        return dialing.settings();
    }

    synchronized Pool pool(ServerAddress server) {
        Pool pool = pools.computeIfAbsent(
                server, each -> new Pool(each, dialing, settings().connections()));
        if (closed) {
            pool.close();
        }
        return pool;
    }

    @Override
    public synchronized void close() {
        closed = true;
        pools.values().forEach(Pool::close);
    }
}
