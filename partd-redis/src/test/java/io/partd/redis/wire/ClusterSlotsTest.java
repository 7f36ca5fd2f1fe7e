package io.partd.redis.wire;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.partd.redis.RedisServer;
import java.time.Duration;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
final class ClusterSlotsTest {

    private static final ServerAddress ASKED = new ServerAddress("asked", 7000);

    @Test
    void takesWhatANodeSays() {
        ServerAddress[] found = ClusterSlots.parse(List.of(range(0, 9, "a"), range(10, 16_383, "")), ASKED);
        assertThat(found).hasSize(16_384).doesNotContainNull();
        assertThat(found[9]).isEqualTo(new ServerAddress("a", 7001));
        assertThat(found[10]).isEqualTo(new ServerAddress("asked", 7001));
    }

    @Test
    void leavesOutWhatIsNoSlot() {
        ServerAddress[] found = ClusterSlots.parse(
                List.of(
                        range(-5, 3, "a"),
                        range(16_380, Long.MAX_VALUE, "b"),
                        range(1L << 31, (1L << 31) + 5, "c"),
                        range(9, 8, "d"),
                        List.of("no range"),
                        List.of(20L, 30L)),
                ASKED);
        assertThat(found[0]).isEqualTo(new ServerAddress("a", 7001));
        assertThat(found[16_383]).isEqualTo(new ServerAddress("b", 7001));
        assertThat(found).filteredOn(server -> server != null).hasSize(4 + 4);
    }

    /** Where a cluster is to name hosts, but does not know one, or leaves that to who asks. */
    @Test
    void findsNodesWithoutHost() {
        List<Object> metadata = List.of(utf8("ip"), utf8("10.0.0.7"), utf8("hostname"), utf8("seven"));
        ServerAddress[] found = ClusterSlots.parse(
                List.of(
                        List.of(0L, 1L, List.of(utf8("?"), 7001L, utf8("id"), metadata)),
                        List.of(2L, 3L, List.of(utf8("?"), 7001L, utf8("id"), List.of())),
                        List.of(4L, 5L, Arrays.asList(null, 7001L, utf8("id"), metadata)),
                        List.of(6L, 7L, List.of(utf8("::1"), 7001L, utf8("id"), List.of()))),
                ASKED);
        assertThat(found[1]).isEqualTo(new ServerAddress("10.0.0.7", 7001));
        assertThat(found[3]).isEqualTo(new ServerAddress("asked", 7001));
        assertThat(found[5]).isEqualTo(new ServerAddress("asked", 7001));
        assertThat(found[7]).hasToString("[::1]:7001");
    }

    @Test
    void followsWhatARefusalNames() {
        assertThat(target("MOVED 3999 10.0.0.7:7001")).isEqualTo(new ServerAddress("10.0.0.7", 7001));
        assertThat(target("MOVED 3999 fe80::1:7001")).isEqualTo(new ServerAddress("fe80::1", 7001));
        assertThat(target("MOVED 3999 :7001")).isEqualTo(new ServerAddress("asked", 7001));
        assertThat(target("MOVED 3999 ?:7001")).isNull();
        assertThat(target("MOVED 3999 host:many")).isNull();
        assertThat(target("MOVED")).isNull();
    }

    private static ServerAddress target(String text) {
        return Calls.target(new Refusal(text), ASKED);
    }

    /** One that is cut off from the others goes on telling what was. */
    @Test
    void believesNoNodeForEver() throws Exception {
        try (RedisServer cutOff = RedisServer.start("--cluster-enabled", "yes");
                RedisServer other = RedisServer.start("--cluster-enabled", "yes")) {
            cutOff.cli("CLUSTER", "ADDSLOTSRANGE", "0", "100");
            other.cli("CLUSTER", "ADDSLOTSRANGE", "0", "16383");
            ServerAddress first = ServerAddress.of(cutOff.address());
            ServerAddress second = ServerAddress.of(other.address());
            ClusterSlots slots = new ClusterSlots(
                    List.of(first, second), new Dialing(new Settings(Duration.ofSeconds(5), 0, 1, null, null, null)));
            Set<ServerAddress> seen = new HashSet<>();
            while (seen.size() < 2) {
                slots.refresh(new Deadline(Duration.ofSeconds(5)));
                seen.add(slots.serverOf(50));
                RedisServer.pause(10);
            }
            assertThat(seen).containsExactlyInAnyOrder(first, second);
        }
    }

    private static byte[] utf8(String text) {
        return text.getBytes(UTF_8);
    }

    private static List<Object> range(long first, long last, String host) {
        return List.of(first, last, List.of(host.getBytes(UTF_8), 7001L, "id".getBytes(UTF_8)));
    }
}
