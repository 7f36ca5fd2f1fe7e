package io.partd.cli.shuffle;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.partd.ForwardingStore;
import io.partd.Metadata;
import io.partd.Partd;
import io.partd.Store;
import io.partd.cli.Cli;
import io.partd.cli.Cli.Result;
import io.partd.shuffle.DelimitedFormat;
import io.partd.shuffle.ShuffleSummary;
import io.partd.zmq.Endpoint;
import io.partd.zmq.server.PartdServer;
import io.partd.zmq.server.ServerOptions;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** {@code partd shuffle --to} a store that is not a directory of files. */
final class StoreOutputTest {

    private static final String FIRST = "k,v\na,1\nb,2\n";

    @TempDir
    private Path directory;

    private BrokenStore served;
    private PartdServer server;

    @BeforeEach
    void serve() throws IOException {
        served = new BrokenStore(Partd.memory());
        server = PartdServer.start(served, List.of(Endpoint.of("tcp://127.0.0.1:0")), ServerOptions.defaults());
    }

    @AfterEach
    void stop() throws IOException {
        server.close();
    }

    private String uri(String kind) {
        return kind.equals("log")
                ? "log:" + directory.resolve("log")
                : server.endpoints().get(0).toString();
    }

    private Path input(String name, String text) throws IOException {
        return Files.writeString(directory.resolve(name), text);
    }

    private Result shuffle(String uri, String text, Object... options) throws IOException {
        List<Object> words = new ArrayList<>(List.of("shuffle", input("in.csv", text), "--to", uri, "--by", "k"));
        words.addAll(List.of(options));
        return Cli.run(words.toArray());
    }

    private void shuffled(String uri, String text, Object... options) throws IOException {
        Result result = shuffle(uri, text, options);
        assertThat(result.err()).isEmpty();
        assertThat(result.status()).isZero();
        assertThat(result.out()).contains(" partition");
    }

    private static Map<String, String> contents(String uri) throws IOException {
        Map<String, String> contents = new TreeMap<>();
        try (Store store = Partd.open(uri)) {
            for (String key : store.keys()) {
                contents.put(key, new String(store.get(key), StandardCharsets.UTF_8));
            }
        }
        return contents;
    }

