package io.partd.redis;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;

import io.partd.Parallel;
import io.partd.Partd;
import io.partd.Sample;
import io.partd.Store;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Connections that are cut in the midst of what is sent or answered. A failure prints the seed. */
@Timeout(120)
@Tag("sampled")
final class ExactlyOnceTest {

    private static final AtomicInteger DATASETS = new AtomicInteger();

    private final long seed =
            Long.getLong("partd.redis.seed", ThreadLocalRandom.current().nextLong());
    private final String dataset = "once" + DATASETS.incrementAndGet();
    private CuttingProxy proxy;

    private void cutAfter(int bytes) throws IOException {
        proxy.close();
        proxy = new CuttingProxy(RedisServer.shared().port(), seed, bytes);
    }

    private String cut(String options) {
        return "redis://127.0.0.1:" + proxy.port() + "/" + dataset + options;
    }

    @BeforeEach
    void start() throws IOException {
        proxy = new CuttingProxy(RedisServer.shared().port(), seed, 100_000);
    }

    @AfterEach
    void stop() throws IOException {
        if (proxy != null) {
            proxy.close();
        }
    }

    private void requireCuts(int least) {
        assertThat(proxy.cuts()).as("cuts, seed %d", seed).isGreaterThan(least);
    }

    /** Small values go by a script, larger ones by a transaction; alternately, so that each may overtake the other. */
    @ParameterizedTest
    @CsvSource({"'', 10", "'', 700", "'?buckets=5', 700", "'?pipeline=200k', 10", "'?pipeline=200k', 700"})
    void appendsAreMadeOnceAndInOrder(String options, int size) throws Exception {
        cutAfter(size == 10 ? 30_000 : 150_000);
        int threads = 3;
        int batches = 150;
        int keys = 20;
        String filling = "x".repeat(size);
        try (Store store = Partd.open(cut(options))) {
            proxy.startCutting();
            Parallel.run(threads, thread -> {
                for (int i = 0; i < batches; i++) {
                    Map<String, byte[]> batch = new HashMap<>();
                    for (int key = 0; key < keys; key++) {
                        String text = "<" + thread + ":" + i + (i % 3 == 0 ? "" : filling) + ">";
                        batch.put("k" + key, text.getBytes(US_ASCII));
                    }
                    store.append(batch);
                }
            });
            store.flush();
            requireCuts(20);
            proxy.stopCutting();
        }
        try (Store store = Partd.open(RedisServer.shared().uri(dataset))) {
            for (int key = 0; key < keys; key++) {
                List<List<Integer>> found = new ArrayList<>();
                for (int i = 0; i < threads; i++) {
                    found.add(new ArrayList<>());
                }
                for (String piece : new String(store.get("k" + key), US_ASCII).split("(?<=>)")) {
                    String[] words = piece.replaceAll("[<>x]", "").split(":");
                    found.get(Integer.parseInt(words[0])).add(Integer.parseInt(words[1]));
                }
                List<Integer> all = new ArrayList<>();
                for (int i = 0; i < batches; i++) {
                    all.add(i);
                }
                assertThat(found).as("k%d, seed %d", key, seed).isEqualTo(Collections.nCopies(threads, all));
            }
        }
    }

    @Test
    void whatIsPoppedIsPoppedOnce() throws Exception {
        cutAfter(8_000);
        int each = 150;
        AtomicInteger writing = new AtomicInteger(2);
        List<String> popped = Collections.synchronizedList(new ArrayList<>());
        try (Store store = Partd.open(cut(""));
                Store other = Partd.open(cut(""))) {
            proxy.startCutting();
            Parallel.run(4, thread -> {
                if (thread < 2) {
                    for (int i = 0; i < each; i++) {
                        store.append("x", ("<" + thread + ":" + i + ">").getBytes(US_ASCII));
                    }
                    writing.decrementAndGet();
                } else {
                    Store own = thread == 2 ? store : other;
                    while (writing.get() > 0) {
                        popped.add(new String(own.pop("x"), US_ASCII));
                    }
                }
            });
            popped.add(new String(store.pop("x"), US_ASCII));
            requireCuts(20);
            proxy.stopCutting();
        }
        List<String> pieces = new ArrayList<>();
        for (String text : popped) {
            if (!text.isEmpty()) {
                pieces.addAll(List.of(text.split("(?<=>)")));
            }
        }
        assertThat(pieces).as("seed %d", seed).hasSize(2 * each).doesNotHaveDuplicates();
    }

    @Test
    void theAnswerOfAnIsetIsTheFirstOnes() throws Exception {
        cutAfter(12_000);
        Map<String, String> winners = Collections.synchronizedMap(new TreeMap<>());
        AtomicInteger wins = new AtomicInteger();
        int keys = 200;
        try (Store store = Partd.open(cut(""));
                Store other = Partd.open(cut(""))) {
            proxy.startCutting();
            Parallel.run(3, thread -> {
                Store own = thread == 2 ? other : store;
                for (int i = 0; i < keys; i++) {
                    if (own.iset("k" + i, ("by" + thread).getBytes(US_ASCII))) {
                        winners.put("k" + i, "by" + thread);
                        wins.incrementAndGet();
                    }
                }
            });
            requireCuts(20);
            proxy.stopCutting();
            assertThat(wins).as("seed %d", seed).hasValue(keys);
            for (int i = 0; i < keys; i++) {
                assertThat(store.get("k" + i)).asString(US_ASCII).isEqualTo(winners.get("k" + i));
            }
        }
    }

    @Test
    void aLargeAppendIsWholeAndOnce() throws Exception {
        cutAfter(6_000_000);
        byte[] piece = new byte[9_000_000];
        byte[] small = {1, 2, 3};
        int times = Sample.times(6, 12);
        try (Store store = Partd.open(cut(""))) {
            proxy.startCutting();
            for (int i = 0; i < times; i++) {
                Arrays.fill(piece, (byte) i);
                store.append(Map.of("large", piece, "small", small));
            }
            requireCuts(5);
            proxy.stopCutting();
            byte[] all = store.get("large");
            assertThat(all).hasSize(times * piece.length);
            for (int i = 0; i < times; i++) {
                Arrays.fill(piece, (byte) i);
                assertThat(Arrays.equals(all, i * piece.length, (i + 1) * piece.length, piece, 0, piece.length))
                        .as("part %d, seed %d", i, seed)
                        .isTrue();
            }
            assertThat(store.size("small")).isEqualTo(3L * times);
            store.drop();
        }
    }

    /** A client is forgotten once it is closed, and so is what it has put aside. */
    @Test
    void nothingIsLeftBehind() throws Exception {
        RedisServer server = RedisServer.shared();
        try (Store store = Partd.open(cut("?buckets=3"))) {
            proxy.startCutting();
            for (int i = 0; i < 100; i++) {
                store.append("k" + i, new byte[2_000]);
                store.pop("k" + i);
            }
            proxy.stopCutting();
        }
        List<String> left = server.names("partd:{" + dataset + "*");
        for (String name : left) {
            if (name.endsWith(":w")) {
                // Those of connections that were cut while they were fenced may stay for a week.
                assertThat(Integer.parseInt(server.cli("HLEN", name))).isLessThan(10);
            } else {
                assertThat(name).isEqualTo("partd:{" + dataset + "}:layout");
            }
        }
    }
}
