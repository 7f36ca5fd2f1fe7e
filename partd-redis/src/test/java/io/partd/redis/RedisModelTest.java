package io.partd.redis;

import io.partd.ModelSequence;
import io.partd.Partd;
import io.partd.Sample;
import io.partd.buffer.WriteBuffer;
import io.partd.codec.Zlib;
import java.io.IOException;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Core's random sequences on a server and on a cluster; {@code -Dpartd.model.seed=…} runs the sequence of one seed. */
@Timeout(300)
@Tag("sampled")
final class RedisModelTest {

    @ParameterizedTest
    @ValueSource(strings = {"plain", "pipeline", "buckets", "cluster", "buffered cluster", "zlib"})
    void behavesAsAPlainMap(String name) throws IOException {
        Long only = Long.getLong("partd.model.seed");
        int sequences = Integer.getInteger(
                "partd.model.sequences", name.contains("cluster") ? Sample.times(2, 6) : Sample.times(5, 15));
        for (int i = 0; i < sequences; i++) {
            long seed = only == null ? 1_000L * name.hashCode() + i : only;
            String dataset = "model/" + name.replace(' ', '-') + i;
            new ModelSequence(name, seed, () -> switch (name) {
                        case "plain" -> Partd.open(RedisServer.shared().uri(dataset));
                        case "pipeline" -> Partd.open(RedisServer.shared().uri(dataset) + "?pipeline=10k");
                        case "buckets" -> Partd.open(RedisServer.shared().uri(dataset) + "?buckets=3");
                        case "cluster" -> Partd.open(RedisCluster.shared().uri(dataset));
                        case "buffered cluster" ->
                            Partd.open(RedisCluster.shared().uri(dataset)).with(WriteBuffer.of("20k"));
                        default -> Partd.open(RedisServer.shared().uri(dataset)).with(Zlib.codec());
                    })
                    .run();
        }
    }
}
