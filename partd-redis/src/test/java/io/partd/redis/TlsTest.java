package io.partd.redis;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.partd.Partd;
import io.partd.Store;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** A server that speaks TLS, with a certificate that the test has made. */
@Timeout(60)
final class TlsTest {

    @TempDir
    private static Path directory;

    private static RedisCertificate certificate;

    @BeforeAll
    static void make() throws Exception {
        certificate = RedisCertificate.make(directory);
    }

    @Test
    void trustsWhomItIsToldTo() throws Exception {
        RedisCertificate stranger = RedisCertificate.make(Files.createDirectory(directory.resolve("stranger")));
        try (RedisServer server = RedisServer.startWithTls(certificate)) {
            try (Store store = Partd.open(server.uri("trips") + "?tls-ca=" + certificate.pem())) {
                assertThat(store.toString()).startsWith("Redis(rediss://");
                store.append("x", new byte[3_000_000]);
                assertThat(store.get("x")).hasSize(3_000_000);
            }
            String byName = server.uri("trips").replace("127.0.0.1", "localhost");
            Partd.open(byName + "?tls-ca=" + certificate.pem()).close();
            assertThatThrownBy(() -> Partd.open(server.uri("trips")))
                    .isInstanceOf(IOException.class)
                    .hasMessageContaining("certif");
            assertThatThrownBy(() -> Partd.open(server.uri("trips") + "?tls-ca=" + stranger.pem()))
                    .isInstanceOf(IOException.class)
                    .hasMessageContaining("cannot connect to the server at " + server.address());
            assertThatThrownBy(() -> Partd.open(
                            server.uri("trips").replace("127.0.0.1", "127.0.0.2") + "?tls-ca=" + certificate.pem()))
                    .isInstanceOf(IOException.class);
            assertThatThrownBy(() -> Partd.open("redis://" + server.address() + "/trips?timeout=2s"))
                    .isInstanceOf(IOException.class);
        }
    }

    @Test
    void showsItsOwnCertificateIfTheServerWantsOne() throws Exception {
        try (RedisServer server = RedisServer.startWithTls(certificate, "--tls-auth-clients", "no")) {
            server.cli("CONFIG", "SET", "tls-auth-clients", "yes");
            String trusting = server.uri("trips") + "?timeout=3s&tls-ca=" + certificate.pem();
            assertThatThrownBy(() -> Partd.open(trusting)).isInstanceOf(IOException.class);
            try (Store store =
                    Partd.open(trusting + "&tls-cert=" + certificate.pem() + "&tls-key=" + certificate.keyPem())) {
                store.append("x", new byte[3]);
                assertThat(store.get("x")).hasSize(3);
            }
        }
    }
}
