package io.partd.redis.docs;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.partd.ByteSize;
import io.partd.Guarantee;
import io.partd.Partd;
import io.partd.Store;
import io.partd.redis.RedisAddress;
import io.partd.redis.RedisOptions;
import io.partd.redis.RedisStore;
import io.partd.redis.TestServers;
import java.io.IOException;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Compiles and runs the Java in {@code docs/redis.md}. */
@Timeout(60)
final class RedisExamplesTest {

    private final byte[] museum = "9,museum\n".getBytes(UTF_8);
    private final byte[] oldTown = "3,old town\n".getBytes(UTF_8);

    @Test
    void sharesADataset() throws IOException {
        String address = TestServers.uri("documented");
        try (Store trips = Partd.open(address)) { // redis://host:6379/trips
            trips.append(Map.of("oslo", museum, "bern", oldTown));
            byte[] oslo = trips.get("oslo");
            assertThat(oslo).isEqualTo(museum);
        }
    }

    @Test
    void asksForWhatItNeeds() throws IOException {
        String address = TestServers.uri("pipelined");
        RedisOptions options =
                RedisOptions.defaults().timeout(Duration.ofSeconds(30)).pipeline(ByteSize.of("8m"));
        try (RedisStore trips = RedisStore.open(RedisAddress.of(address), options)) {
            if (!trips.guarantees().contains(Guarantee.ATOMIC_BATCHES)) {
                throw new IllegalStateException(trips + " appends to each key by itself");
            }
            for (int i = 0; i < 1000; i++) {
                trips.append(Map.of("oslo", museum, "bern", oldTown)); // returns when it is under way
            }
            trips.flush(); // all are stored
            assertThat(trips.size("oslo")).isEqualTo(1000L * museum.length);
        }
    }
}
