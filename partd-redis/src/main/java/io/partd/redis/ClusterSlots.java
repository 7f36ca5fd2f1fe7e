package io.partd.redis;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import redis.clients.jedis.HostAndPort;
import redis.clients.jedis.Protocol.Command;

/** Which node of a cluster has which slot, as one of the nodes has last said. Thread-safe. */
final class ClusterSlots implements Topology {

    private static final int SLOTS = 16384;
    private static final long NEWS_NANOS = TimeUnit.MILLISECONDS.toNanos(100);

    private final List<HostAndPort> seeds;
    private final Dialing dialing;
    private @Nullable HostAndPort[] servers = new HostAndPort[SLOTS];
    private long asked = System.nanoTime() - NEWS_NANOS;
    private boolean asking;

    ClusterSlots(List<HostAndPort> seeds, Dialing dialing) {
        this.seeds = seeds;
        this.dialing = dialing;
    }

    @Override
    public synchronized HostAndPort serverOf(int slot) {
        HostAndPort server = servers[slot];
        return server == null ? seeds.get(0) : server;
    }

    @Override
    public synchronized void moved(int slot, HostAndPort server) {
        servers[slot] = server;
    }

    /** Returns all nodes that have slots. */
    synchronized Set<HostAndPort> servers() {
        Set<HostAndPort> all = new LinkedHashSet<>();
        for (HostAndPort server : servers) {
            if (server != null) {
                all.add(server);
            }
        }
        return all;
    }

    @Override
    public void refresh(Deadline deadline) throws IOException {
        synchronized (this) {
            if (asking || System.nanoTime() - asked < NEWS_NANOS) {
                return;
            }
            asking = true;
        }
        @Nullable HostAndPort[] found = null;
        try {
            found = ask();
        } finally {
            synchronized (this) {
                asking = false;
                asked = System.nanoTime();
                if (found != null) {
                    servers = found;
                }
            }
        }
    }

    private @Nullable HostAndPort[] ask() throws IOException {
        Collection<HostAndPort> candidates = servers();
        candidates.addAll(seeds);
        IOException failure = null;
        for (HostAndPort candidate : candidates) {
            try (Link link = Link.open(candidate, dialing)) {
                Object reply = link.ask(Command.CLUSTER, "SLOTS");
                if (reply instanceof List<?> ranges && !ranges.isEmpty()) {
                    return parse(ranges, candidate);
                }
            } catch (IOException e) {
                failure = e;
            }
        }
        throw failure == null ? new IOException("no node of the cluster " + seeds + " knows of any slot") : failure;
    }

    /** Returns which server has which slot, by what a node has said; numbers that are none of a slot are left out. */
    static @Nullable HostAndPort[] parse(List<?> ranges, HostAndPort from) {
        @Nullable HostAndPort[] found = new HostAndPort[SLOTS];
        for (Object range : ranges) {
            if (range instanceof List<?> fields
                    && fields.size() > 2
                    && fields.get(0) instanceof Long first
                    && fields.get(1) instanceof Long last
                    && fields.get(2) instanceof List<?> primary
                    && primary.size() > 1
                    && primary.get(1) instanceof Long port) {
                String host = primary.get(0) instanceof byte[] bytes ? new String(bytes, UTF_8) : "";
                HostAndPort server =
                        new HostAndPort(host.isEmpty() || host.equals("?") ? from.getHost() : host, port.intValue());
                for (long slot = Math.max(0, first); slot <= Math.min(last, SLOTS - 1); slot++) {
                    found[(int) slot] = server;
                }
            }
        }
        return found;
    }
}
