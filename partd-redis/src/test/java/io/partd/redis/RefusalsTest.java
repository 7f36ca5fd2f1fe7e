package io.partd.redis;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.partd.OutcomeUnknownException;
import io.partd.Partd;
import io.partd.Store;
import java.io.IOException;
import java.io.InputStream;
import java.net.ConnectException;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What a server refuses, and what is said then. */
@Timeout(120)
final class RefusalsTest {

    /** What docs/redis.md says that a user needs. */
    private static final String[] LEAST = {
        "~partd:{trips*",
        "+eval",
        "+evalsha",
        "+multi",
        "+exec",
        "+info",
        "+time",
        "+wait",
        "+cluster|slots",
        "+@read",
        "+@write"
    };

    @ParameterizedTest
    @ValueSource(strings = {"", "?pipeline=1m"})
    void aFullServerLosesNothing(String options) throws IOException {
        try (RedisServer server = RedisServer.start("--maxmemory", "30mb");
                Store store = Partd.open(server.uri("trips") + options)) {
            byte[] piece = new byte[100_000];
            int stored = 0;
            IOException full = null;
            while (full == null && stored < 1_000) {
                try {
                    store.append(Map.of("a", piece, "b", piece));
                    store.flush();
                    stored++;
                } catch (IOException e) {
                    full = e;
                }
            }
            assertThat(full)
                    .isNotInstanceOf(OutcomeUnknownException.class)
                    .hasMessageContaining("OOM command not allowed when used memory > 'maxmemory'")
                    .hasMessageContaining("raise its maxmemory, or delete what is not needed");
            assertThat(stored).isGreaterThan(50);
            assertThat(store.size("a")).isEqualTo(100_000L * stored);
            assertThat(store.size("b")).isEqualTo(100_000L * stored);
            store.delete("a");
            store.append("b", piece);
            store.flush();
            assertThat(store.get("b")).hasSize(100_000 * (stored + 1));
            assertThat(store.pop("b")).hasSize(100_000 * (stored + 1));
        }
    }

    @Test
    void aFullServerCanBeOpenedReadAndEmptied() throws IOException {
        try (RedisServer server = RedisServer.start()) {
            byte[] large = new byte[20 << 20];
            try (Store store = Partd.open(server.uri("trips"))) {
                store.append(Map.of("large", large, "long", new byte[9 << 20], "short", new byte[5]));
            }
            server.cli("CONFIG", "SET", "maxmemory", "1mb");
            try (Store store = Partd.open(server.uri("trips"))) {
                assertThatThrownBy(() -> store.append("short", new byte[1])).hasMessageContaining("OOM");
                assertThat(store.keys()).containsExactly("large", "long", "short");
                assertThat(store.get("large")).isEqualTo(large);
                assertThat(store.get("long")).hasSize(9 << 20);
                try (InputStream in = store.open("large")) {
                    assertThat(in.readAllBytes()).isEqualTo(large);
                }
                store.lock().close();
                assertThat(store.pop("large")).isEqualTo(large);
                store.delete("long");
                store.drop();
                assertThat(store.keys()).isEmpty();
            }
        }
    }

    /** A server that is full of what could not be stored would take nothing any more, for an hour. */
    @Test
    void whatIsNotStoredIsNotKeptAside() throws IOException {
        try (RedisServer server = RedisServer.start();
                Store store = Partd.open(server.uri("aside"))) {
            byte[] large = new byte[20 << 20];
            assertThat(store.iset("there", large)).isTrue();
            assertThat(store.iset("there", large)).isFalse();
            assertThat(server.names("*:s:*")).isEmpty();
            server.cli("RPUSH", "partd:{aside:0}:v:x", "theirs");
            assertThatThrownBy(() -> store.append(Map.of("x", large, "y", large)))
                    .hasMessageContaining("'x'");
            assertThat(server.names("*:s:*")).isEmpty();
            store.drop();
            server.cli("CONFIG", "SET", "maxmemory", "40mb");
            assertThatThrownBy(() -> store.append("large", new byte[60 << 20])).hasMessageContaining("OOM");
            assertThat(server.names("*:s:*")).isEmpty();
            store.append("short", new byte[1]);
        }
    }

