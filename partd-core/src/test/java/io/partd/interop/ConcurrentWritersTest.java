package io.partd.interop;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;

import io.partd.ChildProcess;
import io.partd.Partd;
import io.partd.Store;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * Two Python processes and two JVMs append to one directory at once, 100,000 times in all, while it is dropped by this
 * JVM in the middle and by Python when all pause. Each record names its writer and its place, so every byte is
 * accounted for.
 */
@Tag("interop")
@Timeout(300)
class ConcurrentWritersTest {

    private static final int WRITERS = 4;
    private static final int BEFORE_BARRIER = 20_000;
    private static final int APPENDS = 25_000;

    @TempDir
    private Path directory;

    private Path data;
    private final List<Progress> progress = new ArrayList<>();
    private final List<ChildProcess> writers = new ArrayList<>();

    @BeforeEach
    void start() throws IOException {
        Python.require();
        data = directory.resolve("data");
        List<String> files = new ArrayList<>();
        for (int i = 0; i < WRITERS; i++) {
            Path file = directory.resolve("progress" + i);
            progress.add(new Progress(file));
            files.add(file.toString());
        }
        for (int i = 0; i < WRITERS; i++) {
            String[] arguments = Stream.concat(Stream.of(data.toString(), Integer.toString(i)), files.stream())
                    .toArray(String[]::new);
            writers.add(i < 2 ? Python.script("writer.py", arguments) : ChildProcess.jvm(Writer.class, arguments));
        }
    }

    @AfterEach
    void stop() throws IOException {
        for (ChildProcess writer : writers) {
            writer.close();
        }
    }

    @Test
    void pythonAndJavaAppendToOneDirectoryAndDropItMeanwhile() throws Exception {
        expect("ready");
        try (Store store = Partd.file(data)) {
            tell(0, BEFORE_BARRIER);
            while (progress.stream().mapToInt(Progress::acknowledged).min().orElseThrow() < BEFORE_BARRIER / 2) {
                Thread.sleep(1);
            }
            int[] gone = progress.stream().mapToInt(Progress::acknowledged).toArray();
            store.drop();
            int[] begun = progress.stream().mapToInt(Progress::begun).toArray();
            expect("done");

            for (int writer = 0; writer < WRITERS; writer++) {
                int first = firstOf(store, writer);
                assertThat(first)
                        .as("first append of writer %d that is there", writer)
                        .isBetween(gone[writer], begun[writer]);
                assertThat(first).as("appends of writer %d in all", writer).isLessThan(BEFORE_BARRIER);
                assertAllThere(store, writer, first, BEFORE_BARRIER);
            }
            assertNoOtherBytes(store);

            try (PythonSession python = new PythonSession("file", data)) {
                python.drop();
            }
            assertThat(Files.exists(data.resolve(".lock"))).isFalse();
            tell(BEFORE_BARRIER, APPENDS);
            expect("done");
            for (int writer = 0; writer < WRITERS; writer++) {
                assertAllThere(store, writer, BEFORE_BARRIER, APPENDS);
            }
            assertNoOtherBytes(store);
        }
    }

    private void tell(int first, int last) throws IOException {
        for (ChildProcess writer : writers) {
            writer.writeLine(first + " " + last);
        }
    }

    private void expect(String line) throws IOException {
        for (ChildProcess writer : writers) {
            assertThat(writer.readLine()).isEqualTo(line);
        }
    }

    private static int firstOf(Store store, int writer) throws IOException {
        int first = Integer.MAX_VALUE;
        for (String key : Writer.keys()) {
            for (String line : linesOf(store, key, writer)) {
                first = Math.min(first, Integer.parseInt(line.split(" ")[1]));
            }
        }
        return first;
    }

    private static void assertAllThere(Store store, int writer, int first, int last) throws IOException {
        Map<String, List<String>> expected = new TreeMap<>();
        for (int i = first; i < last; i++) {
            for (String key : Writer.keys(i)) {
                expected.computeIfAbsent(key, k -> new ArrayList<>()).add(Writer.line(writer, i, key));
            }
        }
        for (String key : Writer.keys()) {
            assertThat(linesOf(store, key, writer))
                    .as("key %s, writer %d", key, writer)
                    .isEqualTo(expected.getOrDefault(key, List.of()));
        }
    }

    private static List<String> linesOf(Store store, String key, int writer) throws IOException {
        return new String(store.get(key), US_ASCII)
                .lines()
                .filter(line -> line.startsWith(writer + " "))
                .toList();
    }

    private static void assertNoOtherBytes(Store store) throws IOException {
        for (String key : store.keys()) {
            long bytes = 0;
            for (int writer = 0; writer < WRITERS; writer++) {
                bytes += linesOf(store, key, writer).stream()
                        .mapToLong(line -> line.length() + 1)
                        .sum();
            }
            assertThat(store.size(key)).as(key).isEqualTo(bytes);
        }
    }
}
