package io.partd.redis;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;
import redis.clients.jedis.HostAndPort;

final class ClusterSlotsTest {

    private static final HostAndPort ASKED = new HostAndPort("asked", 7000);

    @Test
    void takesWhatANodeSays() {
        HostAndPort[] found = ClusterSlots.parse(List.of(range(0, 9, "a"), range(10, 16_383, "")), ASKED);
        assertThat(found).hasSize(16_384).doesNotContainNull();
        assertThat(found[9]).isEqualTo(new HostAndPort("a", 7001));
        assertThat(found[10]).isEqualTo(new HostAndPort("asked", 7001));
    }

    @Test
    void leavesOutWhatIsNoSlot() {
        HostAndPort[] found = ClusterSlots.parse(
                List.of(
                        range(-5, 3, "a"),
                        range(16_380, Long.MAX_VALUE, "b"),
                        range(1L << 31, (1L << 31) + 5, "c"),
                        range(9, 8, "d"),
                        List.of("no range"),
                        List.of(20L, 30L)),
                ASKED);
        assertThat(found[0]).isEqualTo(new HostAndPort("a", 7001));
        assertThat(found[16_383]).isEqualTo(new HostAndPort("b", 7001));
        assertThat(found).filteredOn(server -> server != null).hasSize(4 + 4);
    }

    private static List<Object> range(long first, long last, String host) {
        return List.of(first, last, List.of(host.getBytes(UTF_8), 7001L, "id".getBytes(UTF_8)));
    }
}
