package io.partd.redis;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.partd.Parallel;
import io.partd.Partd;
import io.partd.Section;
import io.partd.Store;
import io.partd.UnstartableThread;
import io.partd.redis.layout.Layout;
import io.partd.redis.wire.Calls;
import io.partd.redis.wire.Deadline;
import io.partd.redis.wire.Dialing;
import io.partd.redis.wire.Nodes;
import io.partd.redis.wire.ServerAddress;
import io.partd.redis.wire.Settings;
import io.partd.redis.wire.SingleServer;
import java.io.IOException;
import java.net.SocketTimeoutException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Sections among several stores on one dataset, as those of several processes are. */
@Timeout(60)
final class SectionsTest {

    private static final AtomicInteger DATASETS = new AtomicInteger();

    private static String uri(String kind) throws IOException {
        String dataset = "sections" + DATASETS.incrementAndGet();
        return kind.equals("server")
                ? RedisServer.shared().uri(dataset) + "?lease=1m"
                : RedisCluster.shared().uri(dataset) + "?lease=1m";
    }

    private static String lockOf(String uri) {
        return "partd:{" + uri.replaceAll(".*/|\\?.*", "") + ":0}:lock";
    }

    /** Waits until the lease of a section is longer than a moment ago, as often as asked for. */
    private static void awaitRenewals(int count, String uri) throws IOException {
        RedisCluster cluster = uri.startsWith("redis-cluster") ? RedisCluster.shared() : null;
        RedisServer server = cluster == null ? RedisServer.shared() : cluster.primaryOf(cluster.slotOf(lockOf(uri)));
        AtomicLong last = new AtomicLong(Long.MAX_VALUE);
        for (int i = 0; i < count; i++) {
            RedisCluster.await("a longer lease", () -> {
                long left = Long.parseLong(server.cli("PTTL", lockOf(uri)));
                return left > last.getAndSet(left);
            });
        }
    }

    /** Its lease would run out then; so there is no section, and others need not wait for a lease to run out. */
    @Test
    void aSectionThatNothingCanRenewIsGivenBack() throws Exception {
        String dataset = "unrenewed" + DATASETS.incrementAndGet();
        String uri = RedisServer.shared().uri(dataset) + "?lease=1h";
        Settings settings = new Settings(Duration.ofSeconds(20), 0, 1, null, null, null);
        Deadline deadline = new Deadline(settings.timeout());
        ServerAddress at = ServerAddress.of(RedisServer.shared().address());
        try (Store other = Partd.open(uri);
                Nodes nodes = new Nodes(new SingleServer(at), new Dialing(settings))) {
            Calls calls = new Calls(nodes);
            Layout layout = Layout.of(dataset, 0, calls, 0, deadline);
            RedisOptions options = RedisOptions.defaults().lease(Duration.ofHours(1));
            Sections sections = new Sections(layout, calls, options, "a store", UnstartableThread::new);
            assertThatThrownBy(() -> sections.tryBegin(deadline, deadline, new NothingAtEnd()))
                    .isInstanceOf(OutOfMemoryError.class);
            assertThat(sections.isHeld()).isFalse();
            assertThat(sections.enter(deadline)).isEqualTo(Sections.NO_SECTION);
            sections.leave();
            other.lock().close();
        }
    }

    private static final class NothingAtEnd implements Sections.AtEnd {
        @Override
        public void before() {
            // Nothing is to be done.
        }

        @Override
        public void after() {
            // Nothing is to be done.
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"server", "cluster"})
    void aSectionIsRenewedAndKeepsOtherStoresOut(String kind) throws Exception {
        String uri = uri(kind).replace("1m", "6s");
        try (Store one = Partd.open(uri);
                Store other = Partd.open(uri)) {
            one.append("x", new byte[1]);
            Section section = one.lock();
            List<Parallel.Running> all = List.of(
                    Parallel.start(() -> other.append(Map.of("x", new byte[1], "y", new byte[30_000]))),
                    Parallel.start(() -> other.append("z", new byte[5])),
                    Parallel.start(() -> other.get("x")),
                    Parallel.start(other::keys),
                    Parallel.start(() -> other.lock().close()));
            awaitRenewals(2, uri);
            assertThat(all).allMatch(Parallel.Running::isAlive);
            one.append("x", new byte[1]);
            assertThat(one.get("x")).hasSize(2);
            assertThat(one.keys()).containsExactly("x");
            section.close();
            all.forEach(Parallel.Running::join);
            assertThat(one.get("x")).hasSize(3);
            assertThat(one.keys()).containsExactly("x", "y", "z");
        }
    }

