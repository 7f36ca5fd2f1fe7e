package io.partd.redis;

import static io.partd.Guarantee.APPENDS_SURVIVE_KILL;
import static io.partd.Guarantee.APPENDS_SURVIVE_POWER_LOSS;
import static io.partd.Guarantee.ATOMIC_BATCHES;
import static io.partd.Guarantee.ATOMIC_READS;
import static io.partd.Guarantee.CRASH_ATOMIC_BATCHES;
import static io.partd.Guarantee.EXCLUSIVE_SECTIONS;
import static io.partd.Guarantee.FLUSHES_SURVIVE_KILL;
import static io.partd.Guarantee.FLUSHES_SURVIVE_POWER_LOSS;
import static io.partd.Guarantee.REPLICATED_APPENDS;
import static io.partd.Guarantee.SHARED;
import static org.assertj.core.api.Assertions.assertThat;

import io.partd.Guarantee;
import io.partd.Partd;
import io.partd.Store;
import java.io.IOException;
import java.util.EnumSet;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What a store on Redis says that it guarantees, by what its servers are. */
@Timeout(120)
final class RedisGuaranteesTest {

    private static final Set<Guarantee> ON_A_SERVER =
            EnumSet.of(ATOMIC_BATCHES, ATOMIC_READS, CRASH_ATOMIC_BATCHES, EXCLUSIVE_SECTIONS, SHARED);

    private static Set<Guarantee> guarantees(String uri) throws IOException {
        try (Store store = Partd.open(uri)) {
            return store.guarantees();
        }
    }

    private static Set<Guarantee> with(Guarantee... more) {
        Set<Guarantee> all = EnumSet.copyOf(ON_A_SERVER);
        all.addAll(Set.of(more));
        return all;
    }

    @Test
    void aServerIsOneBucket() throws IOException {
        RedisServer server = RedisServer.shared();
        assertThat(guarantees(server.uri("g1"))).isEqualTo(ON_A_SERVER);
        assertThat(guarantees(server.uri("g2") + "?buckets=2")).isEqualTo(EnumSet.of(EXCLUSIVE_SECTIONS, SHARED));
        // What counts is what the dataset was made with.
        assertThat(guarantees(server.uri("g2"))).isEqualTo(EnumSet.of(EXCLUSIVE_SECTIONS, SHARED));
    }

    @Test
    void aClusterIsManyUnlessItIsOne() throws IOException {
        RedisCluster cluster = RedisCluster.shared();
        assertThat(guarantees(cluster.uri("g1"))).isEqualTo(EnumSet.of(EXCLUSIVE_SECTIONS, SHARED));
        assertThat(guarantees(cluster.uri("g1") + "?replicas=1"))
                .isEqualTo(EnumSet.of(EXCLUSIVE_SECTIONS, SHARED, REPLICATED_APPENDS));
        assertThat(guarantees(cluster.uri("g2") + "?buckets=1")).isEqualTo(ON_A_SERVER);
    }

    @Test
    void anAppendOfAPipelineIsOnlyUnderWay() throws IOException {
        Set<Guarantee> expected = EnumSet.copyOf(ON_A_SERVER);
        expected.remove(SHARED);
        assertThat(guarantees(RedisServer.shared().uri("g3") + "?pipeline=1m&replicas=0"))
                .isEqualTo(expected);
    }

    @Test
    void aLogThatIsWrittenFirstIsAPromise() throws IOException {
        try (RedisServer always = RedisServer.start("--appendonly", "yes", "--appendfsync", "always");
                RedisServer no = RedisServer.start("--appendonly", "yes", "--appendfsync", "no");
                RedisServer second = RedisServer.start("--appendonly", "yes", "--appendfsync", "everysec")) {
            assertThat(guarantees(always.uri("g")))
                    .isEqualTo(with(
                            APPENDS_SURVIVE_KILL,
                            FLUSHES_SURVIVE_KILL,
                            APPENDS_SURVIVE_POWER_LOSS,
                            FLUSHES_SURVIVE_POWER_LOSS));
            assertThat(guarantees(no.uri("g"))).isEqualTo(with(APPENDS_SURVIVE_KILL, FLUSHES_SURVIVE_KILL));
            assertThat(guarantees(second.uri("g"))).isEqualTo(ON_A_SERVER);
            always.user(
                    "ada",
                    "secret",
                    "~partd:{g*",
                    "+eval",
                    "+evalsha",
                    "+multi",
                    "+exec",
                    "+info",
                    "+time",
                    "+wait",
                    "+@read",
                    "+@write");
            assertThat(guarantees(always.uri("ada", "secret", "g"))).isEqualTo(ON_A_SERVER);
        }
    }
}
