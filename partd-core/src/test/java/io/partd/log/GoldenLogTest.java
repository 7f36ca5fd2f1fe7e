package io.partd.log;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.partd.Partd;
import io.partd.Store;
import java.io.IOException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HexFormat;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Logs of format version 1, which stay readable as long as the version is, and are still written so. */
@EnabledOnOs(OS.LINUX)
final class GoldenLogTest {

    private static final Path GOLDEN = Path.of("src/test/resources/golden").toAbsolutePath();

    @TempDir
    private Path directory;

    @BeforeAll
    static void writeAnew() throws IOException {
        if ("write".equals(System.getProperty("partd.golden"))) {
            GoldenLogs.writeAll(GOLDEN);
        }
    }

    @Test
    void readsOneOfEachThing() throws IOException {
        try (Store log = Partd.log(copy(GoldenLogs.PLAIN))) {
            assertPlain(log);
            assertThat(log.keys()).hasSize(8);
            assertThat(log.get("bytes")).isEqualTo(GoldenLogs.everyByte());
        }
    }

    private static void assertPlain(Store log) throws IOException {
        Map<String, String> expected = Map.of(
                "x", "one,two", "a/b", "nested", "set", "first", "again", "3", "Ærø", "æ", "ключ", "к", "🚲\0", "🚲");
        for (Map.Entry<String, String> entry : expected.entrySet()) {
            assertThat(log.get(entry.getKey())).asString(UTF_8).isEqualTo(entry.getValue());
        }
        assertThat(log.keys()).containsAll(expected.keySet()).doesNotContain("gone");
    }

    @Test
    void readsSegmentsListsAndCheckpoints() throws IOException {
        try (Store log = Partd.log(copy(GoldenLogs.SEGMENTS))) {
            assertSegments(log);
        }
    }

    private static void assertSegments(Store log) throws IOException {
        assertThat(log.get("every")).asString(UTF_8).isEqualTo(numbers(0, 48, 1, ";"));
        assertThat(log.get("k0")).asString(UTF_8).isEqualTo(numbers(0, 48, 5, ","));
        assertThat(log.get("k3")).asString(UTF_8).isEmpty();
        assertThat(log.get("bytes")).isEqualTo(GoldenLogs.everyByte());
        assertThat(log.keys()).containsExactly("bytes", "every", "k0", "k1", "k2", "k4");
    }

    @Test
    void readsACompactedLog() throws IOException {
        try (Store log = Partd.log(copy(GoldenLogs.COMPACTED))) {
            assertThat(log.get("every")).asString(UTF_8).isEqualTo(numbers(0, 33, 1, ";"));
            assertThat(log.get("k0")).asString(UTF_8).isEqualTo(numbers(0, 33, 3, ","));
            assertThat(log.keys()).containsExactly("every", "k0", "k2");
        }
    }

    @Test
    void readsWhatAKilledWriterLeft() throws IOException {
        Path killed = copy(GoldenLogs.KILLED);
        try (Store log = Partd.log(killed)) {
            assertPlain(log);
            assertThat(log.keys()).hasSize(7);
            log.append("bytes", new byte[] {1});
        }
        try (Store log = Partd.log(killed)) {
            assertThat(log.get("bytes")).containsExactly(1);
        }
    }

    @Test
    void readsALogWithMetadata() throws IOException {
        try (Store log = Partd.log(copy(GoldenLogs.METADATA))) {
            assertPlain(log);
            assertThat(log.metadata().orElseThrow().entries()).containsOnlyKeys("by", "shuffle.header");
            assertThat(log.metadata().orElseThrow().entries().get("shuffle.header"))
                    .isEqualTo(GoldenLogs.everyByte());
        }
    }

    @Test
    void goesOnWithAnOldLog() throws IOException {
        Path copy = copy(GoldenLogs.SEGMENTS);
        try (Store log = SmallLog.open(copy)) {
            log.append("k0", "on".getBytes(UTF_8));
            log.compact();
            assertThat(log.get("k0")).asString(UTF_8).isEqualTo(numbers(0, 48, 5, ",") + "on");
            log.drop();
        }
        try (Store log = SmallLog.open(copy)) {
            assertThat(log.keys()).isEmpty();
        }
    }

    @Test
    void refusesAnotherVersionByName() throws IOException {
        Path manifest = copy(GoldenLogs.OTHER_MANIFEST);
        assertThatThrownBy(() -> Partd.log(manifest))
                .isInstanceOf(FileSystemException.class)
                .hasMessage(manifest.toRealPath().resolve("partd-log")
                        + ": is a log of format version 2; this program reads version 1 only, so use one that is as new"
                        + " as the log");
        Path segment = copy(GoldenLogs.OTHER_SEGMENT);
        assertThatThrownBy(() -> Partd.log(segment))
                .isInstanceOf(FileSystemException.class)
                .hasMessage(segment.toRealPath().resolve("segment-0000000001")
                        + ": is a log of format version 2; this program reads version 1 only, so use one that is as new"
                        + " as the log");
        assertThat(contents(segment)).isEqualTo(contents(golden(GoldenLogs.OTHER_SEGMENT)));
    }

    static Stream<String> names() {
        return GoldenLogs.NAMES.stream();
    }

    @ParameterizedTest
    @MethodSource("names")
    void writesTheSameBytes(String name) throws IOException {
        Path written = directory.resolve(name);
        GoldenLogs.write(name, written);
        assertThat(contents(written)).isEqualTo(contents(golden(name)));
    }

    /** Returns the files of a log in hexadecimal. */
    private static Map<String, String> contents(Path log) throws IOException {
        Map<String, String> contents = new TreeMap<>();
        try (Stream<Path> files = Files.list(log)) {
            for (Path file : files.toList()) {
                String name = file.getFileName().toString();
                byte[] bytes = Files.readAllBytes(file);
                if (!name.startsWith(Manifest.NAME + ".")) {
                    contents.put(name, HexFormat.of().formatHex(bytes));
                }
            }
        }
        return contents;
    }

    private static Path golden(String name) {
        return GOLDEN.resolve(name);
    }

    private Path copy(String name) throws IOException {
        Path copy = Files.createDirectory(directory.resolve(name));
        try (Stream<Path> files = Files.list(golden(name))) {
            for (Path file : files.toList()) {
                Files.copy(file, copy.resolve(file.getFileName().toString()));
            }
        }
        return copy;
    }

    private static String numbers(int from, int to, int step, String end) {
        return IntStream.iterate(from, i -> i < to, i -> i + step)
                .mapToObj(i -> i + end)
                .collect(Collectors.joining());
    }
}