    @Test
    void aSectionThatHasRunOutCanChangeNothing() throws Exception {
        RedisServer server = RedisServer.shared();
        String uri = uri("server");
        try (Store one = Partd.open(uri.replace("1m", "1h"));
                Store other = Partd.open(uri)) {
            one.append("x", new byte[1]);
            Section section = one.lock();
            server.cli("DEL", lockOf(uri));
            other.append("x", new byte[2]);
            for (Parallel.Action action : List.<Parallel.Action>of(
                    () -> one.append("x", new byte[1]),
                    () -> one.append(Map.of("x", new byte[30_000])),
                    () -> one.pop("x"),
                    () -> one.get("x"),
                    () -> one.delete("x"),
                    one::keys)) {
                assertThatThrownBy(action::run)
                        .isInstanceOf(IOException.class)
                        .hasMessageContaining("section has run out");
            }
            Section theirs = other.lock();
            assertThatThrownBy(() -> one.append("x", new byte[1])).hasMessageContaining("section has run out");
            section.close();
            other.append("x", new byte[1]);
            theirs.close();
            one.append("x", new byte[1]);
            assertThat(one.get("x")).hasSize(5);
        }
    }

    /** As by a fail-over of its node; the others may have been changed by then, or may be next. */
    @Test
    void aSectionThatOneBucketHasLostIsOverInAll() throws Exception {
        String uri = uri("server").replace("1m", "3s") + "&buckets=2";
        try (Store store = Partd.open(uri)) {
            List<String> keys = IntStream.range(0, 50).mapToObj(i -> "k" + i).toList();
            Section section = store.lock();
            RedisServer.shared().cli("DEL", lockOf(uri).replace(":0}", ":1}"));
            RedisCluster.await(
                    "the end of the section in all buckets", () -> keys.stream().allMatch(key -> isOver(store, key)));
            for (String key : keys) {
                assertThatThrownBy(() -> store.append(key, new byte[1])).hasMessageContaining("section has run out");
            }
            section.close();
            for (String key : keys) {
                store.append(key, new byte[1]);
            }
            store.lock().close();
            assertThat(store.keys()).containsExactlyInAnyOrderElementsOf(keys);
            store.drop();
        }
    }

    private static boolean isOver(Store store, String key) {
        try {
            store.get(key);
            return false;
        } catch (IOException e) {
            return String.valueOf(e.getMessage()).contains("section has run out");
        }
    }

    @Test
    void aClientThatIsGoneHoldsOthersUpForItsLeaseOnly() throws Exception {
        String uri = uri("server");
        RedisServer server = RedisServer.shared();
        try (Store store = Partd.open(uri + "&timeout=500ms")) {
            server.cli("SET", lockOf(uri), "gone", "PX", "600000");
            assertThatThrownBy(() -> store.append("x", new byte[1]))
                    .isInstanceOf(IOException.class)
                    .hasMessageContaining("a section of another client excludes it");
            assertThatThrownBy(() -> store.get("x"))
                    .isInstanceOf(SocketTimeoutException.class)
                    .hasMessageContaining("for an answer: a section of another client excludes it");
            assertThatThrownBy(store::lock)
                    .isInstanceOf(SocketTimeoutException.class)
                    .hasMessageContaining("the section of another client");
        }
        try (Store store = Partd.open(uri)) {
            server.cli("PEXPIRE", lockOf(uri), "500");
            store.append("x", new byte[1]);
            store.lock().close();
            assertThat(store.get("x")).hasSize(1);
        }
    }

    @Test
    void manyKeysAreListedAndDroppedInASection() throws Exception {
        String uri = uri("server");
        Map<String, byte[]> batch = new TreeMap<>();
        for (int i = 0; i < 25_000; i++) {
            batch.put("k" + i, new byte[] {1});
        }
        try (Store store = Partd.open(uri);
                Store other = Partd.open(uri)) {
            store.append(batch);
            assertThat(store.keys()).isEqualTo(batch.keySet());
            Section section = store.lock();
            assertThat(store.keys()).hasSize(25_000);
            section.close();
            other.drop();
            assertThat(store.keys()).isEmpty();
            store.append("k1", new byte[2]);
            assertThat(other.get("k1")).hasSize(2);
        }
    }

    @Test
    void aDatasetOfAnotherVersionIsRefused() throws Exception {
        RedisServer server = RedisServer.shared();
        server.cli("HSET", "partd:{future}:layout", "version", "2", "buckets", "1");
        assertThatThrownBy(() -> Partd.open(server.uri("future")))
                .isInstanceOf(IOException.class)
                .hasMessage("dataset 'future' has layout version '2'; this is the program for version 1");
    }

    @Test
    void theNumberOfBucketsIsThatOfTheDataset() throws Exception {
        RedisServer server = RedisServer.shared();
        try (Store seven = Partd.open(server.uri("seven") + "?buckets=7");
                Store any = Partd.open(server.uri("seven"))) {
            for (int i = 0; i < 50; i++) {
                seven.append("k" + i, new byte[i + 1]);
                assertThat(any.size("k" + i)).isEqualTo(i + 1);
            }
            assertThat(any.keys()).hasSize(50);
            assertThat(any.guarantees()).isEqualTo(seven.guarantees());
        }
    }
}
