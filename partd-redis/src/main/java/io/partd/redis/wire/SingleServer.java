package io.partd.redis.wire;

/** One server that has all slots. */
public final class SingleServer implements Topology {

    private final ServerAddress server;

    public SingleServer(ServerAddress server) {
        this.server = server;
    }

    @Override
    public ServerAddress serverOf(int slot) {
        return server;
    }

    @Override
    public void refresh(Deadline deadline) {
        // It is where it is.
    }

    @Override
    public void moved(int slot, ServerAddress elsewhere) {
        // It is no cluster, and does not say that.
    }
}