    @ParameterizedTest
    @ValueSource(strings = {"log", "tcp"})
    void getsTheRowsOfEachPartition(String kind) throws IOException {
        shuffled(uri(kind), "k,fare\nOslo,10\nBern,20\nOslo,30\nLima,5\n", "-n", 4);
        assertThat(contents(uri(kind)))
                .isEqualTo(Map.of(
                        "part-00000.csv", "k,fare\n",
                        "part-00001.csv", "k,fare\nLima,5\n",
                        "part-00002.csv", "k,fare\n",
                        "part-00003.csv", "k,fare\nOslo,10\nBern,20\nOslo,30\n"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"log", "tcp"})
    void getsAPartitionForEachValue(String kind) throws IOException {
        shuffled(uri(kind), FIRST, "--distinct");
        shuffled(uri(kind), "k,v\nb,3\nc,4\n", "--distinct", "--append");
        assertThat(contents(uri(kind)))
                .isEqualTo(Map.of("k=a", "k,v\na,1\n", "k=b", "k,v\nb,2\nb,3\n", "k=c", "k,v\nc,4\n"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"log", "tcp"})
    void growsIfAskedTo(String kind) throws IOException {
        shuffled(uri(kind), "k,v\r\na,1", "-n", 1);
        shuffled(uri(kind), "k,v\nb,2", "-n", 1, "--append");
        shuffled(uri(kind), "k,v\n", "-n", 1, "--append");
        assertThat(contents(uri(kind))).containsExactly(Map.entry("part-00000.csv", "k,v\r\na,1\r\nb,2"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"log", "tcp"})
    void growsWhateverTheLengthOfItsHeader(String kind) throws IOException {
        String header = "k," + "c".repeat(3 << 20) + "\n";
        shuffled(uri(kind), header + "a,1\n", "-n", 1);
        shuffled(uri(kind), header + "b,2\n", "-n", 1, "--append");
        assertThat(contents(uri(kind)).get("part-00000.csv")).isEqualTo(header + "a,1\nb,2\n");
    }

    @ParameterizedTest
    @ValueSource(strings = {"log", "tcp"})
    void doesNotGrowByWhatDoesNotFit(String kind) throws IOException {
        shuffled(uri(kind), FIRST, "-n", 2);
        Map<String, String> before = contents(uri(kind));
        assertThat(shuffle(uri(kind), FIRST, "-n", 3, "--append").err())
                .contains(
                        kind.equals("log")
                                ? "is partitioned by shuffle's 'hash into 2 by k', and not by 'hash into 3 by k'"
                                : "has 2 partitions up to part-00001.csv, and 3 up to part-00002.csv would be appended");
        assertThat(shuffle(uri(kind), "k,w\na,1\n", "-n", 2, "--append").err())
                .contains("has the header 'k,v', and the rows to append 'k,w'");
        assertThat(contents(uri(kind))).isEqualTo(before);
    }

    /** Without headers nothing else tells how many partitions there are, and nothing ever tells the column. */
    @Test
    void aLogRemembersHowItIsPartitioned() throws IOException {
        Path rows = input("rows.csv", "a,1\nb,2\n");
        Object[] shuffle = {"shuffle", rows, "--no-header", "--to", uri("log"), "--by"};
        assertThat(run(shuffle, "1", "-n", 2).err()).isEmpty();
        Map<String, String> before = contents(uri("log"));
        assertThat(run(shuffle, "1", "-n", 3, "--append").err())
                .contains("is partitioned by shuffle's 'hash into 2 by 1', and not by 'hash into 3 by 1'; use the same"
                        + " --by and -n, or choose another dataset");
        assertThat(run(shuffle, "1", "-n", 2, "--range", "--append").err()).contains("not by 'range into 2 by 1'");
        assertThat(contents(uri("log"))).isEqualTo(before);
        assertThat(run(shuffle, "1", "-n", 2, "--append").err()).isEmpty();

        assertThat(run(shuffle, "1", "-n", 3, "--overwrite").err()).isEmpty();
        assertThat(run(shuffle, "1", "-n", 3, "--append").err()).isEmpty();
    }

    @Test
    void aLogRemembersTheColumn() throws IOException {
        shuffled(uri("log"), FIRST, "-n", 2);
        Object[] shuffle = {"shuffle", directory.resolve("in.csv"), "--to", uri("log"), "-n", 2, "--append", "--by"};
        assertThat(run(shuffle, "v").err())
                .contains("is partitioned by shuffle's 'hash into 2 by k', and not by 'hash into 2 by v'");
        Map<String, String> before = contents(uri("log"));
        assertThat(run(shuffle, "2").err())
                .contains("is partitioned by shuffle's 'hash into 2 by k', and not by 'hash into 2 by v'");
        assertThat(contents(uri("log"))).isEqualTo(before);
        assertThat(run(shuffle, "1").err()).isEmpty();
        assertThat(run(shuffle, "k").err()).isEmpty();
    }

    @Test
    void aLogRemembersTheNamesOfColumnsGivenByNumbers() throws IOException {
        Path rows = input("rows.csv", FIRST);
        assertThat(Cli.run("shuffle", rows, "--by", 2, "--by", 1, "-n", 2, "--to", uri("log"))
                        .err())
                .isEmpty();
        Object[] shuffle = {"shuffle", rows, "--to", uri("log"), "-n", 2, "--append", "--by"};
        assertThat(run(shuffle, "k", "--by", "v").err())
                .contains("is partitioned by shuffle's 'hash into 2 by v,k', and not by 'hash into 2 by k,v'");
        assertThat(run(shuffle, "1", "--by", "2").err()).contains("and not by 'hash into 2 by k,v'");
        assertThat(run(shuffle, "v", "--by", "1").err()).isEmpty();
    }

    /** Without a header, two numbers are two columns. */
    @Test
    void aLogRemembersTheNumberOfAColumnWithoutAName() throws IOException {
        Object[] shuffle = {"shuffle", input("rows.csv", "a,1\n"), "--no-header", "--to", uri("log"), "-n", 2, "--by"};
        assertThat(run(shuffle, "1").err()).isEmpty();
        assertThat(run(shuffle, "2", "--append").err())
                .contains("is partitioned by shuffle's 'hash into 2 by 1', and not by 'hash into 2 by 2'");
    }

    @ParameterizedTest
    @CsvSource({"k, k", "v --numeric, v", "1, k"})
    void aLogRemembersTheBoundsOfItsRanges(String by, String byName) throws IOException {
        Path first = input("first.csv", "k,v\na,1\nb,2\nc,3\nd,4\n");
        Path low = input("low.csv", "k,v\na,0\na,1\naa,1\n");
        Object[] range = {"shuffle", "--to", uri("log"), "--range", "-n", 2, first, "--by"};
        assertThat(run(range, (Object[]) by.split(" ")).err()).isEmpty();
        range[range.length - 2] = low;
        List<Object> more =
                new ArrayList<>(List.of((Object[]) by.replace("1", byName).split(" ")));
        more.add("--append");
        assertThat(run(range, more.toArray()).err()).isEmpty();
        assertThat(contents(uri("log")))
                .isEqualTo(Map.of(
                        "part-00000.csv", "k,v\na,1\nb,2\na,0\na,1\naa,1\n", "part-00001.csv", "k,v\nc,3\nd,4\n"));
        more.set(more.size() - 1, "--overwrite");
        assertThat(run(range, more.toArray()).err()).isEmpty();
        assertThat(contents(uri("log")).get("part-00001.csv"))
                .as("ranges of its own")
                .isNotEqualTo("k,v\n");
    }

    /** 40 bounds need several entries of metadata; a log has no room for 400. */
    @ParameterizedTest
    @ValueSource(ints = {40, 400})
    void aLogRemembersBoundsThatAreLong(int count) throws IOException {
        StringBuilder rows = new StringBuilder("k,v\n");
        for (int i = 0; i < count; i++) {
            rows.append(1000 + i).append("é".repeat(1500)).append(",1\n");
        }
        shuffled(uri("log"), rows.toString(), "--range", "-n", count);
        Map<String, String> before = contents(uri("log"));
        Result added = shuffle(uri("log"), "k,v\n1001,5\n", "--range", "-n", count, "--append");
        if (count == 40) {
            assertThat(added.err()).isEmpty();
            assertThat(contents(uri("log")).get("part-00000.csv")).isEqualTo(before.get("part-00000.csv") + "1001,5\n");
        } else {
            assertThat(added.err())
                    .contains("does not remember the bounds of its ranges, so that no rows can be added to them; make"
                            + " it again with --overwrite, or choose another dataset")
                    .hasLineCount(1);
            assertThat(contents(uri("log"))).isEqualTo(before);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "{ \"shuffle.bounds.\": [ \"c", "[ ]"})
    void aLogOfAnOlderVersionGetsNoOtherRanges(String bounds) throws IOException {
        try (Store log = Partd.log(directory.resolve("log"))) {
            log.append("part-00000.csv", "k,v\na,1\n".getBytes(StandardCharsets.UTF_8));
            log.append("part-00001.csv", "k,v\nc,3\n".getBytes(StandardCharsets.UTF_8));
            Metadata metadata = log.metadata().orElseThrow();
            metadata.putIfAbsent("shuffle", "range into 2 by k".getBytes(StandardCharsets.UTF_8));
            if (!bounds.isEmpty()) {
                metadata.putIfAbsent("shuffle.bounds.0", bounds.getBytes(StandardCharsets.UTF_8));
            }
        }
        Result result = shuffle(uri("log"), FIRST, "--range", "-n", 2, "--append");
        assertThat(result.err())
                .contains("does not remember the bounds of its ranges")
                .hasLineCount(1);
        assertThat(result.status()).isEqualTo(1);
        shuffled(uri("log"), FIRST, "--range", "-n", 2, "--overwrite");
        shuffled(uri("log"), FIRST, "--range", "-n", 2, "--append");
    }

    /** A dataset on Redis keeps metadata, and gets the rows as they come. */
    @Test
    void aStoreThatKeepsMetadataRemembersTheBounds() throws IOException {
        Partitioning ranges = new Partitioning(Partitioning.Method.RANGE, 2, List.of("1"));
        List<byte[]> bounds = List.of("b".getBytes(StandardCharsets.UTF_8));
        try (Store store = Partd.log(directory.resolve("log"))) {
            write(store, ranges, OutputDirectory.Existing.REFUSE, bounds);
            assertThat(store.metadata().orElseThrow().entries().get("shuffle"))
                    .asString()
                    .isEqualTo("range into 2 by k");
            try (StoreOutput output = prepare(store, ranges, OutputDirectory.Existing.APPEND)) {
                assertThat(output.bounds()).usingRecursiveComparison().isEqualTo(bounds);
            }
            try (StoreOutput output = prepare(store, ranges, OutputDirectory.Existing.REPLACE)) {
                assertThat(output.bounds()).isNull();
            }
        }
    }

    @Test
    void anEmptyStoreThatRemembersAnotherPartitioningSaysSo() throws IOException {
        try (Store store = Partd.log(directory.resolve("log"))) {
            write(store, 2, OutputDirectory.Existing.REFUSE);
            store.delete(store.keys());
        }
        try (Store store = Partd.log(directory.resolve("log"))) {
            assertThatThrownBy(() -> write(store, 3, OutputDirectory.Existing.REFUSE))
                    .isInstanceOf(IOException.class)
                    .hasMessageContaining("not by 'hash into 3 by k'; say --overwrite to have it forget that");
        }
        try (Store store = Partd.log(directory.resolve("log"))) {
            write(store, 3, OutputDirectory.Existing.REPLACE);
            assertThat(store.metadata().orElseThrow().entries().get("shuffle"))
                    .asString()
                    .isEqualTo("hash into 3 by k");
        }
    }

    private static void write(Store store, int count, OutputDirectory.Existing existing) throws IOException {
        write(store, new Partitioning(Partitioning.Method.HASH, count, List.of("k")), existing, null);
    }

    private static void write(
            Store store, Partitioning partitioning, OutputDirectory.Existing existing, List<byte[]> bounds)
            throws IOException {
        try (StoreOutput output = prepare(store, partitioning, existing)) {
            output.setBounds(bounds);
            output.write()
                    .append(Map.of(
                            "part-00000.csv", List.of(ByteBuffer.wrap("k,v\n".getBytes(StandardCharsets.UTF_8)))));
            output.publish(new ShuffleSummary(0, 0, 0, List.of()));
        }
    }

    /** Takes a store over, and leaves it open. */
    private static StoreOutput prepare(Store store, Partitioning partitioning, OutputDirectory.Existing existing)
            throws IOException {
        ForwardingStore open = new ForwardingStore(store) {
            @Override
            public void close() {
                // The test goes on with it.
            }
        };
        return prepare(open, partitioning, existing, new PrintWriter(new StringWriter()));
    }

    private static StoreOutput prepare(
            Store store, Partitioning partitioning, OutputDirectory.Existing existing, PrintWriter err)
            throws IOException {
        DelimitedFormat csv = DelimitedFormat.csv();
        return StoreOutput.prepare(
                store, csv, partitioning, new TextContents(csv, true, new FileOptions()), existing, err);
    }

    private static Result run(Object[] words, Object... more) {
        List<Object> all = new ArrayList<>(List.of(words));
        all.addAll(List.of(more));
        return Cli.run(all.toArray());
    }

    @ParameterizedTest
    @ValueSource(strings = {"log", "tcp"})
    void isRefusedIfNotEmpty(String kind) throws IOException {
        shuffled(uri(kind), FIRST, "-n", 1);
        Result result = shuffle(uri(kind), FIRST, "-n", 1);
        assertThat(result.status()).isEqualTo(1);
        assertThat(result.err()).contains("say --overwrite or --append").hasLineCount(1);
        shuffled(uri(kind), "k,v\nc,3\n", "-n", 2, "--overwrite");
        assertThat(String.join("", contents(uri(kind)).values())).isEqualTo("k,v\nk,v\nc,3\n");
    }

    @ParameterizedTest
    @ValueSource(strings = {"log", "tcp"})
    void isReplacedByNothingIfThereAreNoRows(String kind) throws IOException {
        shuffled(uri(kind), FIRST, "--distinct");
        shuffled(uri(kind), "k,v\n", "--distinct", "--overwrite");
        assertThat(contents(uri(kind))).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"log", "tcp"})
    void isRefusedIfSomethingElseIsInIt(String kind) throws IOException {
        assertThat(Cli.run("append", uri(kind), "letter", input("letter", "Dear"))
                        .err())
                .isEmpty();
        for (String option : List.of("--overwrite", "--append")) {
            Result result = shuffle(uri(kind), FIRST, "-n", 1, option);
            assertThat(result.err()).contains("has the key 'letter', which partd shuffle did not write");
        }
        assertThat(contents(uri(kind))).containsExactly(Map.entry("letter", "Dear"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"log", "tcp"})
    void isEmptyAgainIfARowCannotBePlaced(String kind) throws IOException {
        String rows = "k,v\n" + "a,1\n".repeat(1_500_000) + "b\"\n\"c\"d,1\n";
        Result result = shuffle(uri(kind), rows, "-n", 2, "--memory", "2m");
        assertThat(result.err()).contains("goes on after its closing quote").hasLineCount(1);
        if (kind.equals("log")) {
            assertThat(directory.resolve("log")).doesNotExist();
        } else {
            assertThat(served.appends).isPositive();
            assertThat(contents(uri(kind))).isEmpty();
        }
    }

    @Test
    void saysWhatStaysOfAnAppendThatFails() throws IOException {
        shuffled(uri("tcp"), FIRST, "-n", 1);
        served.failing = true;
        Result result = shuffle(uri("tcp"), "k,v\nc,3\n", "-n", 1, "--append");
        assertThat(result.err().lines())
                .hasSize(2)
                .first()
                .asString()
                .contains("what was added to Client(")
                .contains("until then stays");
        assertThat(result.status()).isEqualTo(1);
    }

    /**
     * What is still on its way when the shuffle fails must not come after the deletion, nor keep it from being done.
     */
    @Test
    void isEmptyAgainAlsoIfAppendsWereUnderWay() throws IOException {
        LateStore late = new LateStore(Partd.memory());
        StringWriter err = new StringWriter();
        StoreOutput output = prepare(
                late,
                new Partitioning(Partitioning.Method.HASH, 3, List.of("k")),
                OutputDirectory.Existing.REFUSE,
                new PrintWriter(err));
        Writing writing = output.write();
        writing.append(Map.of("part-00000.csv", List.of(ByteBuffer.wrap(new byte[3]))));
        late.failing = true;
        writing.append(Map.of("part-00001.csv", List.of(ByteBuffer.wrap(new byte[3]))));
        late.failing = false;
        writing.append(Map.of("part-00002.csv", List.of(ByteBuffer.wrap(new byte[3]))));
        output.close();
        assertThat(err.toString()).isEmpty();
        assertThat(late.left).isEmpty();
    }

    @Test
    void isNotMemory() throws IOException {
        Result result = shuffle("memory:", FIRST);
        assertThat(result.status()).isEqualTo(2);
        assertThat(result.err()).contains("'memory:' would be gone with the command");
    }

    @Test
    void isNoDirectoryOfSomethingElse() throws IOException {
        Files.createDirectory(directory.resolve("log"));
        Files.writeString(directory.resolve("log/letter"), "Dear");
        for (String option : List.of("--overwrite", "--append")) {
            assertThat(shuffle(uri("log"), FIRST, "-n", 1, option).err())
                    .contains("is not a log; choose another directory");
        }
        assertThat(directory.resolve("log/letter")).hasContent("Dear");
    }

    @Test
    void mayBeSynced() throws IOException {
        shuffled(uri("log") + "?fsync=batch", FIRST, "-n", 1);
        assertThat(contents(uri("log"))).containsExactly(Map.entry("part-00000.csv", FIRST));
        assertThat(shuffle(uri("log") + "?sync=1", FIRST).err()).contains("unknown option 'sync'");
    }

    /**
     * Tells of an append that has failed when it is called the next time but for an append, once, and does nothing
     * else.
     */
    private static final class LateStore extends ForwardingStore {

        private boolean failing;
        private boolean failed;
        private Set<String> left = Set.of();

        private LateStore(Store store) {
            super(store);
        }

        @Override
        public void appendBuffers(Map<String, ? extends List<ByteBuffer>> batch) throws IOException {
            if (failing) {
                failed = true;
            } else {
                super.appendBuffers(batch);
            }
        }

        private void tell() throws IOException {
            boolean before = failed;
            failed = false;
            if (before) {
                throw new IOException("an append has failed, says the test; this call had no effect");
            }
        }

        @Override
        public void flush() throws IOException {
            tell();
            super.flush();
        }

        @Override
        public void delete(Collection<String> keys) throws IOException {
            tell();
            super.delete(keys);
        }

        @Override
        public void close() throws IOException {
            left = super.keys();
            super.close();
        }
    }

    /** Takes no append if it is told so. */
    private static final class BrokenStore extends ForwardingStore {

        private volatile boolean failing;
        private volatile int appends;

        private BrokenStore(Store store) {
            super(store);
        }

        @Override
        @SuppressWarnings("NonAtomicVolatileUpdate") // one client at a time
        public void appendBuffers(Map<String, ? extends List<ByteBuffer>> batch) throws IOException {
            if (failing) {
                throw new IOException("broken, says the test");
            }
            super.appendBuffers(batch);
            appends++;
        }
    }
}
