package io.partd.redis;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.partd.Parallel;
import io.partd.Partd;
import io.partd.Store;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A server that takes no bytes any more, so that what is written to it does not end. */
@Timeout(120)
final class StandstillTest {

    /** Up to 4 MiB are one change, and more is put aside first. */
    @ParameterizedTest
    @ValueSource(ints = {4 << 20, 64 << 20})
    void anAppendEndsInTime(int length) throws Exception {
        RedisServer server = RedisServer.shared();
        requireEnd(server, server.uri("still") + "?", length);
    }

    @ParameterizedTest
    @ValueSource(ints = {4 << 20, 64 << 20})
    void anAppendThroughTlsEndsInTime(int length, @TempDir Path directory) throws Exception {
        RedisCertificate certificate = RedisCertificate.make(directory);
        try (RedisServer server = RedisServer.startWithTls(certificate)) {
            requireEnd(server, server.uri("still") + "?tls-ca=" + certificate.pem() + "&", length);
        }
    }

    private static void requireEnd(RedisServer server, String uri, int length) throws Exception {
        try (StallingProxy proxy = new StallingProxy(server.port());
                Store store = Partd.open(uri.replace(":" + server.port(), ":" + proxy.port()) + "timeout=2s")) {
            store.append("x", new byte[1]);
            proxy.stall(true);
            Parallel.Running append =
                    Parallel.start(() -> assertThatThrownBy(() -> store.append(Map.of("x", new byte[length])))
                            .isInstanceOf(IOException.class)
                            .hasMessageContaining("2 s"));
            for (int i = 0; i < 80 && append.isAlive(); i++) {
                RedisServer.pause(100);
            }
            assertThat(append.isAlive()).isFalse();
            append.join();
            proxy.stall(false);
            store.append("x", new byte[1]);
            store.drop();
        }
    }

    /** They are not waited for when the store is closed, and end nevertheless. */
    @Test
    void noThreadStaysBehind() throws Exception {
        try (StallingProxy proxy = new StallingProxy(RedisServer.shared().port())) {
            Store store = Partd.open("redis://127.0.0.1:" + proxy.port() + "/behind?timeout=5s&pipeline=64m");
            store.append("x", new byte[1]);
            store.flush();
            proxy.stall(true);
            assertThatThrownBy(() -> {
                        // On a slow machine the time is up before all are in the pipeline.
                        try (store) {
                            for (int i = 0; i < 10; i++) {
                                store.append("x", new byte[4 << 20]);
                            }
                        }
                    })
                    .isInstanceOf(IOException.class);
            RedisCluster.await(
                    "the end of the lane",
                    () -> lanes("partd-redis-127.0.0.1:" + proxy.port()).isEmpty());
        }
    }

    private static Set<String> lanes(String name) {
        return Set.copyOf(Thread.getAllStackTraces().keySet().stream()
                .map(Thread::getName)
                .filter(name::equals)
                .toList());
    }
}
