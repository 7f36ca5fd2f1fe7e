package io.partd.redis;

import java.io.Closeable;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * A real cluster of three primaries with a replica each, at the loopback, which takes a node for dead after a second
 * and a half. Making one takes some seconds, so that tests share it and leave it whole: each kills what it likes, and
 * calls {@link #heal} in the end.
 */
final class RedisCluster implements Closeable {

    static final int SLOTS = 16_384;

    private static final int PRIMARIES = 3;
    private static final long PATIENCE_NANOS = TimeUnit.SECONDS.toNanos(60);
    private static RedisCluster shared;

    private final List<RedisServer> nodes = new ArrayList<>();

    private RedisCluster() {}

    /** A line of {@code CLUSTER NODES}. */
    record Node(String id, int port, List<String> flags, String primary, String slots) {

        static Node of(String line) {
            String[] words = line.split(" ");
            String address = words[1].substring(0, words[1].indexOf('@'));
            return new Node(
                    words[0],
                    Integer.parseInt(address.substring(address.lastIndexOf(':') + 1)),
                    List.of(words[2].split(",")),
                    words[3],
                    Arrays.stream(words)
                            .skip(8)
                            .filter(word -> !word.startsWith("["))
                            .collect(Collectors.joining(" ")));
        }

        boolean isPrimary() {
            return flags.contains("master") && !isFailing();
        }

        boolean isReplica() {
            return flags.contains("slave") && !isFailing();
        }

        boolean isFailing() {
            return flags.contains("fail") || flags.contains("fail?") || flags.contains("noaddr");
        }

        boolean holds(int slot) {
            return Stream.of(slots.split(" ")).filter(range -> !range.isEmpty()).anyMatch(range -> {
                String[] ends = range.split("-");
                return slot >= Integer.parseInt(ends[0]) && slot <= Integer.parseInt(ends[ends.length - 1]);
            });
        }
    }

    /** Returns the one that the tests of this JVM share, whole. */
    static synchronized RedisCluster shared() throws IOException {
        if (shared == null) {
            shared = start();
        }
        shared.heal();
        return shared;
    }

    /** Makes one with further options of every node. */
    static RedisCluster start(String... options) throws IOException {
        RedisCluster cluster = new RedisCluster();
        try {
            List<String> all = new ArrayList<>(List.of(
                    "--cluster-enabled",
                    "yes",
                    "--cluster-node-timeout",
                    "1500",
                    "--repl-ping-replica-period",
                    "1",
                    "--cluster-replica-validity-factor",
                    "0",
                    "--repl-diskless-sync-delay",
                    "0"));
            all.addAll(List.of(options));
            for (int i = 0; i < 2 * PRIMARIES; i++) {
                cluster.nodes.add(RedisServer.start(all.toArray(String[]::new)));
            }
            cluster.join();
            cluster.heal();
            return cluster;
        } catch (IOException | RuntimeException e) {
            cluster.close();
            throw e;
        }
    }

    /**
     * Makes one cluster of the nodes: the first are its primaries, which share the slots, the others their replicas.
     */
    private void join() throws IOException {
        for (int i = 0; i < nodes.size(); i++) {
            nodes.get(i).cli("CLUSTER", "SET-CONFIG-EPOCH", Integer.toString(i + 1));
            if (i < PRIMARIES) {
                String first = Integer.toString(SLOTS * i / PRIMARIES);
                String last = Integer.toString(SLOTS * (i + 1) / PRIMARIES - 1);
                nodes.get(i).cli("CLUSTER", "ADDSLOTSRANGE", first, last);
            }
        }
        RedisServer meeting = nodes.get(0);
        for (RedisServer node : nodes.subList(1, nodes.size())) {
            node.meet(meeting);
        }
        await("nodes that know each other", () -> {
            for (RedisServer node : nodes) {
                if (view(node).stream().filter(Node::isPrimary).count() != nodes.size()) {
                    return false;
                }
            }
            return true;
        });
        for (int i = 0; i < PRIMARIES; i++) {
            String id = nodes.get(i).cli("CLUSTER", "MYID");
            nodes.get(PRIMARIES + i).cli("CLUSTER", "REPLICATE", id);
        }
    }

    /** Returns the addresses of all nodes, {@code host:port,host:port}. */
    String addresses() {
        return nodes.stream().map(RedisServer::address).collect(Collectors.joining(","));
    }

    /** Returns the URI of a dataset there. */
    String uri(String dataset) {
        return "redis-cluster://" + addresses() + "/" + dataset;
    }

    List<RedisServer> nodes() {
        return List.copyOf(nodes);
    }

    /** Returns what a living node knows of all. */
    List<Node> view() throws IOException {
        return view(living().get(0));
    }

    private static List<Node> view(RedisServer from) throws IOException {
        return from.cli("CLUSTER", "NODES").lines().map(Node::of).toList();
    }

    private List<RedisServer> living() {
        return nodes.stream().filter(RedisServer::isAlive).toList();
    }

    /** Returns the servers of the primaries, in the order of their slots. */
    List<RedisServer> primaries() throws IOException {
        List<RedisServer> primaries = new ArrayList<>();
        for (Node node : view()) {
            if (node.isPrimary() && !node.slots().isEmpty()) {
                primaries.add(server(node));
            }
        }
        return primaries;
    }

    /** Returns the server of a slot's primary. */
    RedisServer primaryOf(int slot) throws IOException {
        return server(nodeOf(slot));
    }

    private Node nodeOf(int slot) throws IOException {
        return view().stream()
                .filter(node -> node.isPrimary() && node.holds(slot))
                .findFirst()
                .orElseThrow(() -> new IOException("nobody holds slot " + slot));
    }

    /** Returns the server of the replica of a primary. */
    RedisServer replicaOf(RedisServer primary) throws IOException {
        List<Node> view = view();
        String id = view.stream()
                .filter(node -> node.port() == primary.port())
                .findFirst()
                .orElseThrow()
                .id();
        return server(view.stream()
                .filter(node -> node.isReplica() && node.primary().equals(id))
                .findFirst()
                .orElseThrow());
    }

    private RedisServer server(Node node) {
        return nodes.stream()
                .filter(server -> server.port() == node.port())
                .findFirst()
                .orElseThrow();
    }

    /** Returns the slot of a key as it is in Redis. */
    int slotOf(String redisKey) throws IOException {
        return Integer.parseInt(living().get(0).cli("CLUSTER", "KEYSLOT", redisKey));
    }

    /** Kills a primary, and waits until its replica has taken its place. */
    void failOver(RedisServer primary) throws IOException {
        primary.kill();
        awaitTakenOver(primary);
    }

    /** Waits until another one has the place of a primary that is dead, or paused. */
    void awaitTakenOver(RedisServer dead) throws IOException {
        await("another primary in the place of " + dead.address(), () -> {
            for (RedisServer server : living()) {
                if (server == dead) {
                    continue;
                }
                List<Node> view = view(server);
                long primaries = view.stream()
                        .filter(node -> node.isPrimary() && !node.slots().isEmpty() && node.port() != dead.port())
                        .count();
                if (primaries != PRIMARIES || !isOk(server)) {
                    return false;
                }
            }
            return true;
        });
    }

    /** Starts who is dead and wakes who is paused; waits until all have agreed, and each primary has a replica. */
    void heal() throws IOException {
        for (RedisServer node : nodes) {
            if (!node.isAlive()) {
                node.restart();
            }
            node.resume();
        }
        await("a whole cluster", this::isWhole);
    }

    private boolean isWhole() throws IOException {
        for (RedisServer server : nodes) {
            List<Node> view = view(server);
            long primaries = view.stream().filter(Node::isPrimary).count();
            long replicas = view.stream().filter(Node::isReplica).count();
            if (primaries != PRIMARIES || replicas != PRIMARIES || !isOk(server)) {
                return false;
            }
            boolean linked = server.info("role").equals("master")
                    ? server.info("connected_slaves").equals("1")
                    : server.info("master_link_status").equals("up");
            if (!linked) {
                return false;
            }
        }
        return true;
    }

    private static boolean isOk(RedisServer server) throws IOException {
        return server.cli("CLUSTER", "INFO").contains("cluster_state:ok");
    }

    /**
     * Moves a slot to the primary of another slot as a resharding does: key by key, so that clients get {@code ASK} in
     * between, then {@code MOVED}.
     *
     * @param pauseMillis how long to wait between the steps
     */
    void move(int slot, RedisServer target, long pauseMillis) throws IOException {
        Node from = nodeOf(slot);
        Node to = view().stream()
                .filter(node -> node.port() == target.port())
                .findFirst()
                .orElseThrow();
        if (from.id().equals(to.id())) {
            return;
        }
        String number = Integer.toString(slot);
        target.cli("CLUSTER", "SETSLOT", number, "IMPORTING", from.id());
        RedisServer source = server(from);
        source.cli("CLUSTER", "SETSLOT", number, "MIGRATING", to.id());
        RedisServer.pause(pauseMillis);
        for (String key = source.cli("CLUSTER", "GETKEYSINSLOT", number, "1");
                !key.isEmpty();
                key = source.cli("CLUSTER", "GETKEYSINSLOT", number, "1")) {
            // The names of keys may be bytes that no command line takes: a script finds them by itself.
            source.cli(
                    "EVAL",
                    "local k = redis.call('CLUSTER', 'GETKEYSINSLOT', ARGV[3], 1)[1]"
                            + " return redis.call('MIGRATE', ARGV[1], ARGV[2], k, 0, 5000)",
                    "0",
                    RedisServer.HOST,
                    Integer.toString(target.port()),
                    number);
            RedisServer.pause(pauseMillis);
        }
        target.cli("CLUSTER", "SETSLOT", number, "NODE", to.id());
        source.cli("CLUSTER", "SETSLOT", number, "NODE", to.id());
        for (RedisServer node : primaries()) {
            node.cli("CLUSTER", "SETSLOT", number, "NODE", to.id());
        }
    }

    /** What is waited for. */
    @FunctionalInterface
    interface Condition {
        boolean holds() throws IOException;
    }

    /** Waits until something is so; errors on the way are none. */
    static void await(String what, Condition condition) throws IOException {
        long end = System.nanoTime() + PATIENCE_NANOS;
        IOException last = null;
        while (System.nanoTime() < end) {
            try {
                if (condition.holds()) {
                    return;
                }
            } catch (IOException e) {
                last = e;
            }
            RedisServer.pause(50);
        }
        throw new IOException("waited in vain for " + what, last);
    }

    @Override
    public void close() throws IOException {
        for (RedisServer node : nodes) {
            node.close();
        }
    }
}
