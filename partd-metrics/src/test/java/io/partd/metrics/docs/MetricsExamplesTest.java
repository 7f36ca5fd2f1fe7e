package io.partd.metrics.docs;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.micrometer.core.instrument.Tags;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import io.partd.Partd;
import io.partd.Store;
import io.partd.buffer.WriteBuffer;
import io.partd.metrics.PartdMetrics;
import java.io.IOException;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/** The code in {@code docs/metrics.md}. */
@EnabledOnOs(OS.LINUX)
final class MetricsExamplesTest {

    @TempDir
    private Path directory;

    @Test
    void prometheusReadsWhatAStoreDoes() throws IOException {
        byte[] fjord = "7,fjord\n".getBytes(UTF_8);
        PrometheusMeterRegistry registry = new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);
        String page;
        try (Store trips = Partd.log(directory).with(WriteBuffer.of("256m"))) {
            new PartdMetrics(trips, Tags.of("dataset", "trips")).bindTo(registry);
            trips.append("oslo", fjord);
            page = registry.scrape();
        }
        assertThat(page)
                .contains("partd_operations_seconds_count{dataset=\"trips\",layer=\"0\",operation=\"append\","
                        + "store=\"buffer\"} 1")
                .contains("partd_operation_bytes_total{dataset=\"trips\",layer=\"0\",operation=\"append\","
                        + "store=\"buffer\"} 8.0");
    }
}
