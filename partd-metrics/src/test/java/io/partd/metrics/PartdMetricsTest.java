package io.partd.metrics;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.micrometer.core.instrument.FunctionTimer;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Tags;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.partd.Durability;
import io.partd.InvalidKeyException;
import io.partd.Partd;
import io.partd.Store;
import io.partd.buffer.WriteBuffer;
import io.partd.log.LogStore;
import java.io.IOException;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

@EnabledOnOs(OS.LINUX)
class PartdMetricsTest {

    private final MeterRegistry registry = new SimpleMeterRegistry();

    @TempDir
    private Path directory;

    @Test
    void metersOfEachLayerFollowTheStore() throws IOException {
        try (Store trips = LogStore.open(directory, Durability.BATCH).with(WriteBuffer.of("2m"))) {
            new PartdMetrics(trips, Tags.of("dataset", "trips")).bindTo(registry);
            trips.append("oslo", new byte[1000]);
            assertThat(timer("0", "append").count()).isEqualTo(1);
            assertThat(timer("0", "spill").count()).isZero();
            assertThat(registry.get("partd.memory.used").gauge().value()).isBetween(1000.0, 2e6);
            assertThat(registry.get("partd.memory.max").gauge().value()).isEqualTo(2 << 20);
            trips.flush();
            assertThat(counter("partd.operation.bytes", "0", "spill")).isEqualTo(1000);
            assertThat(counter("partd.operation.bytes", "1", "append")).isEqualTo(1000);
            assertThatThrownBy(() -> trips.append("", new byte[1])).isInstanceOf(InvalidKeyException.class);
            assertThat(counter("partd.operation.failures", "0", "append")).isEqualTo(1);
            FunctionTimer syncs = timer("1", "sync");
            assertThat(syncs.count()).isPositive();
            assertThat(syncs.totalTime(TimeUnit.NANOSECONDS)).isPositive();
            assertThat(registry.get("partd.operation.latency")
                            .tags("layer", "1", "operation", "sync", "percentile", "99")
                            .timeGauge()
                            .value(TimeUnit.NANOSECONDS))
                    .isPositive();
            assertThat(registry.getMeters())
                    .allSatisfy(
                            meter -> assertThat(meter.getId().getTag("dataset")).isEqualTo("trips"));
        }
    }

    @Test
    void aStoreThatRecordsNothingHasNoMeters() throws IOException {
        try (Store memory = Partd.memory()) {
            new PartdMetrics(memory, Tags.empty()).bindTo(registry);
            assertThat(registry.getMeters()).isEmpty();
        }
    }

    private FunctionTimer timer(String layer, String operation) {
        return registry.get("partd.operations")
                .tags("layer", layer, "operation", operation)
                .functionTimer();
    }

    private double counter(String name, String layer, String operation) {
        return registry.get(name)
                .tags("layer", layer, "operation", operation)
                .functionCounter()
                .count();
    }
}
