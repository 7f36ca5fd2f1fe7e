package io.partd.redis;

import io.partd.Guarantee;
import io.partd.redis.layout.Bucket;
import io.partd.redis.layout.Layout;
import io.partd.redis.wire.Calls;
import io.partd.redis.wire.ClusterSlots;
import io.partd.redis.wire.Deadline;
import io.partd.redis.wire.Dialing;
import io.partd.redis.wire.Link;
import io.partd.redis.wire.Nodes;
import io.partd.redis.wire.Refusal;
import io.partd.redis.wire.RefusedException;
import io.partd.redis.wire.Script;
import io.partd.redis.wire.ServerAddress;
import io.partd.redis.wire.SingleServer;
import io.partd.redis.wire.Text;
import io.partd.redis.wire.Topology;
import io.partd.redis.wire.Waiting;
import java.io.IOException;
import java.net.ConnectException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import redis.clients.jedis.Protocol.Command;

/** Opens a store: connects, looks at what kind of servers these are, and reads the dataset's layout. */
final class Opening {

    private static final int CLUSTER_BUCKETS = 1024;
    private static final long PAUSE_MILLIS = 200;

    private final RedisAddress address;
    private final RedisOptions options;
    private final Dialing dialing;
    private final Deadline deadline;

    Opening(RedisAddress address, RedisOptions options) throws IOException {
        this.address = address;
        this.options = options;
        dialing = new Dialing(options.settings(address));
        deadline = new Deadline(options.timeout());
    }

    RedisStore open() throws IOException {
        ServerInfo first = firstAnswer();
        first.requireKind(address);
        Topology topology;
        if (address.isCluster()) {
            ClusterSlots slots = new ClusterSlots(address.hosts(), dialing);
            for (ServerInfo info : primaries(slots)) {
                check(info);
            }
            topology = slots;
        } else {
            topology = new SingleServer(first.server());
            check(first);
        }
        Nodes nodes = new Nodes(topology, dialing);
        boolean opened = false;
        try {
            Calls calls = new Calls(nodes);
            int wanted = options.buckets() > 0 ? options.buckets() : address.isCluster() ? CLUSTER_BUCKETS : 1;
            Bucket probed = new Bucket(address.dataset(), 0);
            // The second one goes by the script's name, which takes another permission.
            calls.call(
                    List.of(
                            probed.call(Script.PROBE, List.of(), List.of(Text.unique())),
                            probed.call(Script.PROBE, List.of(), List.of(Text.unique()))),
                    deadline);
            Layout layout = Layout.of(address.dataset(), wanted, calls, options.replicas(), deadline);
            RedisStore store = new RedisStore(address, options, nodes, calls, layout, guarantees(layout, first));
            opened = true;
            return store;
        } finally {
            if (!opened) {
                nodes.close();
            }
        }
    }

    /** Asks all primaries of a cluster, and waits while one fails over. */
    private List<ServerInfo> primaries(ClusterSlots slots) throws IOException {
        while (true) {
            try {
                slots.refresh(deadline);
                List<ServerInfo> all = new ArrayList<>();
                for (ServerAddress server : slots.servers()) {
                    all.add(ServerInfo.of(server, dialing));
                }
                return all;
            } catch (RefusedException e) {
                if (e.refusal().kind() != Refusal.Kind.LATER) {
                    throw e;
                }
                Waiting.pause(PAUSE_MILLIS, deadline, "all primaries of the cluster", e);
            } catch (IOException e) {
                Waiting.pause(PAUSE_MILLIS, deadline, "all primaries of the cluster", e);
            }
        }
    }

    /** Asks the servers of the address, one after the other, until one answers. */
    private ServerInfo firstAnswer() throws IOException {
        IOException failure = null;
        for (ServerAddress host : address.hosts()) {
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

    /**
     * With {@code appendfsync everysec} an answer may come up to two seconds before the log is written, so that a kill
     * may lose it; only the other settings write first.
     */
    private Set<Guarantee> guarantees(Layout layout, ServerInfo info) {
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
        if (!address.isCluster() && info.writesLogFirst()) {
            all.add(Guarantee.FLUSHES_SURVIVE_KILL);
            if (waits) {
                all.add(Guarantee.APPENDS_SURVIVE_KILL);
            }
            if (info.syncs()) {
                all.add(Guarantee.FLUSHES_SURVIVE_POWER_LOSS);
                if (waits) {
                    all.add(Guarantee.APPENDS_SURVIVE_POWER_LOSS);
                }
            }
        }
        if (waits && options.replicas() > 0) {
            all.add(Guarantee.REPLICATED_APPENDS);
        }
        return all;
    }

    /** What a server says of itself. */
    private record ServerInfo(ServerAddress server, String text, String fsync) {

        static ServerInfo of(ServerAddress server, Dialing dialing) throws IOException {
            try (Link link = Link.open(server, dialing)) {
                Object info = link.ask(Command.INFO);
                // Appends need transactions; that they may be used is found out here.
                link.ask(Command.MULTI);
                link.ask(Command.EXEC);
                if (info instanceof byte[] bytes) {
                    return new ServerInfo(server, new String(bytes, StandardCharsets.UTF_8), fsync(link));
                }
                throw new IOException("the server at " + server + " does not say what it is");
            }
        }

        /** Returns when the server brings its log to the disk; nothing if we may not know. */
        private static String fsync(Link link) throws IOException {
            try {
                Object setting = link.ask(Command.CONFIG, "GET", "appendfsync");
                if (setting instanceof List<?> pair && pair.size() == 2 && pair.get(1) instanceof byte[] bytes) {
                    return new String(bytes, StandardCharsets.UTF_8);
                }
            } catch (RefusedException e) {
                return "";
            }
            return "";
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

        boolean writesLogFirst() {
            return value("aof_enabled").equals("1") && (syncs() || fsync.equals("no"));
        }

        boolean syncs() {
            return fsync.equals("always");
        }
    }
}