    @Test
    void aLargeValueThatDoesNotFitLeavesNothing() throws IOException {
        try (RedisServer server = RedisServer.start("--maxmemory", "40mb");
                Store store = Partd.open(server.uri("trips"))) {
            assertThatThrownBy(() -> store.append(Map.of("a", new byte[60 << 20], "b", new byte[1])))
                    .isInstanceOf(IOException.class)
                    .isNotInstanceOf(OutcomeUnknownException.class)
                    .hasMessageContaining("OOM");
            assertThat(store.keys()).isEmpty();
        }
    }

    @Test
    void aServerThatWouldThrowDataAwayIsRefused() throws IOException {
        try (RedisServer server = RedisServer.start("--maxmemory", "30mb", "--maxmemory-policy", "allkeys-lru")) {
            assertThatThrownBy(() -> Partd.open(server.uri("trips")))
                    .isInstanceOf(IOException.class)
                    .hasMessageContaining("maxmemory-policy is allkeys-lru, and has to be noeviction");
            Partd.open(server.uri("trips") + "?eviction=accepted").close();
        }
    }

    @Test
    void aUserNeedsNoMoreThanIsDocumented() throws IOException {
        try (RedisServer server = RedisServer.start()) {
            server.user("ada", "secret", LEAST);
            try (Store store = Partd.open(server.uri("ada", "secret", "trips"))) {
                store.append(Map.of("a", new byte[10], "large", new byte[40 << 20]));
                assertThat(store.get("large")).hasSize(40 << 20);
                store.append("much", new byte[20_000]);
                store.append("much", new byte[20_000]);
                assertThat(store.pop("much")).hasSize(40_000);
                assertThat(store.iset("i", new byte[3])).isTrue();
                store.lock().close();
                assertThat(store.pop("a")).hasSize(10);
                assertThat(store.keys()).containsExactly("i", "large");
                store.delete("i");
                store.drop();
            }
            server.user("ada", "secret", LEAST);
            assertThatThrownBy(() -> Partd.open(server.uri("ada", "secret", "other")))
                    .hasMessageContaining("NOPERM")
                    .hasMessageContaining("the user needs, for the keys partd:{DATASET*, the permissions");
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"-evalsha", "-eval", "-append", "-info", "-time", "-unlink", "-hrandfield", "-multi", "-exec"})
    void aMissingPermissionIsSaidAtOnce(String missing) throws IOException {
        try (RedisServer server = RedisServer.start()) {
            server.user("ada", "secret", LEAST);
            server.cli("ACL", "SETUSER", "ada", missing);
            assertThatThrownBy(() -> Partd.open(server.uri("ada", "secret", "trips")))
                    .isInstanceOf(IOException.class)
                    .hasMessageContaining("permissions");
        }
    }

    @Test
    void aPasswordIsNeverShown() throws IOException {
        try (RedisServer server = RedisServer.start()) {
            server.user("ada", "pa55word", LEAST);
            for (String uri : new String[] {
                server.uri("ada", "pa55word", "trips") + "?timeout=oops",
                server.uri("ada", "pa55word", "trips") + "?speed=9",
                server.uri("ada", "pa55word", "trips") + "?password-env=NONE",
                server.uri("ada", "pa55word", "trips") + "?tls-ca=x",
                server.uri("ada", "pa55word", "tri ps"),
                server.uri("ada", "xpa55word", "trips"),
                server.uri("ada", "pa55word", "other"),
                server.uri("ada", "pa55word", "trips").replace("127.0.0.1", "no.such.host.invalid"),
                server.uri("ada", "pa55word", "trips").replace("redis:", "redis-cluster:"),
            }) {
                assertThatThrownBy(() -> Partd.open(uri)).satisfies(e -> {
                    for (Throwable each = e; each != null; each = each.getCause()) {
                        assertThat(String.valueOf(each.getMessage())).doesNotContain("pa55word");
                    }
                });
            }
            try (Store store = Partd.open(server.uri("ada", "pa55word", "trips"))) {
                assertThat(store.toString()).doesNotContain("pa55word");
            }
        }
    }

    @Test
    void wrongAndMissingPasswords() throws IOException {
        try (RedisServer server = RedisServer.start("--requirepass", "secret")) {
            assertThatThrownBy(() -> Partd.open(server.uri("trips"))).hasMessageContaining("NOAUTH");
            assertThatThrownBy(() -> Partd.open(server.uri("", "wrong", "trips")))
                    .hasMessageContaining("WRONGPASS");
            Partd.open(server.uri("", "secret", "trips")).close();
        }
    }

