package io.partd.log;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;

import io.partd.ChildProcess;
import io.partd.Durability;
import io.partd.Section;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Several processes on one log. */
@SuppressWarnings("try") // a section is ended, not used
final class LogProcessesTest {

    private static final Log.Options OPTIONS = new Log.Options(100_000, 500);

    @TempDir
    private Path directory;

    private static LogStore open(Path dataset) throws IOException {
        return LogStore.open(dataset, Durability.NEVER, OPTIONS);
    }

    private static byte[] bytes(String text) {
        return text.getBytes(US_ASCII);
    }

    /** Appends numbered pieces to a key of its own and to one of all. */
    static final class Writer {

        private Writer() {}

        public static void main(String[] arguments) throws IOException {
            String name = arguments[1];
            try (LogStore store = open(Path.of(arguments[0]))) {
                for (int i = 0; i < Integer.parseInt(arguments[2]); i++) {
                    byte[] piece = bytes(name + ":" + i + ",");
                    store.append(Map.of("all", piece, "of " + name, piece));
                }
            }
        }
    }

    @Test
    void writersReadersAndCompactionsOfSeveralProcessesAgree() throws Exception {
        Path dataset = directory.resolve("dataset");
        int writers = 4;
        int batches = 3000;
        List<ChildProcess> children = new ArrayList<>();
        try (LogStore store = open(dataset)) {
            for (int i = 0; i < writers; i++) {
                children.add(ChildProcess.jvm(
                        Writer.class, dataset.toString(), Integer.toString(i), Integer.toString(batches)));
            }
            long all = 0;
            for (int round = 0; all < (long) writers * batches; round++) {
                List<byte[]> values = store.get(List.of("all", "of 0", "of 1", "of 2", "of 3"));
                long count = pieces(values.get(0)).count();
                assertThat(count).isGreaterThanOrEqualTo(all);
                assertThat(values.stream()
                                .skip(1)
                                .mapToLong(value -> value.length)
                                .sum())
                        .isEqualTo(values.get(0).length);
                all = count;
                if (round % 5 == 0) {
                    store.compact();
                }
            }
            for (ChildProcess child : children) {
                child.join();
            }
            String everything = new String(store.get("all"), US_ASCII);
            for (int i = 0; i < writers; i++) {
                StringBuilder expected = new StringBuilder();
                for (int j = 0; j < batches; j++) {
                    expected.append(i).append(':').append(j).append(',');
                }
                String prefix = i + ":";
                assertThat(store.get("of " + i)).asString(US_ASCII).isEqualTo(expected.toString());
                StringBuilder found = new StringBuilder();
                pieces(bytes(everything))
                        .filter(piece -> piece.startsWith(prefix))
                        .forEach(found::append);
                assertThat(found.toString()).isEqualTo(expected.toString());
            }
        } finally {
            for (ChildProcess child : children) {
                child.close();
            }
        }
    }

    private static Stream<String> pieces(byte[] value) {
        return Stream.of(new String(value, US_ASCII).split("(?<=,)")).filter(piece -> !piece.isEmpty());
    }

    /** Does what it is told, line by line. */
    static final class Puppet {

        private Puppet() {}

        public static void main(String[] arguments) throws IOException {
            List<Section> sections = new ArrayList<>();
            List<InputStream> streams = new ArrayList<>();
            try (LogStore store = open(Path.of(arguments[0]))) {
                for (String line = readLine(); !line.isEmpty(); line = readLine()) {
                    System.out.println(does(line, store, sections, streams));
                }
            }
        }

        private static String does(String line, LogStore store, List<Section> sections, List<InputStream> streams)
                throws IOException {
            switch (line) {
                case "lock" -> sections.add(store.lock());
                case "unlock" -> sections.remove(0).close();
                case "drop" -> store.drop();
                case "compact" -> store.compact();
                case "open" -> streams.add(store.open("x"));
                case "read" -> {
                    return new String(streams.remove(0).readAllBytes(), US_ASCII);
                }
                case "get" -> {
                    return new String(store.get("x"), US_ASCII);
                }
                default -> store.append("x", bytes(line));
            }
            return "done";
        }

        private static String readLine() throws IOException {
            StringBuilder line = new StringBuilder();
            for (int c = System.in.read(); c >= 0 && c != '\n'; c = System.in.read()) {
                line.append((char) c);
            }
            return line.toString();
        }
    }

    private static String tell(ChildProcess child, String line) throws IOException {
        child.writeLine(line);
        return child.readLine();
    }

    @Test
    void whatOneProcessReplacesTheOtherSees() throws Exception {
        Path dataset = directory.resolve("dataset");
        try (LogStore store = open(dataset);
                ChildProcess other = ChildProcess.jvm(Puppet.class, dataset.toString())) {
            store.append("x", bytes("one,"));
            assertThat(tell(other, "get")).isEqualTo("one,");
            assertThat(tell(other, "two,")).isEqualTo("done");
            assertThat(store.get("x")).asString(US_ASCII).isEqualTo("one,two,");
            assertThat(tell(other, "open")).isEqualTo("done");
            try (InputStream before = store.open("x")) {
                assertThat(tell(other, "compact")).isEqualTo("done");
                assertThat(store.get("x")).asString(US_ASCII).isEqualTo("one,two,");
                store.drop();
                assertThat(tell(other, "get")).isEmpty();
                assertThat(tell(other, "three")).isEqualTo("done");
                assertThat(store.get("x")).asString(US_ASCII).isEqualTo("three");
                assertThat(tell(other, "read")).isEqualTo("one,two,");
                assertThat(new String(before.readAllBytes(), US_ASCII)).isEqualTo("one,two,");
            }
        }
    }

    @Test
    void aSectionKeepsReadersOfOtherProcessesOut() throws Exception {
        Path dataset = directory.resolve("dataset");
        try (LogStore store = open(dataset);
                ChildProcess other = ChildProcess.jvm(Puppet.class, dataset.toString())) {
            store.append("x", bytes("before,"));
            assertThat(tell(other, "get")).isEqualTo("before,");
            Section section = store.lock();
            try {
                store.append("x", bytes("within,"));
                other.writeLine("get");
                awaitWanted(dataset);
                store.append("x", bytes("still within"));
            } finally {
                section.close();
            }
            assertThat(other.readLine()).isEqualTo("before,within,still within");
        }
    }

    /** Waits until a process asks for the lock, by the first word of the lock file. */
    static void awaitWanted(Path dataset) throws Exception {
        long deadline = System.nanoTime() + TimeUnit.MINUTES.toNanos(4);
        while (ByteBuffer.wrap(Files.readAllBytes(dataset.resolve("partd-log.lock")))
                        .getLong(0)
                == 0) {
            assertThat(System.nanoTime()).as("nobody asks for the lock").isLessThan(deadline);
            Thread.sleep(1);
        }
    }

    @Test
    void aProcessThatIsKilledInASectionLeavesTheLogToTheOthers() throws Exception {
        Path dataset = directory.resolve("dataset");
        try (LogStore store = open(dataset)) {
            for (int i = 0; i < 3; i++) {
                try (ChildProcess other = ChildProcess.jvm(Puppet.class, dataset.toString())) {
                    assertThat(tell(other, "lock")).isEqualTo("done");
                    assertThat(tell(other, i + ",")).isEqualTo("done");
                    other.kill();
                }
                assertThat(new String(store.get("x"), US_ASCII)).endsWith(i + ",");
                store.append("x", bytes("and,"));
            }
            assertThat(store.get("x")).asString(US_ASCII).isEqualTo("0,and,1,and,2,and,");
        }
    }
}
