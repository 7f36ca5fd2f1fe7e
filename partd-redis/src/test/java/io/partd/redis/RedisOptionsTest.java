package io.partd.redis;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.partd.ByteSize;
import io.partd.Partd;
import io.partd.Store;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class RedisOptionsTest {

    @TempDir
    private Path directory;

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '"',
            value = {
                "timeout=5 | option timeout=5 in 'redis://127.0.0.1:1/x?timeout=5' is not a duration; write a number and ms, s,",
                "timeout=1ms | a timeout of PT0.001S makes no sense; allow 10 ms at least, and 366 days at most",
                "lease=1ms | a lease of PT0.001S makes no sense; allow 100 ms at least, and one hour at most",
                "pipeline=2g | a pipeline of 2g is too large; 1g is the most",
                "replicas=-1 | replicas=-1 makes no sense; 0 to 100 is possible",
                "replicas=101 | replicas=101 makes no sense; 0 to 100 is possible",
                "connections=0 | connections=0 makes no sense; 1 to 1000 is possible",
                "buckets=16385 | buckets=16385 makes no sense; 0 to 16384 is possible",
                "eviction=yes | option eviction=yes in 'redis://127.0.0.1:1/x?eviction=yes' must be one of [refused, accepted]",
                "replicas=two | option replicas=two in 'redis://127.0.0.1:1/x?replicas=two' must be a whole number",
                "lease=9s&lease=8s | option 'lease' is given twice in",
                "speed=9 | unknown option 'speed'",
                "password-env=NO_SUCH_THING | there is no environment variable NO_SUCH_THING, which password-env in",
                "tls-ca=x | options tls-ca, tls-cert and tls-key in redis://127.0.0.1:1/x?tls-ca=x are for rediss:",
            })
    void refusesWhatMakesNoSense(String option, String message) {
        assertThatThrownBy(() -> Partd.open("redis://127.0.0.1:1/x?" + option))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageStartingWith(message);
    }

    @Test
    void refusesHalfACredential() {
        assertThatThrownBy(() -> Partd.open("redis://ada@127.0.0.1:1/x"))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageStartingWith("user 'ada' in redis://ada@127.0.0.1:1/x has no password");
        assertThatThrownBy(() -> Partd.open("redis://ada:secret@127.0.0.1:1/x?password-file=y"))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageStartingWith("several passwords in ")
                .hasMessageNotContaining("secret");
        assertThatThrownBy(() -> Partd.open("rediss://127.0.0.1:1/x?tls-cert=y"))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageEndingWith("go together");
    }

    @Test
    void showsNoPassword() {
        RedisOptions options = RedisOptions.defaults()
                .user("ada", "secret")
                .timeout(Duration.ofSeconds(3))
                .pipeline(ByteSize.of("1m"))
                .replicas(1);
        assertThat(options)
                .hasToString("timeout=PT3S, replicas=1, connections=8, pipeline=1m, lease=PT10S, buckets=0, user=ada");
    }

    @Test
    void aPasswordMayBeInAFileAndMayHaveAnyCharacter() throws IOException {
        try (RedisServer server = RedisServer.start()) {
            String password = "p@s:s/w?r d%";
            server.user("ada", password, "~partd:{trips*", "+@all");
            Files.writeString(directory.resolve("pw"), password + "\n");
            String host = server.address() + "/trips";
            try (Store store = Partd.open("redis://ada@" + host + "?password-file=" + directory.resolve("pw"))) {
                store.append("x", new byte[3]);
            }
            try (Store store = Partd.open("redis://ada:p%40s%3As%2Fw%3Fr%20d%25@" + host)) {
                assertThat(store.size("x")).isEqualTo(3);
                assertThat(store).hasToString("Redis(redis://" + host + ")");
            }
        }
    }

    @Test
    void speaksTlsWithTheServerThatItTrusts() throws Exception {
        RedisCertificate certificate = RedisCertificate.make(directory);
        try (RedisServer server = RedisServer.startWithTls(certificate)) {
            server.cli("CONFIG", "SET", "tls-auth-clients", "yes");
            String trusting = server.uri("trips") + "?timeout=5s&tls-ca=" + certificate.pem();
            String known = trusting + "&tls-cert=" + certificate.pem() + "&tls-key=" + certificate.keyPem();
            try (Store store = Partd.open(known)) {
                store.append("x", new byte[100_000]);
                assertThat(store.get("x")).hasSize(100_000);
            }
            assertThatThrownBy(() -> Partd.open(trusting))
                    .as("without a certificate of our own")
                    .isInstanceOf(IOException.class);
            assertThatThrownBy(() -> Partd.open(server.uri("trips") + "?timeout=5s"))
                    .isInstanceOf(IOException.class)
                    .hasMessageStartingWith("cannot connect to the server at " + server.address() + ": ")
                    .hasMessageContaining("unable to find valid certification path");
            assertThatThrownBy(() -> Partd.open(server.uri("trips").replace("rediss:", "redis:") + "?timeout=2s"))
                    .isInstanceOf(IOException.class);
            assertThatThrownBy(
                            () -> Partd.open(trusting.replace(certificate.pem().toString(), "/dev/null")))
                    .hasMessageContaining("/dev/null has no certificate; it must be PEM");
        }
    }
}