    @Test
    void aReplicaIsRefused() throws IOException {
        try (RedisServer primary = RedisServer.start();
                RedisServer replica = RedisServer.start("--replicaof", "127.0.0.1 " + primary.port())) {
            assertThatThrownBy(() -> Partd.open(replica.uri("trips")))
                    .hasMessageContaining("is a replica, which takes no changes")
                    .hasMessageContaining("127.0.0.1:" + primary.port());
        }
    }

    /** One that becomes a replica: its new primary may get it back within the time. */
    @Test
    void aServerThatHasBecomeAReplicaIsSaidToBeOne() throws IOException {
        try (RedisServer primary = RedisServer.start();
                RedisServer server = RedisServer.start();
                Store store = Partd.open(server.uri("trips") + "?timeout=1s")) {
            store.append("a", new byte[1]);
            server.cli("REPLICAOF", "127.0.0.1", Integer.toString(primary.port()));
            assertThatThrownBy(() -> store.append("a", new byte[1]))
                    .isInstanceOf(IOException.class)
                    .isNotInstanceOf(OutcomeUnknownException.class)
                    .hasMessageContaining("READONLY")
                    .hasMessageContaining("the call had no effect");
        }
    }

    @Test
    void aServerThatIsDownOrOfAnotherKind() throws IOException {
        int nobody = RedisServer.freePort();
        assertThatThrownBy(() -> Partd.open("redis://127.0.0.1:" + nobody + "/trips?timeout=2s"))
                .isInstanceOf(ConnectException.class)
                .hasMessageContaining("127.0.0.1:" + nobody);
        RedisServer server = RedisServer.shared();
        assertThatThrownBy(() -> Partd.open("redis-cluster://" + server.address() + "/trips"))
                .hasMessageContaining("is no node of a cluster; write redis://" + server.address() + "/trips");
        RedisServer node = RedisCluster.shared().nodes().get(0);
        assertThatThrownBy(() -> Partd.open(node.uri("trips")))
                .hasMessageContaining("is node of a cluster; write redis-cluster://" + node.address() + "/trips");
    }

    @Test
    void aClusterWithoutAllItsSlotsSaysSo() throws IOException {
        RedisCluster cluster = RedisCluster.shared();
        RedisServer primary = cluster.primaries().get(2);
        RedisServer replica = cluster.replicaOf(primary);
        try (Store store = Partd.open(cluster.uri("down") + "?timeout=2s&buckets=1000")) {
            for (int i = 0; i < 100; i++) {
                store.append("k" + i, new byte[1]);
            }
            // One whose own node is alive.
            String name = cluster.primaries().get(0).names("partd:{down*:v:*").get(0);
            String key = name.substring(name.indexOf(":v:") + 3);
            replica.kill();
            primary.kill();
            RedisCluster.await(
                    "a cluster that is down",
                    () -> cluster.primaries().get(0).cli("CLUSTER", "INFO").contains("cluster_state:fail"));
            assertThatThrownBy(() -> store.append(key, new byte[1]))
                    .isInstanceOf(IOException.class)
                    .isNotInstanceOf(OutcomeUnknownException.class)
                    .hasMessageContaining("CLUSTERDOWN")
                    .hasMessageContaining("the call had no effect");
        } finally {
            cluster.heal();
        }
    }

    @Test
    void whatSomebodyElsePutInAValuesPlaceIsSaid() throws IOException {
        RedisServer server = RedisServer.shared();
        try (Store store = Partd.open(server.uri("spoilt"))) {
            store.append("x", new byte[1]);
            String name = server.names("partd:{spoilt*:v:x").get(0);
            server.cli("DEL", name);
            server.cli("RPUSH", name, "theirs");
            assertThatThrownBy(() -> store.get("x"))
                    .isInstanceOf(IOException.class)
                    .hasMessageContaining("'x'");
            assertThatThrownBy(() -> store.append(Map.of("x", new byte[1], "y", new byte[1])))
                    .isInstanceOf(IOException.class)
                    .hasMessageContaining("'x'");
            assertThat(store.keys()).doesNotContain("y");
            server.cli("DEL", name);
        }
    }
}
