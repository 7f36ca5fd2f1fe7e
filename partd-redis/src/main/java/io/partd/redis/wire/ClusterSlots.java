package io.partd.redis.wire;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import redis.clients.jedis.Protocol.Command;

/** Which node of a cluster has which slot, as one of the nodes has last said. Thread-safe. */
public final class ClusterSlots implements Topology {

    private static final int SLOTS = 16384;
    private static final long NEWS_NANOS = TimeUnit.MILLISECONDS.toNanos(100);

    private final List<ServerAddress> seeds;
    private final Dialing dialing;
    private @Nullable ServerAddress[] servers = new ServerAddress[SLOTS];
    private long asked = System.nanoTime() - NEWS_NANOS;
    private boolean asking;

    /** How often they were asked. Used by who is asking. */
    private int turns;

    public ClusterSlots(List<ServerAddress> seeds, Dialing dialing) {
        this.seeds = seeds;
        this.dialing = dialing;
    }

    @Override
    public synchronized ServerAddress serverOf(int slot) {
        ServerAddress server = servers[slot];
        return server == null ? seeds.get(0) : server;
    }

    @Override
    public synchronized void moved(int slot, ServerAddress server) {
        servers[slot] = server;
    }

    /** Returns all nodes that have slots. */
    public synchronized Set<ServerAddress> servers() {
        Set<ServerAddress> all = new LinkedHashSet<>();
        for (ServerAddress server : servers) {
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
        @Nullable ServerAddress[] found = null;
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

    private @Nullable ServerAddress[] ask() throws IOException {
        Set<ServerAddress> known = servers();
        known.addAll(seeds);
        List<ServerAddress> candidates = new ArrayList<>(known);
        // One that is cut off from the others, and does not know it, must not be believed for ever.
        Collections.rotate(candidates, -turns++);
        IOException failure = null;
        for (ServerAddress candidate : candidates) {
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
    static @Nullable ServerAddress[] parse(List<?> ranges, ServerAddress from) {
        @Nullable ServerAddress[] found = new ServerAddress[SLOTS];
        for (Object range : ranges) {
            if (range instanceof List<?> fields
                    && fields.size() > 2
                    && fields.get(0) instanceof Long first
                    && fields.get(1) instanceof Long last
                    && fields.get(2) instanceof List<?> primary
                    && primary.size() > 1
                    && primary.get(1) instanceof Long port) {
                ServerAddress server = new ServerAddress(host(primary, from), port.intValue());
                for (long slot = Math.max(0, first); slot <= Math.min(last, SLOTS - 1); slot++) {
                    found[(int) slot] = server;
                }
            }
        }
        return found;
    }

    /**
     * Returns the host of a node. It has none if it is to be reached where the answer came from; a question mark if the
     * cluster is to name hosts and does not know this one's, which leaves its address, further behind.
     */
    private static String host(List<?> node, ServerAddress from) {
        String host = text(node.get(0));
        if (host.equals("?") && node.size() > 3 && node.get(3) instanceof List<?> more) {
            int at = more.stream().map(ClusterSlots::text).toList().indexOf("ip");
            host = at >= 0 && at + 1 < more.size() ? text(more.get(at + 1)) : host;
        }
        return host.isEmpty() || host.equals("?") ? from.host() : host;
    }

    private static String text(@Nullable Object reply) {
        return reply instanceof byte[] bytes ? new String(bytes, UTF_8) : "";
    }
}
