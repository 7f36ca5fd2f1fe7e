package io.partd.redis;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.partd.Partd;
import io.partd.Requirement;
import io.partd.Store;
import io.partd.redis.wire.ServerAddress;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class RedisAddressTest {

    @Test
    void takesAnAddressApart() {
        RedisAddress one = RedisAddress.of("redis://db.example:6380/trips");
        assertThat(one.hosts()).containsExactly(new ServerAddress("db.example", 6380));
        assertThat(one.dataset()).isEqualTo("trips");
        assertThat(one.isCluster()).isFalse();
        assertThat(one.isEncrypted()).isFalse();
        RedisAddress many = RedisAddress.of("rediss-cluster://a:7000,[::1]:7001,b/x/2024_all.v1-2");
        assertThat(many.hosts())
                .containsExactly(
                        new ServerAddress("a", 7000), new ServerAddress("::1", 7001), new ServerAddress("b", 6379));
        assertThat(many.dataset()).isEqualTo("x/2024_all.v1-2");
        assertThat(many.isCluster()).isTrue();
        assertThat(many.isEncrypted()).isTrue();
        assertThat(many).hasToString("rediss-cluster://a:7000,[::1]:7001,b:6379/x/2024_all.v1-2");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '"',
            value = {
                "redis:trips | 'redis:trips' is no address of a dataset; write redis://host:port/dataset",
                "redis://host | 'redis://host' is no address of a dataset",
                "valkey://host/x | 'valkey://host/x' is no address of a dataset",
                "redis://ada:secret@host/x | 'redis://***@host/x' is no address of a dataset",
                "redis://a:1,b:2/x | 'redis://a:1,b:2/x' names 2 servers; for those of a cluster write redis-cluster://",
                "rediss://a:1,b:2/x | 'rediss://a:1,b:2/x' names 2 servers; for those of a cluster write rediss-cluster://",
                "redis://host:0/x | port 0 in 'redis://host:0/x' is not between 1 and 65535",
                "redis://host:65536/x | port 65536 in",
                "redis://::1/x | '::1' in 'redis://::1/x' is no host:port; an IPv6 address is written [::1]:6379",
                "redis-cluster://a,,b/x | '' in 'redis-cluster://a,,b/x' is no host:port",
                "redis://host/ | '' in 'redis://host/' is no name of a dataset; it must begin with a letter or digit",
                "redis://host/{x} | '{x}' in 'redis://host/{x}' is no name of a dataset",
                "redis://host/a:b | 'a:b' in 'redis://host/a:b' is no name of a dataset",
                "redis://host/é | 'é' in 'redis://host/é' is no name of a dataset",
            })
    void saysWhatIsWrong(String text, String message) {
        assertThatThrownBy(() -> RedisAddress.of(text))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageStartingWith(message);
    }

    @Test
    void aDatasetsNameHasALimit() {
        String longest = "x".repeat(200);
        assertThat(RedisAddress.of("redis://host/" + longest).dataset()).isEqualTo(longest);
        assertThatThrownBy(() -> RedisAddress.of("redis://host/" + longest + "x"))
                .hasMessageContaining("at most 200 of letters");
    }

    @Test
    void reachesAServerAtAnIpv6Address() throws Exception {
        try (RedisServer server = RedisServer.start("--bind", "127.0.0.1", "-::1")) {
            String address = "[::1]:" + server.port();
            try (Socket socket = new Socket()) {
                socket.connect(new InetSocketAddress(InetAddress.getAllByName("::1")[0], server.port()), 1_000);
            } catch (IOException e) {
                Requirement.of("a loopback of", List.of("IPv6"), "enable it: " + e.getMessage())
                        .assume(false);
            }
            try (Store store = Partd.open("redis://" + address + "/six")) {
                store.append("x", new byte[3]);
                assertThat(store.get("x")).hasSize(3);
                assertThat(store).hasToString("Redis(redis://" + address + "/six)");
            }
            assertThatThrownBy(() -> Partd.open("redis-cluster://" + address + "/six"))
                    .hasMessageContaining(
                            "the server at " + address + " is no node of a cluster; write redis://" + address + "/six");
        }
    }
}
