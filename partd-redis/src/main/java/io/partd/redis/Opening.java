package io.partd.redis;

import io.partd.Guarantee;
import java.io.IOException;
import java.net.ConnectException;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import redis.clients.jedis.HostAndPort;

/** Opens a store: connects, looks at what kind of servers these are, and reads the dataset's layout. */
final class Opening {

    private static final int CLUSTER_BUCKETS = 1024;

    private final RedisAddress address;
    private final RedisOptions options;
    private final Dialing dialing;
    private final Deadline deadline;

    Opening(RedisAddress address, RedisOptions options) throws IOException {
        this.address = address;
        this.options = options;
        dialing = new Dialing(address, options);
        deadline = new Deadline(options.timeout());
    }

    RedisStore open() throws IOException {
        ServerInfo first = firstAnswer();
        first.requireKind(address);
        Topology topology;
        if (address.isCluster()) {
            ClusterSlots slots = new ClusterSlots(address.hosts(), dialing);
            slots.refresh(deadline);
            topology = slots;
            for (HostAndPort server : slots.servers()) {
                check(ServerInfo.of(server, dialing));
            }
        } else {
            topology = new SingleServer(first.server());
            check(first);
        }
        Nodes nodes = new Nodes(topology, dialing, options);
        boolean opened = false;
        try {
            Calls calls = new Calls(nodes);
            int wanted = options.buckets() > 0 ? options.buckets() : address.isCluster() ? CLUSTER_BUCKETS : 1;
            Bucket probed = new Bucket(address.dataset(), 0);
            calls.call(Call.of(Script.PROBE, probed, List.of(), List.of(Text.unique())), deadline);
            Layout layout = Layout.of(address.dataset(), wanted, calls, options.replicas(), deadline);
            RedisStore store =
                    new RedisStore(address, options, nodes, calls, layout, guarantees(layout, first.keepsLog()));
            opened = true;
            return store;
        } finally {
            if (!opened) {
                nodes.close();
            }
        }
    }

    /** Asks the servers of the address, one after the other, until one answers. */
    private ServerInfo firstAnswer() throws IOException {
        IOException failure = null;
        for (HostAndPort host : address.hosts()) {
            try {
                return ServerInfo.of(host, dialing);
            } catch (RefusedException e) {
                throw e;
            } catch (IOException e) {
                failure = failure == null || e instanceof ConnectException ? e : failure;
            }
        }
        throw failure == null ? new IOException(address + " names no server") : failure;
    }

    private void check(ServerInfo info) throws IOException {
        info.requirePrimary(address);
        info.requireVersion();
        if (options.eviction() == Eviction.REFUSED) {
            info.requireNoEviction();
        }
    }

    private Set<Guarantee> guarantees(Layout layout, boolean keepsLog) {
        Set<Guarantee> all = EnumSet.of(Guarantee.EXCLUSIVE_SECTIONS);
        boolean waits = options.pipeline().bytes() == 0;
        if (layout.buckets().size() == 1) {
            all.add(Guarantee.ATOMIC_BATCHES);
            all.add(Guarantee.ATOMIC_READS);
            all.add(Guarantee.CRASH_ATOMIC_BATCHES);
        }
        if (waits) {
            all.add(Guarantee.SHARED);
        }
        if (keepsLog && !address.isCluster()) {
            all.add(Guarantee.FLUSHES_SURVIVE_KILL);
            if (waits) {
                all.add(Guarantee.APPENDS_SURVIVE_KILL);
            }
        }
        if (waits && options.replicas() > 0) {
            all.add(Guarantee.REPLICATED_APPENDS);
        }
        return all;
    }

    /** What a server says of itself. */
    private record ServerInfo(HostAndPort server, String text) {

        static ServerInfo of(HostAndPort server, Dialing dialing) throws IOException {
            try (Link link = Link.open(server, dialing)) {
                Object info = link.ask(redis.clients.jedis.Protocol.Command.INFO);
                if (info instanceof byte[] bytes) {
                    return new ServerInfo(server, new String(bytes, java.nio.charset.StandardCharsets.UTF_8));
                }
                throw new IOException("the server at " + server + " does not say what it is");
            }
        }

        private String value(String name) {
            for (String line : text.split("\r?\n")) {
                if (line.startsWith(name + ":")) {
                    return line.substring(name.length() + 1).trim();
                }
            }
            return "";
        }

        void requireKind(RedisAddress address) throws IOException {
            boolean cluster = value("cluster_enabled").equals("1");
            if (cluster != address.isCluster()) {
                String scheme = (address.isEncrypted() ? "rediss" : "redis") + (cluster ? "-cluster" : "");
                throw new IOException("the server at " + server + (cluster ? " is" : " is no") + " node of a cluster;"
                        + " write " + scheme + "://" + server + "/" + address.dataset());
            }
        }

        void requirePrimary(RedisAddress address) throws IOException {
            if (value("role").equals("slave") && !address.isCluster()) {
                throw new IOException("the server at " + server + " is a replica, which takes no changes; name its"
                        + " primary, " + value("master_host") + ":" + value("master_port"));
            }
        }

        void requireVersion() throws IOException {
            String version = value("redis_version");
            if (parsed(version.split("\\.")[0]) < 7) {
                throw new IOException("the server at " + server + " has version " + version
                        + "; Redis 7.0 or Valkey 7.2, or newer, is needed");
            }
        }

        private static long parsed(@Nullable String number) {
            return number != null && number.matches("\\d{1,9}") ? Long.parseLong(number) : 0;
        }

        void requireNoEviction() throws IOException {
            String policy = value("maxmemory_policy");
            if (!value("maxmemory").equals("0") && !policy.equals("noeviction")) {
                throw new IOException("the server at " + server + " throws keys away when its memory is full: its"
                        + " maxmemory-policy is " + policy + ", and has to be noeviction; where that is meant,"
                        + " add the option eviction=accepted");
            }
        }

        boolean keepsLog() {
            return value("aof_enabled").equals("1");
        }
    }
}
