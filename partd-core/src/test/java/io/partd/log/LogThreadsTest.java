package io.partd.log;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;

import io.partd.ChildProcess;
import io.partd.Durability;
import io.partd.Parallel;
import io.partd.StoreClosedException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What threads do to one log at the same time, and what it needs of the process. */
final class LogThreadsTest {

    private static final Log.Options SMALL = new Log.Options(64 << 10, 300);

    @TempDir
    private Path directory;

    @Test
    void appendsKeepTheirOrderBesideCompactionsAndDeletes() throws IOException {
        int threads = 8;
        int batches = 1500;
        AtomicBoolean done = new AtomicBoolean();
        try (LogStore store = LogStore.open(directory.resolve("dataset"), Durability.NEVER, SMALL)) {
            Parallel.Running beside = Parallel.start(() -> {
                while (!done.get()) {
                    store.append("gone", new byte[100]);
                    store.compact();
                    store.delete("gone");
                    assertThat(store.get("gone")).isEmpty();
                }
            });
            Parallel.run(threads, thread -> {
                for (int i = 0; i < batches; i++) {
                    byte[] piece = (thread + ":" + i + ",").getBytes(US_ASCII);
                    store.append(Map.of("all", piece, "of " + thread, piece));
                }
            });
            done.set(true);
            beside.join();
            store.delete("gone");
            assertThat(store.keys()).hasSize(threads + 1);
            for (int thread = 0; thread < threads; thread++) {
                StringBuilder expected = new StringBuilder();
                for (int i = 0; i < batches; i++) {
                    expected.append(thread).append(':').append(i).append(',');
                }
                assertThat(new String(store.get("of " + thread), US_ASCII)).isEqualTo(expected.toString());
                String prefix = thread + ":";
                assertThat(Stream.of(new String(store.get("all"), US_ASCII).split("(?<=,)"))
                                .filter(piece -> piece.startsWith(prefix)))
                        .hasSize(batches)
                        .containsExactly(expected.toString().split("(?<=,)"));
            }
        }
    }

    @Test
    void dropsBesideAppendsLeaveWholeBatches() throws IOException {
        AtomicBoolean done = new AtomicBoolean();
        try (LogStore store = LogStore.open(directory.resolve("dataset"), Durability.NEVER, SMALL)) {
            Parallel.Running beside = Parallel.start(() -> {
                while (!done.get()) {
                    store.drop();
                    List<byte[]> values = store.get(List.of("a", "b"));
                    assertThat(values.get(0)).hasSameSizeAs(values.get(1));
                    store.compact();
                }
            });
            Parallel.run(8, thread -> {
                for (int i = 0; i < 1500; i++) {
                    store.append(Map.of("a", new byte[] {'1'}, "b", new byte[] {'2'}));
                }
            });
            done.set(true);
            beside.join();
            assertThat(store.get("a")).hasSameSizeAs(store.get("b"));
        }
    }

    @Test
    void aStreamIsNotDisturbedByWhatComesAfterIt() throws IOException {
        try (LogStore store = LogStore.open(directory.resolve("dataset"), Durability.NEVER, SMALL)) {
            StringBuilder expected = new StringBuilder();
            for (int i = 0; i < 20_000; i++) {
                store.append("x", (i + ",").getBytes(US_ASCII));
                expected.append(i).append(',');
            }
            try (InputStream first = store.open("x")) {
                String begin = new String(first.readNBytes(1000), US_ASCII);
                store.append("x", "later".getBytes(US_ASCII));
                store.compact();
                store.drop();
                store.append("x", "even later".getBytes(US_ASCII));
                store.compact();
                assertThat(begin + new String(first.readAllBytes(), US_ASCII)).isEqualTo(expected.toString());
            }
            assertThat(store.get("x")).asString(US_ASCII).isEqualTo("even later");
        }
    }

    /** Goes on until a compaction has not ended by itself before. */
    @Test
    void closingEndsACompactionAndLosesNothing() throws Exception {
        int attempt = 0;
        while (!isEndedByClosing(directory.resolve("dataset" + attempt))) {
            attempt++;
            assertThat(attempt).isLessThan(100);
        }
    }

