package io.partd.redis;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;

import io.partd.Parallel;
import io.partd.Partd;
import io.partd.Store;
import java.io.IOException;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Pops that others come between. */
@Timeout(60)
final class PopsTest {

    private static final int LARGE = 2 << 20;

    /** One that pops reads a large value before it deletes it, and again if it has changed meanwhile. */
    @Test
    void aReaderThatComesAgainTakesNoNewValueForTheOldOne() throws Exception {
        RedisOptions options = RedisOptions.defaults();
        RedisAddress address = RedisAddress.of(RedisServer.shared().uri("again"));
        Deadline deadline = new Deadline(Duration.ofSeconds(30));
        byte[] reader = Text.unique();
        byte[] old = filled('o');
        byte[] fresh = filled('f');
        try (Nodes nodes = new Nodes(new SingleServer(address.hosts().get(0)), new Dialing(address, options), options);
                Store store = Partd.open(RedisServer.shared().uri("again"))) {
            Calls calls = new Calls(nodes);
            Values values = new Values(Layout.of("again", 1, calls, 0, deadline), calls, options);
            store.append("x", old);
            StoredValue before = values.find(List.of("x"), Sections.NO_SECTION, reader, 0, deadline)
                    .get("x");
            assertThat(store.pop("x")).isEqualTo(old);
            store.append("x", fresh);
            StoredValue after = values.find(List.of("x"), Sections.NO_SECTION, reader, 0, deadline)
                    .get("x");
            assertThat(after.generation()).isNotEqualTo(before.generation());
            assertThat(values.array(before, deadline)).isEqualTo(old);
            assertThat(values.array(after, deadline)).isEqualTo(fresh);
            store.drop();
        }
    }

    /** As long as it may be asked for. */
    @Test
    void anAnswerIsKeptForLongerThanACallMayTake() throws Exception {
        RedisServer server = RedisServer.shared();
        try (Store store = Partd.open(server.uri("kept") + "?timeout=5h")) {
            store.append(Map.of("x", new byte[3]));
            assertThat(store.pop("x")).hasSize(3);
            String memo = server.cli("--scan", "--pattern", "partd:{kept:0}:m:*");
            assertThat(Long.parseLong(server.cli("TTL", memo))).isBetween(5 * 3_600L, 6 * 3_600L);
        }
    }

    private static byte[] filled(char with) {
        byte[] bytes = new byte[LARGE];
        Arrays.fill(bytes, (byte) with);
        return bytes;
    }

    @Test
    void anInterruptedPopPutsBackWhatItHas() throws Exception {
        RedisServer server = RedisServer.shared();
        try (Store store = Partd.open(server.uri("interrupted") + "?buckets=2&timeout=3s")) {
            List<String> names = IntStream.range(0, 100).mapToObj(i -> "k" + i).toList();
            names.forEach(name -> append(store, name));
            List<String> first = stored(server, names, 0);
            List<String> second = stored(server, names, 1);
            server.cli("SET", "partd:{interrupted:1}:lock", "somebody");
            AtomicReference<Throwable> thrown = new AtomicReference<>();
            Parallel.Running pop = Parallel.start(() -> {
                Thread popping = Thread.currentThread();
                Parallel.Running interrupting = Parallel.start(() -> {
                    while (server.cli("EXISTS", "partd:{interrupted:0}:v:" + first.get(0))
                            .equals("1")) {
                        RedisServer.pause(10);
                    }
                    popping.interrupt();
                });
                try {
                    store.pop(IntStream.range(0, 100)
                            .mapToObj(i -> i < first.size() ? first.get(i) : second.get(i - first.size()))
                            .toList());
                } catch (IOException e) {
                    thrown.set(e);
                }
                assertThat(Thread.interrupted()).isTrue();
                interrupting.join();
            });
            pop.join();
            server.cli("DEL", "partd:{interrupted:1}:lock");
            assertThat(thrown.get()).isInstanceOf(IOException.class);
            assertThat(store.keys()).containsExactlyInAnyOrderElementsOf(names);
            for (String name : first) {
                assertThat(store.get(name)).asString(US_ASCII).isEqualTo("value of " + name);
            }
            store.drop();
        }
    }

    private static void append(Store store, String name) {
        try {
            store.append(Map.of(name, ("value of " + name).getBytes(US_ASCII)));
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    /** Returns those that are in a bucket. */
    private static List<String> stored(RedisServer server, List<String> names, int bucket) throws IOException {
        List<String> there = server.cli("SMEMBERS", "partd:{interrupted:" + bucket + "}:keys")
                .lines()
                .toList();
        assertThat(there).isNotEmpty();
        return names.stream().filter(there::contains).toList();
    }
}
