package io.partd.redis;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.partd.Guarantee;
import io.partd.OutcomeUnknownException;
import io.partd.Parallel;
import io.partd.Partd;
import io.partd.Store;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Nodes of a cluster that die, move their slots or lose their clients while it is written to. */
@Timeout(180)
final class FailOverTest {

    private static final String REPLICATED = "?replicas=1&timeout=40s";

    @Test
    void whatAReplicaHasConfirmedSurvivesItsPrimary() throws Exception {
        RedisCluster cluster = RedisCluster.shared();
        String uri = cluster.uri("failover") + REPLICATED;
        try (Store store = Partd.open(uri)) {
            assertThat(store.guarantees()).contains(Guarantee.REPLICATED_APPENDS);
        }
        Writers writers = new Writers(uri, 4);
        writers.during(() -> {
            cluster.failOver(cluster.primaries().get(1));
            // Until it is back, the new primary has no replica that could confirm anything.
            cluster.heal();
        });
        writers.check();
        assertThat(writers.unknown()).isZero();
    }

    /** It comes back as a primary, for a moment, with changes that nobody else has. */
    @Test
    void aPrimaryThatOnlySleptDoublesNothing() throws Exception {
        RedisCluster cluster = RedisCluster.shared();
        Writers writers = new Writers(cluster.uri("asleep") + REPLICATED, 4);
        writers.during(() -> {
            RedisServer primary = cluster.primaries().get(0);
            RedisServer heir = cluster.replicaOf(primary);
            primary.pause();
            cluster.awaitTakenOver(primary);
            long before = written(heir);
            RedisCluster.await("changes at " + heir.address(), () -> written(heir) > before);
            primary.resume();
            cluster.heal();
        });
        writers.check();
        assertThat(writers.unknown()).isZero();
    }

    /** Returns how many bytes of changes a server has made. */
    private static long written(RedisServer server) throws IOException {
        return Long.parseLong(server.info("master_repl_offset"));
    }

    /** What is lost is lost of both, as they are written in one step. */
    @Test
    void afterAFailOverThatLosesChangesTheListOfKeysIsThatOfTheValues() throws Exception {
        RedisCluster cluster = RedisCluster.shared();
        AtomicBoolean done = new AtomicBoolean();
        AtomicInteger appended = new AtomicInteger();
        try (Store store = Partd.open(cluster.uri("listed") + "?timeout=20s")) {
            List<Parallel.Running> writers = new ArrayList<>();
            for (int i = 0; i < 4; i++) {
                String prefix = "k" + i + "/";
                writers.add(Parallel.start(() -> appendUntil(done, appended, store, prefix)));
            }
            awaitMore(appended);
            cluster.failOver(cluster.primaries().get(0));
            awaitMore(appended);
            done.set(true);
            writers.forEach(Parallel.Running::join);
            Set<String> stored = new TreeSet<>();
            for (RedisServer primary : cluster.primaries()) {
                for (String name : primary.names("partd:{listed:*:v:*")) {
                    stored.add(name.substring(name.indexOf(":v:") + 3));
                }
            }
            assertThat(stored).hasSizeGreaterThan(100);
            assertThat(store.keys()).isEqualTo(stored);
        }
        cluster.heal();
    }

    private static void awaitMore(AtomicInteger appended) throws IOException {
        int enough = appended.get() + 200;
        RedisCluster.await("more appends", () -> appended.get() >= enough);
    }

    private static void appendUntil(AtomicBoolean done, AtomicInteger appended, Store store, String prefix) {
        for (int i = 0; !done.get(); i++) {
            try {
                store.append(prefix + i, new byte[i % 3 == 0 ? 20_000 : 10]);
                appended.incrementAndGet();
            } catch (IOException e) {
                // What was acknowledged and is lost is told with a later change.
            }
        }
    }

    @Test
    void aStoreOpensWhileAPrimaryFailsOver() throws Exception {
        RedisCluster cluster = RedisCluster.shared();
        try (Store store = Partd.open(cluster.uri("opening"))) {
            store.append("x", new byte[7]);
        }
        // The data itself may be on the one that dies, and on its replica a moment later.
        RedisServer primary = cluster.primaries().get(0);
        RedisCluster.await(
                "a replica that has all",
                () -> primary.info("slave0").contains("offset=" + primary.info("master_repl_offset") + ","));
        primary.kill();
        try (Store store = Partd.open(cluster.uri("opening") + "?timeout=30s")) {
            assertThat(store.get("x")).hasSize(7);
        }
        cluster.heal();
    }

