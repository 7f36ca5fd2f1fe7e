package io.partd;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.partd.StoreMetrics.Latency;
import io.partd.StoreMetrics.Measured;
import io.partd.StoreMetrics.Operation;
import io.partd.buffer.WriteBuffer;
import io.partd.codec.Zlib;
import io.partd.file.FilePerKeyStore;
import io.partd.log.LogStore;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Random;
import jdk.jfr.Recording;
import jdk.jfr.consumer.RecordedEvent;
import jdk.jfr.consumer.RecordingFile;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class StoreMetricsTest {

    @TempDir
    Path directory;

    @Test
    void aLogCountsAppendsReadsSyncsAndCompactions() throws IOException {
        try (LogStore log = LogStore.open(directory, Durability.BATCH);
                LogStore other = LogStore.open(directory)) {
            log.append("oslo", new byte[10]);
            other.append(Map.of("oslo", new byte[20], "bern", new byte[30]));
            log.get(List.of("oslo", "bern"));
            log.open("oslo").close();
            log.pop("bern");
            log.compact();
            assertThatThrownBy(() -> log.append("", new byte[1])).isInstanceOf(InvalidKeyException.class);
            StoreMetrics metrics = log.metrics().get(0);
            assertThat(other.metrics().get(0).of(Operation.APPEND).count()).isEqualTo(2);
            assertThat(metrics.store()).isEqualTo("log");
            assertMeasured(metrics.of(Operation.APPEND), 2, 60, 1);
            assertMeasured(metrics.of(Operation.READ), 3, 90, 0);
            assertMeasured(metrics.of(Operation.COMPACTION), 1, 30, 0);
            assertThat(metrics.of(Operation.SYNC).count()).isPositive();
            assertThat(metrics.of(Operation.SYNC).latency().timed())
                    .isEqualTo(metrics.of(Operation.SYNC).count());
            assertThat(metrics.of(Operation.SPILL)).isEqualTo(Measured.NOTHING);
        }
    }

    @Test
    void aBufferCountsSpillsAndWhatItHoldsAndShowsTheLogBelow() throws IOException {
        try (Store store = Partd.log(directory).with(Zlib.codec()).with(WriteBuffer.of("2m"))) {
            store.append("oslo", new byte[1000]);
            assertThatThrownBy(() -> store.append("", new byte[1])).isInstanceOf(InvalidKeyException.class);
            StoreMetrics held = store.metrics().get(0);
            assertThat(held.store()).isEqualTo("buffer");
            assertThat(held.memory()).isBetween(1000L, 2L << 20);
            assertThat(held.memoryLimit()).isEqualTo(2 << 20);
            assertMeasured(held.of(Operation.APPEND), 1, 1000, 1);
            assertMeasured(held.of(Operation.SPILL), 0, 0, 0);
            store.flush();
            assertMeasured(store.metrics().get(0).of(Operation.SPILL), 1, 1000, 0);
            assertThat(store.metrics()).extracting(StoreMetrics::store).containsExactly("buffer", "log");
            assertThat(store.metrics().get(1).of(Operation.APPEND).bytes()).isBetween(1L, 100L);
        }
    }

    @Test
    void aFullBufferCountsTheWaitsOfItsWriters() throws IOException {
        try (Store store = Partd.file(directory).with(WriteBuffer.of("1m"))) {
            for (int i = 0; i < 400; i++) {
                store.append("key" + i % 7, new byte[20_000]);
            }
            StoreMetrics metrics = store.metrics().get(0);
            assertMeasured(metrics.of(Operation.APPEND), 400, 8_000_000, 0);
            assertThat(metrics.of(Operation.MEMORY_WAIT).count()).isPositive();
            assertThat(metrics.of(Operation.MEMORY_WAIT).latency().mean()).isPositive();
        }
    }

    @Test
    void aFileStoreCountsAppendsAndReadsAlsoWhenItIsClosed() throws IOException {
        Store store = FilePerKeyStore.open(directory);
        store.appendBuffers(Map.of("oslo", List.of(ByteBuffer.wrap(new byte[3]), ByteBuffer.wrap(new byte[4]))));
        store.get("oslo");
        assertThatThrownBy(() -> store.append("", new byte[1])).isInstanceOf(InvalidKeyException.class);
        store.close();
        assertThatThrownBy(() -> store.get("oslo")).isInstanceOf(StoreClosedException.class);
        assertMeasured(store.metrics().get(0).of(Operation.APPEND), 1, 7, 1);
        assertMeasured(store.metrics().get(0).of(Operation.READ), 1, 7, 1);
        assertThat(Partd.memory().metrics()).isEmpty();
    }

    @Test
    void rareOperationsAreEventsOfFlightRecorder() throws IOException {
        Path file = directory.resolve("events.jfr");
        try (Recording recording = new Recording()) {
            recording.enable("io.partd.Spill").withoutThreshold();
            recording.enable("io.partd.Sync").withoutThreshold();
            recording.enable("io.partd.Compaction").withoutThreshold();
            recording.start();
            try (Store store =
                    LogStore.open(directory.resolve("log"), Durability.BATCH).with(WriteBuffer.of("2m"))) {
                store.append("oslo", new byte[1000]);
                store.compact();
            }
            recording.stop();
            recording.dump(file);
        }
        List<RecordedEvent> events = RecordingFile.readAllEvents(file);
        assertThat(events)
                .extracting(event -> event.getEventType().getName())
                .contains("io.partd.Spill", "io.partd.Sync", "io.partd.Compaction");
        assertThat(events)
                .filteredOn(event -> event.getEventType().getName().equals("io.partd.Spill"))
                .allSatisfy(event -> {
                    assertThat(event.getLong("bytes")).isEqualTo(1000);
                    assertThat(event.getString("store")).startsWith("Buffer[2m](Log(");
                    assertThat(event.getBoolean("failed")).isFalse();
                });
    }

    @Test
    void appendsAreTimedByASample() throws IOException {
        try (Store store = LogStore.temporary()) {
            for (int i = 0; i < 3200; i++) {
                store.append("oslo", new byte[1]);
            }
            Latency latency = store.metrics().get(0).of(Operation.APPEND).latency();
            assertThat(latency.timed()).isBetween(40L, 200L); // 100 is expected, with a deviation of 10
            assertThat(latency.percentile(99)).isGreaterThanOrEqualTo(latency.percentile(50));
        }
    }

    @Test
    void aPercentileIsAtMostAnEighthTooLong() {
        Random random = new Random(7);
        for (int i = 0; i < 100_000; i++) {
            long nanoseconds = random.nextLong() >>> (17 + random.nextInt(47));
            long[] counts = new long[Latency.BUCKETS];
            counts[Latency.bucket(nanoseconds)]++;
            long most = new Latency(counts, nanoseconds).percentile(50).toNanos();
            assertThat(most).isBetween(nanoseconds, nanoseconds + nanoseconds / 8);
        }
        assertThat(Latency.bucket(Long.MAX_VALUE)).isEqualTo(Latency.BUCKETS - 1);
    }

    @Test
    void percentilesAreFromTheWholeHistogram() {
        long[] counts = new long[Latency.BUCKETS];
        counts[Latency.bucket(1)] = 98;
        counts[Latency.bucket(5)] = 1;
        counts[Latency.bucket(7)] = 1;
        Latency latency = new Latency(counts, 110);
        assertThat(latency.percentile(0)).isEqualTo(Duration.ofNanos(1));
        assertThat(latency.percentile(98)).isEqualTo(Duration.ofNanos(1));
        assertThat(latency.percentile(98.5)).isEqualTo(Duration.ofNanos(5));
        assertThat(latency.percentile(100)).isEqualTo(Duration.ofNanos(7));
        assertThat(latency.mean()).isEqualTo(Duration.ofNanos(1));
        assertThat(Measured.NOTHING.latency().percentile(50)).isZero();
        assertThatIllegalArgumentException()
                .isThrownBy(() -> latency.percentile(101))
                .withMessage("a percentile is from 0 to 100, not 101.0");
    }

    private static void assertMeasured(Measured measured, long count, long bytes, long failures) {
        assertThat(measured.count()).isEqualTo(count);
        assertThat(measured.bytes()).isEqualTo(bytes);
        assertThat(measured.failures()).isEqualTo(failures);
    }
}
