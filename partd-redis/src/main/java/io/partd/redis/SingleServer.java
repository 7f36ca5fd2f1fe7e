package io.partd.redis;

import redis.clients.jedis.HostAndPort;

/** One server that has all slots. */
final class SingleServer implements Topology {

    private final HostAndPort server;

    SingleServer(HostAndPort server) {
        this.server = server;
    }

    @Override
    public HostAndPort serverOf(int slot) {
        return server;
    }

    @Override
    public void refresh(Deadline deadline) {
        // It is where it is.
    }

    @Override
    public void moved(int slot, HostAndPort elsewhere) {
        // It is no cluster, and does not say that.
    }
}