    @Test
    void aSlotMovesUnderLoad() throws Exception {
        RedisCluster cluster = RedisCluster.shared();
        Writers writers = new Writers(cluster.uri("moving"), 3);
        writers.during(() -> {
            for (int key = 0; key < 6; key++) {
                int slot = slotWithData(cluster, "shared/" + key);
                RedisServer source = cluster.primaryOf(slot);
                RedisServer target = cluster.primaries().stream()
                        .filter(server -> server != source)
                        .findFirst()
                        .orElseThrow();
                cluster.move(slot, target, 20);
            }
        });
        writers.check();
        assertThat(writers.unknown()).isZero();
    }

    /** Returns a slot in which there is something of the key. */
    private static int slotWithData(RedisCluster cluster, String key) throws Exception {
        for (RedisServer primary : cluster.primaries()) {
            for (String name : primary.names("*moving*" + key)) {
                return cluster.slotOf(name);
            }
        }
        throw new AssertionError("no key of Redis has " + key + " in its name");
    }

    @Test
    void connectionsThatAreCutLoseAndDoubleNothing() throws Exception {
        RedisServer server = RedisServer.shared();
        long seed = Long.getLong("partd.redis.seed", ThreadLocalRandom.current().nextLong());
        Random random = new Random(seed);
        for (String options : new String[] {"", "?pipeline=100k"}) {
            Writers writers = new Writers(server.uri("cut" + options.length()) + options, 4);
            try {
                writers.during(() -> {
                    for (int i = 0; i < 60; i++) {
                        server.cutConnections();
                        RedisServer.pause(random.nextInt(30));
                    }
                });
                writers.check();
                assertThat(writers.unknown()).isZero();
            } catch (AssertionError | java.io.IOException e) {
                throw new AssertionError("seed " + seed + ": " + e.getMessage(), e);
            }
        }
    }

    @Test
    void aServerThatStandsStillIsWaitedFor() throws Exception {
        try (RedisServer server = RedisServer.start()) {
            Writers writers = new Writers(server.uri("still"), 2);
            writers.during(() -> {
                server.pause();
                RedisServer.pause(500);
                server.resume();
            });
            writers.check();
            assertThat(writers.unknown()).isZero();
        }
    }

    @Test
    void aServerThatIsStartedAgainWithItsLogIsWaitedFor() throws Exception {
        try (RedisServer server = RedisServer.start("--appendonly", "yes", "--appendfsync", "always")) {
            String uri = server.uri("lasting");
            try (Store store = Partd.open(uri)) {
                assertThat(store.guarantees())
                        .contains(Guarantee.APPENDS_SURVIVE_KILL, Guarantee.APPENDS_SURVIVE_POWER_LOSS);
            }
            Writers writers = new Writers(uri, 4);
            writers.during(() -> {
                for (int i = 0; i < 3; i++) {
                    server.kill();
                    server.restart();
                }
            });
            writers.check();
            assertThat(writers.unknown()).isZero();
        }
    }

    /** Its log may be written two seconds after the answer. */
    @Test
    void aLogThatIsSyncedOnceASecondPromisesNothing() throws Exception {
        try (RedisServer server = RedisServer.start("--appendonly", "yes");
                Store store = Partd.open(server.uri("second"))) {
            assertThat(store.guarantees())
                    .doesNotContain(Guarantee.APPENDS_SURVIVE_KILL, Guarantee.FLUSHES_SURVIVE_KILL);
        }
    }

    @Test
    void aServerThatLosesWhatItAcknowledgedIsFoundOut() throws Exception {
        try (RedisServer server = RedisServer.start();
                Store store = Partd.open(server.uri("forgetful") + "?timeout=5s")) {
            assertThat(store.guarantees()).doesNotContain(Guarantee.APPENDS_SURVIVE_KILL);
            store.append("x", new byte[10]);
            server.kill();
            server.restart();
            assertThatThrownBy(() -> store.append("x", new byte[10]))
                    .isInstanceOf(java.io.IOException.class)
                    .isNotInstanceOf(OutcomeUnknownException.class);
        }
    }
}
