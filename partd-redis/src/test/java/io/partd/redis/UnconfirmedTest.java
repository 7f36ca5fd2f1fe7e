package io.partd.redis;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.partd.OutcomeUnknownException;
import io.partd.Parallel;
import io.partd.Partd;
import io.partd.Store;
import java.io.Closeable;
import java.io.IOException;
import java.util.Arrays;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** A server that carries changes out, while its replica is gone and confirms none of them. */
@Timeout(60)
final class UnconfirmedTest {

    private RedisServer server;
    private RedisServer replica;
    private Store store;

    @BeforeEach
    void start() throws IOException {
        server = RedisServer.start("--repl-diskless-sync-delay", "0");
        replica = RedisServer.start("--replicaof", "127.0.0.1 " + server.port());
        store = Partd.open(server.uri("alone") + "?replicas=1&timeout=2s&lease=1h");
        store.append("x", new byte[1]);
    }

    @AfterEach
    void stop() throws IOException {
        for (Closeable each : Arrays.asList(store, replica, server)) {
            if (each != null) {
                each.close();
            }
        }
    }

    /**
     * Waits until a client is blocked, which has had a change carried out and waits for replicas; returns its number.
     */
    private String awaitWait() throws IOException {
        RedisCluster.await("a wait", () -> blocked().isPresent());
        return blocked().orElseThrow();
    }

    /** A client's last command stands in the list after it has ended, too; the flag tells. */
    private Optional<String> blocked() throws IOException {
        return server.cli("CLIENT", "LIST")
                .lines()
                .filter(line -> line.matches(".* flags=\\w*b.* cmd=wait.*"))
                .map(line -> line.replaceAll("id=(\\d+).*", "$1"))
                .findFirst();
    }

    private void requireUnknown(int length) {
        assertThatThrownBy(() -> store.append("x", new byte[length]))
                .isInstanceOf(OutcomeUnknownException.class)
                .hasMessageContaining("may or may not be stored");
    }

    @Test
    void whatNoReplicaConfirmsIsUnknown() throws Exception {
        replica.kill();
        assertThatThrownBy(() -> store.append("x", new byte[1]))
                .isInstanceOf(OutcomeUnknownException.class)
                .hasMessageContaining("only 0 of 1 replicas have confirmed it");
        assertThat(store.size("x")).isEqualTo(2);
    }

    /** As by a server that has just become a replica, where who waits for replicas is sent away. */
    @Test
    void aSectionIsAskedForAgainWhenTheWaitForReplicasWasEnded() throws Exception {
        replica.pause();
        Parallel.Running section = Parallel.start(() -> store.lock().close());
        assertThat(server.cli("CLIENT", "UNBLOCK", awaitWait(), "ERROR")).isEqualTo("1");
        replica.resume();
        section.join();
    }

    /** The first one that is given up lets the server be asked for the others. */
    @Test
    void noneIsConfirmedByTheServerAlone() throws Exception {
        replica.kill();
        Parallel.Running first = Parallel.start(() -> requireUnknown(1));
        RedisServer.pause(1_000);
        Parallel.Running second = Parallel.start(() -> requireUnknown(1));
        first.join();
        second.join();
    }

    @Test
    void whatWasCarriedOutBeforeTheMemoryWasFullIsNotSaidToHaveHadNoEffect() throws Exception {
        replica.kill();
        Parallel.Running append = Parallel.start(() -> requireUnknown(20_000));
        awaitWait();
        server.cli("CONFIG", "SET", "maxmemory", "1");
        append.join();
        server.cli("CONFIG", "SET", "maxmemory", "0");
        assertThat(store.size("x")).isEqualTo(20_001);
    }

    @Test
    void whatWasCarriedOutBeforeASectionRanOutIsNotSaidToHaveHadNoEffect() throws Exception {
        Parallel.run(() -> {
            var section = store.lock();
            replica.kill();
            Parallel.Running losing = Parallel.start(() -> {
                awaitWait();
                server.cli("DEL", "partd:{alone:0}:lock");
            });
            requireUnknown(1);
            losing.join();
            section.close();
        });
        assertThat(store.size("x")).isEqualTo(2);
    }
}
