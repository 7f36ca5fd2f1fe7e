package io.partd.redis;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.partd.ChildProcess;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** That the servers of the other tests do what these believe. */
@Timeout(120)
final class HarnessTest {

    @TempDir
    private Path folder;

    @Test
    void aServerKilledLosesItsDataUnlessToldToKeepIt() throws IOException {
        try (RedisServer server = RedisServer.start();
                RedisServer lasting = RedisServer.start("--appendonly", "yes")) {
            for (RedisServer each : new RedisServer[] {server, lasting}) {
                each.cli("APPEND", "x", "value");
                each.kill();
                assertThat(each.isAlive()).isFalse();
                assertThatThrownBy(() -> each.cli("GET", "x")).hasMessageContaining("Could not connect");
                each.restart();
            }
            assertThat(server.cli("GET", "x")).isEmpty();
            assertThat(lasting.cli("GET", "x")).isEqualTo("value");
        }
    }

    @Test
    void aServerSpeaksTlsAndNothingElse() throws Exception {
        RedisCertificate certificate = RedisCertificate.make(folder);
        try (RedisServer server = RedisServer.startWithTls(certificate)) {
            assertThat(server.cli("SET", "x", "y")).isEqualTo("OK");
            assertThat(ping(Integer.toString(server.port()))).contains("Connection reset by peer");
        }
    }

    /** A JVM that starts a server, and then waits to be killed. */
    static final class Victim {

        private Victim() {}

        public static void main(String[] arguments) throws IOException {
            RedisProcess.start(Path.of(arguments[0]), List.of("--port", arguments[1], "--save", ""));
            System.out.println("started");
            System.in.read();
        }
    }

    @Test
    void aServerDiesWithItsJvm() throws Exception {
        RedisServer.shared();
        String port = Integer.toString(RedisServer.freePort());
        Path inside = Files.createDirectory(folder.resolve("server"));
        try (ChildProcess jvm = ChildProcess.jvm(Victim.class, inside.toString(), port)) {
            assertThat(jvm.readLine()).isEqualTo("started");
            RedisCluster.await("the server", () -> ping(port).equals("PONG"));
            jvm.kill();
            RedisCluster.await("its end", () -> !ping(port).equals("PONG") && Files.notExists(inside));
        }
    }

    @Test
    void aUserMayDoWhatItsRulesSay() throws IOException {
        try (RedisServer server = RedisServer.start()) {
            server.user("reader", "secret", "~p:*", "+get");
            assertThat(server.cliAs("reader", "secret", "GET", "p:x")).isEmpty();
            assertThat(server.cliAs("reader", "secret", "GET", "x")).startsWith("NOPERM");
            assertThat(server.cliAs("reader", "secret", "SET", "p:x", "1")).startsWith("NOPERM");
            assertThat(server.uri("reader", "secret", "trips"))
                    .isEqualTo("redis://reader:secret@127.0.0.1:" + server.port() + "/trips");
        }
    }

    private static String ping(String port) throws IOException {
        return RedisServer.output(List.of("redis-cli", "-p", port, "PING"));
    }

    @Test
    void aReplicaTakesThePlaceOfItsPrimary() throws IOException {
        RedisCluster cluster = RedisCluster.shared();
        RedisServer primary = cluster.primaries().get(0);
        RedisServer replica = cluster.replicaOf(primary);
        cluster.failOver(primary);
        assertThat(cluster.primaries()).contains(replica).doesNotContain(primary);
        cluster.heal();
        assertThat(cluster.replicaOf(replica)).isSameAs(primary);
    }

    @Test
    void aSlotMovesWithItsKeys() throws IOException {
        RedisCluster cluster = RedisCluster.shared();
        int slot = cluster.slotOf("{t}x");
        RedisServer source = cluster.primaryOf(slot);
        source.cli("SET", "{t}x", "1");
        source.cli("SET", "{t} y\n\"", "2");
        RedisServer target = cluster.primaries().stream()
                .filter(server -> server != source)
                .findFirst()
                .orElseThrow();
        cluster.move(slot, target, 0);
        assertThat(cluster.primaryOf(slot)).isSameAs(target);
        assertThat(target.cli("GET", "{t}x")).isEqualTo("1");
        assertThat(target.cli("GET", "{t} y\n\"")).isEqualTo("2");
        assertThat(source.cli("GET", "{t}x")).contains("MOVED");
        target.cli("DEL", "{t}x", "{t} y\n\"");
    }
}
