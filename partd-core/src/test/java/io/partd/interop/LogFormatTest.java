package io.partd.interop;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.partd.ChildProcess;
import io.partd.Partd;
import io.partd.Store;
import io.partd.log.SmallLog;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Logs that a program reads and writes which knows nothing but {@code docs/log-format.md}. */
@Tag("interop")
class LogFormatTest {

    private static final List<String> KEYS = List.of(
            "x",
            "a/b",
            "..",
            "name.csv",
            "\"quoted\\",
            "tab\tnul\0",
            "Ærø",
            "ключ",
            "自転車",
            "🚲/🚲",
            "\uffff",
            "long".repeat(900));
    private static final int LARGEST_PIECE = 256 << 10;

    @TempDir
    private Path directory;

    @BeforeAll
    static void requirePython() {
        Python.require();
    }

    @Test
    void aReaderOfThePageFindsWhatWeWrote() throws IOException, InterruptedException {
        Random random = new Random(42);
        Map<String, byte[]> expected = new HashMap<>();
        for (int round = 0; round < 6; round++) {
            try (Store store = SmallLog.open(directory)) {
                change(store, expected, random, 40);
                if (round % 3 == 1) {
                    store.compact();
                }
                if (round == 3) {
                    store.drop();
                    expected.clear();
                }
                change(store, expected, random, 3);
                // It needs no lock.
                assertThat(read(directory)).containsExactlyInAnyOrderElementsOf(lines(expected));
            }
            assertThat(read(directory)).containsExactlyInAnyOrderElementsOf(lines(expected));
        }
    }

    @Test
    void aReaderOfThePageFindsLargeValues() throws IOException, InterruptedException {
        Random random = new Random(43);
        Map<String, byte[]> expected = new HashMap<>();
        try (Store store = Partd.log(directory)) {
            for (int size : List.of(LARGEST_PIECE - 1, LARGEST_PIECE, LARGEST_PIECE + 1, 3 * LARGEST_PIECE + 7)) {
                append(store, expected, Map.of("ключ", bytes(random, size), "x", bytes(random, size / 10)));
            }
        }
        assertThat(read(directory)).containsExactlyInAnyOrderElementsOf(lines(expected));
        try (Store store = SmallLog.open(directory)) {
            append(store, expected, Map.of("ключ", bytes(random, LARGEST_PIECE + 1)));
            store.compact();
        }
        assertThat(read(directory)).containsExactlyInAnyOrderElementsOf(lines(expected));
    }

    @Test
    void weReadWhatAWriterOfThePageWrote() throws IOException, InterruptedException {
        Random random = new Random(44);
        Map<String, byte[]> expected = new HashMap<>();
        for (int round = 0; round < 3; round++) {
            pythonChanges(expected, random);
            assertThat(read(directory)).containsExactlyInAnyOrderElementsOf(lines(expected));
            try (Store store = round == 2 ? Partd.log(directory) : SmallLog.open(directory)) {
                assertHolds(store, expected);
                for (String key : KEYS) {
                    assertThat(store.iset(key, "set".getBytes(UTF_8))).isEqualTo(!expected.containsKey(key));
                    expected.putIfAbsent(key, "set".getBytes(UTF_8));
                }
                if (round == 1) {
                    store.compact();
                }
                change(store, expected, random, 10);
                assertHolds(store, expected);
            }
        }
        pythonChanges(expected, random);
        try (Store store = Partd.log(directory)) {
            store.compact();
            assertHolds(store, expected);
        }
    }

    @Test
    void aWriterOfThePageSeesThatTheLogIsOpen() throws IOException, InterruptedException {
        try (Store store = Partd.log(directory)) {
            store.append("x", new byte[] {1});
            try (ChildProcess python = Python.script("log_writer.py", directory.toString())) {
                assertThat(python.rest()).containsExactly("somebody has the log open");
            }
            store.append("x", new byte[] {2});
            assertThat(store.get("x")).containsExactly(1, 2);
        }
        assertThat(read(directory)).containsExactlyElementsOf(lines(Map.of("x", new byte[] {1, 2})));
    }

    @ParameterizedTest
    @ValueSource(strings = {"log", "log-segments", "log-compacted", "log-with-metadata"})
    void aReaderOfThePageReadsTheGoldenLogs(String name) throws IOException, InterruptedException {
        Path golden = Python.resource("/golden/" + name);
        try (Stream<Path> files = Files.list(golden)) {
            for (Path file : files.toList()) {
                Files.copy(file, directory.resolve(file.getFileName()));
            }
        }
        Map<String, byte[]> found = new HashMap<>();
        try (Store store = Partd.log(directory)) {
            for (String key : store.keys()) {
                found.put(key, store.get(key));
            }
        }
        assertThat(read(golden)).isNotEmpty().containsExactlyInAnyOrderElementsOf(lines(found));
    }

