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
    private Path directory;

    @Test
    void aServerKilledLosesItsDataUnlessToldToKeepIt() throws IOException {
        try (RedisServer server = RedisServer.start();
                RedisServer lasting = RedisServer.start("--appendonly", "yes")) {
            for (RedisServer each : new RedisServer[] {server, lasting}) {
                each.cli("APPEND", "x", "value");
                each.kill();
                assertThat(each.isAlive()).isFalse();
                assertThatThrownBy(() -> each.cli("GET", "x")).hasMessageContaining("connect");
                each.restart();
            }
            assertThat(server.cli("GET", "x")).isEmpty();
            assertThat(lasting.cli("GET", "x")).isEqualTo("value");
        }
    }

    @Test
    void aServerSpeaksTlsAndNothingElse() throws Exception {
        RedisCertificate certificate = RedisCertificate.make(directory);
        try (RedisServer server = RedisServer.startWithTls(certificate)) {
            assertThat(server.cli("SET", "x", "y")).isEqualTo("OK");
            assertThat(answers(server.port())).isFalse();
        }
    }

    /** A JVM that starts a server, and then waits to be killed. */
    static final class Victim {

        private Victim() {}

        public static void main(String[] arguments) throws IOException {
            RedisProcess.start(arguments[0], Path.of(arguments[1]), List.of("--port", arguments[2], "--save", ""));
            System.out.println("started");
            System.in.read();
        }
    }

    @Test
    void aServerDiesWithItsJvm() throws Exception {
        String program = RedisProgram.require();
        int port = RedisServer.freePort();
        Path inside = Files.createDirectory(directory.resolve("server"));
        try (ChildProcess jvm = ChildProcess.jvm(Victim.class, program, inside.toString(), "" + port)) {
            assertThat(jvm.readLine()).isEqualTo("started");
            RedisCluster.await("the server", () -> answers(port));
            jvm.kill();
            RedisCluster.await("its end", () -> !answers(port) && Files.notExists(inside));
        }
    }

    @Test
    void aUserMayDoWhatItsRulesSay() throws IOException {
        try (RedisServer server = RedisServer.start()) {
            server.user("reader", "secret", "~p:*", "+get");
            assertThat(server.cliAs("reader", "secret", "GET", "p:x")).isEmpty();
            assertThatThrownBy(() -> server.cliAs("reader", "secret", "GET", "x"))
                    .hasMessageContaining("NOPERM");
            assertThatThrownBy(() -> server.cliAs("reader", "secret", "SET", "p:x", "1"))
                    .hasMessageContaining("NOPERM");
            assertThat(server.uri("reader", "secret", "trips"))
                    .isEqualTo("redis://reader:secret@127.0.0.1:" + server.port() + "/trips");
        }
    }

    private static boolean answers(int port) {
        try {
            return new RedisCommand(port).run("PING").equals("PONG");
        } catch (IOException e) {
            return false;
        }
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
        assertThatThrownBy(() -> source.cli("GET", "{t}x")).hasMessageContaining("MOVED");
        target.cli("DEL", "{t}x", "{t} y\n\"");
    }
}
