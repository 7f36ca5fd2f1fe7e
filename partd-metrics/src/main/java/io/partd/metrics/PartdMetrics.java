package io.partd.metrics;

import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.FunctionTimer;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Tag;
import io.micrometer.core.instrument.Tags;
import io.micrometer.core.instrument.TimeGauge;
import io.micrometer.core.instrument.binder.MeterBinder;
import io.partd.Partd;
import io.partd.StoreMetrics;
import io.partd.StoreMetrics.Measured;
import io.partd.StoreMetrics.Operation;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import java.util.function.ToDoubleFunction;

/**
 * Binds what a partd and the stores below it do to a registry of Micrometer.
 *
 * <pre>{@code
 * PrometheusMeterRegistry registry = new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);
 * try (Store trips = Partd.log(directory).with(WriteBuffer.of("256m"))) {
 *     new PartdMetrics(trips, Tags.of("dataset", "trips")).bindTo(registry);
 *     trips.append("oslo", fjord);
 * }
 * }</pre>
 *
 * <p>Every meter has the tags {@code store} ({@code buffer}, {@code log}, {@code file}), {@code layer} (0 for the
 * outermost), and those given; those of an operation have the tag {@code operation}, such as {@code memory_wait}:
 *
 * <ul>
 *   <li>{@code partd.operations}, a timer: how many there were, and how long they took. Appends and reads are timed by
 *       a sample, from which their total is estimated.
 *   <li>{@code partd.operation.failures} and {@code partd.operation.bytes}, counters.
 *   <li>{@code partd.operation.latency}, a gauge with the tag {@code percentile}, 50 or 99: of all operations since the
 *       store was opened.
 *   <li>{@code partd.memory.used} and {@code partd.memory.max}, gauges in bytes, of a buffer.
 * </ul>
 *
 * <p>The registry does not keep the partd from being collected. Immutable and thread-safe.
 */
public final class PartdMetrics implements MeterBinder {

    private static final List<Integer> PERCENTILES = List.of(50, 99);

    private final Partd<?> partd;
    private final Iterable<Tag> tags;

    /** Makes a binder for a partd, with tags for all its meters. */
    public PartdMetrics(Partd<?> partd, Iterable<Tag> tags) {
        this.partd = Objects.requireNonNull(partd, "partd");
        this.tags = Tags.of(tags);
    }

    @Override
    public void bindTo(MeterRegistry registry) {
        List<StoreMetrics> layers = partd.metrics();
        for (int layer = 0; layer < layers.size(); layer++) {
            StoreMetrics metrics = layers.get(layer);
            Tags all = Tags.of(tags).and("store", metrics.store(), "layer", Integer.toString(layer));
            for (Operation operation : metrics.operations().keySet()) {
                bind(registry, layer, operation, all);
            }
            if (metrics.memoryLimit() > 0) {
                gauge(registry, "partd.memory.used", of(layer, StoreMetrics::memory), all);
                gauge(registry, "partd.memory.max", of(layer, StoreMetrics::memoryLimit), all);
            }
        }
    }

    private void bind(MeterRegistry registry, int layer, Operation operation, Tags layerTags) {
        Tags all = layerTags.and("operation", operation.name().toLowerCase(Locale.ROOT));
        FunctionTimer.builder(
                        "partd.operations",
                        partd,
                        store -> measured(store, layer, operation).count(),
                        store -> totalNanoseconds(measured(store, layer, operation)),
                        TimeUnit.NANOSECONDS)
                .description("Operations of a store, and how long they took")
                .tags(all)
                .register(registry);
        FunctionCounter.builder("partd.operation.failures", partd, of(layer, operation, Measured::failures))
                .description("Operations that threw")
                .tags(all)
                .register(registry);
        FunctionCounter.builder("partd.operation.bytes", partd, of(layer, operation, Measured::bytes))
                .description("Bytes of values that operations moved")
                .baseUnit("bytes")
                .tags(all)
                .register(registry);
        for (int percentile : PERCENTILES) {
            ToDoubleFunction<Measured> nanoseconds =
                    measured -> measured.latency().percentile(percentile).toNanos();
            TimeGauge.builder("partd.operation.latency", partd, TimeUnit.NANOSECONDS, of(layer, operation, nanoseconds))
                    .description("This percentage of the operations took no longer")
                    .tags(all.and("percentile", Integer.toString(percentile)))
                    .register(registry);
        }
    }

    private void gauge(MeterRegistry registry, String name, ToDoubleFunction<Partd<?>> value, Tags all) {
        Gauge.builder(name, partd, value).baseUnit("bytes").tags(all).register(registry);
    }

    private static double totalNanoseconds(Measured measured) {
        return (double) measured.latency().mean().toNanos() * measured.count();
    }

    private static Measured measured(Partd<?> store, int layer, Operation operation) {
        return store.metrics().get(layer).of(operation);
    }

    private static ToDoubleFunction<Partd<?>> of(int layer, ToDoubleFunction<StoreMetrics> value) {
        return store -> value.applyAsDouble(store.metrics().get(layer));
    }

    private static ToDoubleFunction<Partd<?>> of(int layer, Operation operation, ToDoubleFunction<Measured> value) {
        return store -> value.applyAsDouble(measured(store, layer, operation));
    }
}
