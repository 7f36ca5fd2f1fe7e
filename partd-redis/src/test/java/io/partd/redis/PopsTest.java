package io.partd.redis;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.partd.ChildProcess;
import io.partd.Parallel;
import io.partd.Partd;
import io.partd.Store;
import io.partd.redis.change.Writes;
import io.partd.redis.layout.Layout;
import io.partd.redis.read.StoredValue;
import io.partd.redis.read.Values;
import io.partd.redis.wire.Answer;
import io.partd.redis.wire.Call;
import io.partd.redis.wire.Calls;
import io.partd.redis.wire.Deadline;
import io.partd.redis.wire.Dialing;
import io.partd.redis.wire.Nodes;
import io.partd.redis.wire.Script;
import io.partd.redis.wire.SingleServer;
import io.partd.redis.wire.Text;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import redis.clients.jedis.util.JedisClusterCRC16;

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
        try (Nodes nodes = new Nodes(new SingleServer(address.hosts().get(0)), new Dialing(options.settings(address)));
                Store store = Partd.open(RedisServer.shared().uri("again"))) {
            Calls calls = new Calls(nodes);
            Values values = new Values(Layout.of("again", 1, calls, 0, deadline), calls, options.timeout());
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
            String memo = server.names("partd:{kept:0}:m:*").get(0);
            assertThat(Long.parseLong(server.cli("TTL", memo))).isBetween(5 * 3_600L, 6 * 3_600L);
        }
    }

    /** One that grew beyond what an array holds between the reading and the popping. */
    @Test
    void whatNoArrayHoldsIsNotPopped() throws Exception {
        RedisServer server = RedisServer.shared();
        RedisOptions options = RedisOptions.defaults();
        RedisAddress address = RedisAddress.of(server.uri("grown"));
        Deadline deadline = new Deadline(Duration.ofSeconds(30));
        int known = Integer.MAX_VALUE - 100;
        server.cli("HSET", "partd:{grown:0}:v:x", "generation", "g", "pieces", "2", "length", "" + (known + 200L));
        server.cli("HSET", "partd:{grown:0}:v:x", "last", "" + known, "0", "0", "1", "" + known);
        server.cli("SET", "partd:{grown:0}:p:g:1", "x".repeat(200));
        Layout layout = grown(address, options, deadline);
        try (Nodes nodes = new Nodes(new SingleServer(address.hosts().get(0)), new Dialing(options.settings(address)));
                Writes writes = new Writes(nodes, layout);
                Store store = Partd.open(server.uri("grown"))) {
            Answer answer = writes.carryOut(
                    Script.POP,
                    layout.buckets().get(0),
                    List.of(Text.of("x")),
                    Sections.NO_SECTION,
                    List.of(
                            Text.of(1 << 20),
                            Text.unique(),
                            Text.of("g"),
                            Text.of(known),
                            Text.of(Values.LARGEST_ARRAY),
                            Text.of(60_000)),
                    deadline,
                    "pop",
                    List.of("x"));
            assertThat(answer.text(0)).isEqualTo("more");
            assertThat(store.size("x")).isEqualTo(known + 200L);
            assertThatThrownBy(() -> store.pop("x"))
                    .isInstanceOf(IOException.class)
                    .hasMessageContaining("bytes, an array at most");
            server.cli("SADD", "partd:{grown:0}:keys", "x");
            store.drop();
        }
    }

    private static Layout grown(RedisAddress address, RedisOptions options, Deadline deadline) throws IOException {
        try (Nodes nodes =
                new Nodes(new SingleServer(address.hosts().get(0)), new Dialing(options.settings(address)))) {
            return Layout.of("grown", 1, new Calls(nodes), 0, deadline);
        }
    }

    /** Its answer was lost, it comes again, and meanwhile the value was replaced while another reader is not done. */
    @Test
    void aReaderThatAsksAgainLeavesThePiecesThatOthersRead() throws Exception {
        RedisOptions options = RedisOptions.defaults();
        RedisAddress address = RedisAddress.of(RedisServer.shared().uri("repeated"));
        Deadline deadline = new Deadline(Duration.ofSeconds(30));
        byte[] old = filled('o');
        byte[] fresh = filled('f');
        try (Nodes nodes = new Nodes(new SingleServer(address.hosts().get(0)), new Dialing(options.settings(address)));
                Store store = Partd.open(RedisServer.shared().uri("repeated"))) {
            Calls calls = new Calls(nodes);
            Layout layout = Layout.of("repeated", 1, calls, 0, deadline);
            Values values = new Values(layout, calls, options.timeout());
            store.append("x", old);
            Call read = layout.buckets()
                    .get(0)
                    .reading(
                            Script.READ,
                            Sections.NO_SECTION,
                            List.of(Text.of("x")),
                            List.of(Text.of(0), Text.of(60_000), Text.unique()));
            calls.call(read, deadline);
            StoredValue before = values.find(List.of("x"), Sections.NO_SECTION, Text.unique(), 0, deadline)
                    .get("x");
            assertThat(store.pop("x")).isEqualTo(old);
            store.append("x", fresh);
            calls.call(read, deadline);
            assertThat(values.array(before, deadline)).isEqualTo(old);
            assertThat(store.get("x")).isEqualTo(fresh);
            store.drop();
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

    /** Pops what is small, and then what there is no memory for. */
    static final class PoorPopper {

        private PoorPopper() {}

        public static void main(String[] arguments) throws IOException {
            try (Store store = Partd.open(arguments[0])) {
                store.pop(List.of(arguments[1], arguments[2]));
            } catch (OutOfMemoryError | IOException e) {
                System.out.println(e);
            }
        }
    }

    @Test
    void aPopForWhichThereIsTooLittleMemoryPutsBackWhatItHas() throws Exception {
        RedisServer server = RedisServer.shared();
        try (Store store = Partd.open(server.uri("poor") + "?buckets=2")) {
            String large = "large";
            store.append(large, new byte[48 << 20]);
            int bucket = server.cli("EXISTS", "partd:{poor:0}:v:large").equals("1") ? 0 : 1;
            String small = IntStream.range(0, 100)
                    .mapToObj(i -> "k" + i)
                    .filter(name -> JedisClusterCRC16.getCRC16(name) % 2 != bucket)
                    .findFirst()
                    .orElseThrow();
            store.append(small, new byte[3]);
            List<String> command = List.of(
                    Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                    "-Xmx32m",
                    "-XX:+UseSerialGC",
                    "-cp",
                    System.getProperty("surefire.test.class.path", System.getProperty("java.class.path")),
                    PoorPopper.class.getName(),
                    server.uri("poor"),
                    small,
                    large);
            try (ChildProcess child = ChildProcess.of(command)) {
                assertThat(child.join()).last().asString().startsWith("java.lang.OutOfMemoryError");
            }
            assertThat(store.get(small)).hasSize(3);
            assertThat(store.size(large)).isEqualTo(48 << 20);
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