    @Test
    void aReaderOfThePageRefusesAnotherVersion() throws IOException, InterruptedException {
        for (String name : List.of("log-of-version-2", "log-with-segment-of-version-2")) {
            try (ChildProcess python = Python.script(
                    "log_reader.py", Python.resource("/golden/" + name).toString())) {
                assertThat(python.rest()).singleElement().asString().endsWith("of format version 2");
                assertThat(python.exitStatus()).isEqualTo(1);
            }
        }
    }

    private static void change(Store store, Map<String, byte[]> expected, Random random, int times) throws IOException {
        for (int i = 0; i < times; i++) {
            String key = KEYS.get(random.nextInt(KEYS.size()));
            switch (random.nextInt(6)) {
                case 0 -> {
                    store.delete(List.of(key, "never"));
                    expected.remove(key);
                }
                case 1 -> {
                    byte[] value = bytes(random, 100);
                    assertThat(store.iset(key, value)).isEqualTo(expected.putIfAbsent(key, value) == null);
                }
                case 2 -> {
                    byte[] popped = expected.remove(key);
                    assertThat(store.pop(key)).isEqualTo(popped == null ? new byte[0] : popped);
                }
                default -> append(store, expected, batch(random));
            }
        }
    }

    private static void append(Store store, Map<String, byte[]> expected, Map<String, byte[]> batch)
            throws IOException {
        store.append(batch);
        batch.forEach((key, value) -> expected.merge(key, value, LogFormatTest::concat));
    }

    /** Has Python write batches. */
    private void pythonChanges(Map<String, byte[]> expected, Random random) throws IOException, InterruptedException {
        try (ChildProcess python = Python.script("log_writer.py", directory.toString(), "3000")) {
            for (int i = 0; i < 30; i++) {
                List<String> records = new ArrayList<>();
                batch(random).forEach((key, value) -> {
                    records.add("[" + quoted(key) + ", \"" + base64(value) + "\"]");
                    expected.merge(key, value, LogFormatTest::concat);
                });
                String deleted = KEYS.get(random.nextInt(KEYS.size()));
                if (random.nextInt(4) == 0) {
                    records.add("[" + quoted(deleted) + ", null]");
                    expected.remove(deleted);
                }
                python.writeLine("[" + String.join(", ", records) + "]");
            }
            python.writeLine("");
            assertThat(python.join()).containsExactly("30");
        }
    }

    private static Map<String, byte[]> batch(Random random) {
        Map<String, byte[]> batch = new LinkedHashMap<>();
        for (int i = random.nextInt(3); i >= 0; i--) {
            byte[] value = bytes(random, 1 + random.nextInt(random.nextInt(20) == 0 ? 3000 : 60));
            batch.put(KEYS.get(random.nextInt(KEYS.size())), value);
        }
        return batch;
    }

    private static void assertHolds(Store store, Map<String, byte[]> expected) throws IOException {
        assertThat(store.keys()).containsExactlyInAnyOrderElementsOf(expected.keySet());
        for (Map.Entry<String, byte[]> entry : expected.entrySet()) {
            assertThat(store.get(entry.getKey())).as(entry.getKey()).isEqualTo(entry.getValue());
        }
    }

    private static List<String> read(Path directory) throws IOException, InterruptedException {
        try (ChildProcess python = Python.script("log_reader.py", directory.toString())) {
            return python.join();
        }
    }

    /** Returns what the reader should print. */
    private static List<String> lines(Map<String, byte[]> expected) {
        List<String> lines = new ArrayList<>();
        expected.forEach((key, value) -> {
            String shown = value.length > 1000 ? "\"sha256\": \"" + sha256(value) : "\"value\": \"" + base64(value);
            lines.add("{\"key\": " + quoted(key) + ", \"size\": " + value.length + ", " + shown + "\"}");
        });
        return lines;
    }

    /** Returns a text as JSON in ASCII. */
    private static String quoted(String text) {
        StringBuilder quoted = new StringBuilder("\"");
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c == '"' || c == '\\') {
                quoted.append('\\').append(c);
            } else if (c == '\t') {
                quoted.append("\\t");
            } else if (c < ' ' || c > '~') {
                quoted.append(String.format("\\u%04x", (int) c));
            } else {
                quoted.append(c);
            }
        }
        return quoted.append('"').toString();
    }

    private static String base64(byte[] value) {
        return Base64.getEncoder().encodeToString(value);
    }

    private static String sha256(byte[] value) {
        try {
            return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(value));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }

    private static byte[] bytes(Random random, int size) {
        byte[] value = new byte[size];
        random.nextBytes(value);
        return value;
    }

    private static byte[] concat(byte[] a, byte[] b) {
        ByteArrayOutputStream both = new ByteArrayOutputStream();
        both.writeBytes(a);
        both.writeBytes(b);
        return both.toByteArray();
    }
}