    private static boolean isEndedByClosing(Path dataset) throws Exception {
        LogStore store = LogStore.open(dataset, Durability.NEVER, SMALL);
        Map<String, byte[]> batch = new TreeMap<>();
        for (int i = 0; i < 3000; i++) {
            batch.put("key" + i, new byte[1000]);
        }
        for (int i = 0; i < 10; i++) {
            store.append(batch);
        }
        long before = files(dataset);
        AtomicBoolean ended = new AtomicBoolean();
        Parallel.Running compaction = Parallel.start(() -> {
            try {
                store.compact();
            } catch (StoreClosedException e) {
                ended.set(true);
            }
        });
        while (compaction.isAlive() && files(dataset) < before + 3) {
            Thread.onSpinWait();
        }
        store.close();
        compaction.join();
        assertThat(mapped(dataset)).isEmpty();
        try (LogStore again = LogStore.open(dataset, Durability.NEVER, SMALL)) {
            assertThat(again.keys()).isEqualTo(batch.keySet());
            assertThat(again.size("key0")).isEqualTo(10_000);
        }
        return ended.get();
    }

    private static long files(Path dataset) throws IOException {
        try (Stream<Path> files = Files.list(dataset)) {
            return files.count();
        }
    }

    @Test
    void nothingIsMappedAfterTheLastUse() throws IOException {
        for (Durability durability : Durability.values()) {
            Path dataset = directory.toRealPath().resolve("dataset" + durability);
            InputStream left;
            try (LogStore store = LogStore.open(dataset, durability, SMALL)) {
                store.append("x", new byte[200_000]);
                store.flush();
                store.append("x", new byte[200_000]);
                store.compact();
                store.append("y", new byte[1]);
                store.flush();
                store.flush();
                left = store.open("x");
                assertThat(left.read()).isZero();
                assertThat(mapped(dataset)).isNotEmpty();
            }
            assertThat(left.readAllBytes()).hasSize(399_999);
            left.close();
            assertThat(mapped(dataset)).as(durability.toString()).isEmpty();
        }
    }

    private static List<String> mapped(Path dataset) throws IOException {
        try (Stream<String> lines = Files.lines(Path.of("/proc/self/maps"))) {
            return lines.filter(line -> line.contains(dataset.toString())).toList();
        }
    }

    @Test
    void anInterruptEndsAWaitButNoWrite() throws Exception {
        try (LogStore store = LogStore.open(directory.resolve("dataset"), Durability.BATCH, SMALL)) {
            Parallel.run(() -> {
                for (int i = 0; i < 100; i++) {
                    Thread.currentThread().interrupt();
                    store.append("x", new byte[] {'x'});
                    assertThat(Thread.interrupted()).isTrue();
                }
            });
            assertThat(store.size("x")).isEqualTo(100);
        }
    }

    /** Works on many segments, all of which are open, and on many records. */
    static final class Frugal {

        private Frugal() {}

        public static void main(String[] arguments) throws IOException {
            Log.Options options = new Log.Options(Long.parseLong(arguments[1]), 1 << 16);
            int batches = Integer.parseInt(arguments[2]);
            Map<String, byte[]> batch = new TreeMap<>();
            for (int i = 0; i < 1000; i++) {
                batch.put("key" + i, new byte[] {1, 2, 3, 4});
            }
            List<InputStream> streams = new ArrayList<>();
            try (LogStore store = LogStore.open(Path.of(arguments[0]), Durability.NEVER, options)) {
                for (int i = 0; i < batches; i++) {
                    store.append(batch);
                }
                for (int i = 0; i < 100; i++) {
                    streams.add(store.open("key" + i));
                }
            }
            for (InputStream stream : streams) {
                if (stream.readAllBytes().length != 4 * batches) {
                    throw new AssertionError("a value has another length");
                }
                stream.close();
            }
            try (LogStore store = LogStore.open(Path.of(arguments[0]), Durability.NEVER, options)) {
                System.out.println(store.keys().size() + " keys, " + store.size("key999") + " bytes");
            }
        }
    }

    @Test
    void hundredsOfSegmentsNeedFewDescriptors() throws Exception {
        Path dataset = directory.resolve("dataset");
        try (ChildProcess child = ChildProcess.jvmAfter(
                "ulimit -n 64", Frugal.class, dataset.toString(), Integer.toString(40 << 10), "330")) {
            assertThat(child.join()).containsExactly("1000 keys, 1320 bytes");
        }
        assertThat(files(dataset)).isGreaterThan(300);
    }

    @Test
    void theHeapDoesNotGrowWithTheRecords() throws Exception {
        String heap = "export JAVA_TOOL_OPTIONS='-Xmx64m -Xlog:disable'";
        try (ChildProcess child = ChildProcess.jvmAfter(
                heap, Frugal.class, directory.resolve("dataset").toString(), Integer.toString(256 << 20), "5000")) {
            assertThat(child.join()).endsWith("1000 keys, 20000 bytes");
        }
    }
}
