package io.partd.log;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.partd.ChildProcess;
import io.partd.CorruptDataException;
import io.partd.Durability;
import io.partd.Parallel;
import io.partd.Section;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.Arrays;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A log that is opened read-only: what writers and crashes leave in it, and what they do meanwhile. */
final class ReadOnlyLogTest {

    private static final Log.Options SMALL = new Log.Options(3000, 10);

    @TempDir
    private Path temporary;

    private Path directory;

    @BeforeEach
    void chooseDirectory() {
        directory = temporary.resolve("log");
    }

    private static byte[] bytes(String text) {
        return text.getBytes(UTF_8);
    }

    private static String get(LogStore log, String key) throws IOException {
        return new String(log.get(key), UTF_8);
    }

    private Path segment() {
        return directory.resolve("segment-0000000001");
    }

    @Test
    void followsAWriterOfThisProcess() throws IOException {
        try (LogStore writer = LogStore.open(directory, Durability.NEVER, SMALL);
                LogStore reader = LogStore.openReadOnly(directory)) {
            StringBuilder expected = new StringBuilder();
            for (int i = 0; i < 300; i++) {
                writer.append(Map.of("x", bytes("piece " + i), "key" + i % 7, bytes("other")));
                expected.append("piece ").append(i);
                if (i % 50 == 49) {
                    writer.compact();
                }
                assertThat(get(reader, "x")).isEqualTo(expected.toString());
            }
            InputStream in = reader.open("x");
            writer.drop();
            writer.append("y", bytes("after"));
            assertThat(reader.keys()).containsExactly("y");
            assertThat(new String(in.readAllBytes(), UTF_8))
                    .as("what is open stays readable")
                    .isEqualTo(expected.toString());
            in.close();
        }
    }

    @Test
    void keepsNoWriterFromMakingTheLogWhole() throws IOException {
        makeTorn();
        try (LogStore reader = LogStore.openReadOnly(directory)) {
            assertThat(get(reader, "x")).isEqualTo("whole");
            try (LogStore writer = LogStore.open(directory)) {
                assertThat(get(reader, "x")).isEqualTo("whole");
                writer.append("x", bytes(", and more"));
                assertThat(get(reader, "x")).isEqualTo("whole, and more");
            }
            try (LogStore writer = LogStore.open(directory)) {
                writer.append("x", bytes(" again"));
            }
            assertThat(get(reader, "x")).isEqualTo("whole, and more again");
        }
    }

    /** Leaves a batch of which a power cut has let no byte of the value reach the disk. */
    private void makeTorn() throws IOException {
        Path copy = temporary.resolve("copy");
        try (LogStore writer = LogStore.open(directory, Durability.FLUSH)) {
            writer.append("x", bytes("whole"));
            writer.flush();
            writer.append("x", bytes(", and what is lost of it"));
            Files.copy(segment(), copy);
        }
        byte[] killed = Files.readAllBytes(copy);
        int at = new String(killed, ISO_8859_1).indexOf("what is lost");
        Arrays.fill(killed, at, at + 12, (byte) 0);
        Files.write(segment(), killed);
    }

    @Test
    void aTornEndCountsAsNotWrittenAndStays() throws IOException {
        makeTorn();
        byte[] before = Files.readAllBytes(segment());
        for (int i = 0; i < 2; i++) {
            try (LogStore reader = LogStore.openReadOnly(directory)) {
                assertThat(get(reader, "x")).isEqualTo("whole");
                assertThat(reader.size("x")).isEqualTo(5);
            }
        }
        assertThat(Files.readAllBytes(segment())).isEqualTo(before);
    }

    @Test
    void damageIsNoTornEnd() throws IOException {
        try (LogStore writer = LogStore.open(directory)) {
            writer.append("x", bytes("damaged"));
            writer.append("x", bytes("whole"));
        }
        byte[] bytes = Files.readAllBytes(segment());
        bytes[128 + 32 + 16]++;
        Files.write(segment(), bytes);
        assertThatThrownBy(() -> LogStore.openReadOnly(directory))
                .isInstanceOf(CorruptDataException.class)
                .hasMessageContaining(segment().toString());
        assertThat(Files.readAllBytes(segment())).isEqualTo(bytes);
    }

    @Test
    void needsNoLockFilesAndUsesThoseThatAppear() throws IOException {
        try (LogStore writer = LogStore.open(directory)) {
            writer.append("x", bytes("copied"));
        }
        Files.delete(directory.resolve("partd-log.lock"));
        Files.delete(directory.resolve("partd-log.users"));
        try (LogStore reader = LogStore.openReadOnly(directory)) {
            assertThat(get(reader, "x")).isEqualTo("copied");
            assertThat(directory.resolve("partd-log.lock")).doesNotExist();
            try (LogStore writer = LogStore.open(directory, Durability.NEVER, SMALL)) {
                assertThat(get(reader, "x")).isEqualTo("copied");
                writer.append("x", bytes(" and used"));
                assertThat(get(reader, "x")).isEqualTo("copied and used");
                writer.drop();
                assertThat(reader.keys()).isEmpty();
            }
        }
        assertThat(directory.resolve("partd-log.lock")).exists();
    }

    @Test
    void waitsForASection() throws Exception {
        try (LogStore writer = LogStore.open(directory);
                LogStore reader = LogStore.openReadOnly(directory)) {
            writer.append("x", bytes("before"));
            Parallel.Running reading;
            try (Section section = writer.lock()) {
                writer.append("x", bytes(", within"));
                reading = Parallel.start(() -> assertThat(get(reader, "x")).isEqualTo("before, within, twice"));
                reading.awaitWaiting();
                assertThat(section).isNotNull();
                writer.append("x", bytes(", twice"));
            }
            reading.join();
        }
    }

    /** A process that dies in a section, or replacing the manifest, leaves words that nobody corrects here. */
    @Test
    void readsWhereAProcessDied() throws IOException {
        try (LogStore writer = LogStore.open(directory)) {
            writer.append("x", bytes("value"));
        }
        for (long[] words : new long[][] {{1, 1}, {0, 0}, {3, 0}, {0, 77}}) {
            store(64, words[0]);
            store(128, words[1]);
            try (LogStore reader = LogStore.openReadOnly(directory)) {
                assertThat(get(reader, "x")).isEqualTo("value");
                assertThat(get(reader, "x")).isEqualTo("value");
            }
        }
        try (LogStore reader = LogStore.openReadOnly(directory)) {
            store(64, 1);
            store(128, 0);
            assertThat(get(reader, "x")).isEqualTo("value");
            try (LogStore writer = LogStore.open(directory, Durability.NEVER, SMALL)) {
                writer.drop();
                writer.append("x", bytes("another"));
                assertThat(get(reader, "x")).isEqualTo("another");
            }
        }
    }

    private void store(long at, long word) throws IOException {
        ByteBuffer bytes = ByteBuffer.allocate(8).order(ByteOrder.LITTLE_ENDIAN).putLong(0, word);
        try (FileChannel lock = FileChannel.open(directory.resolve("partd-log.lock"), StandardOpenOption.WRITE)) {
            lock.write(bytes, at);
        }
    }

    @Test
    void readsWhatAKilledWriterLeft() throws Exception {
        try (ChildProcess writer = ChildProcess.jvm(Endless.class, directory.toString())) {
            assertThat(writer.readLine()).isEqualTo("begun");
            try (LogStore reader = LogStore.openReadOnly(directory)) {
                long size = 0;
                for (int i = 0; i < 200; i++) {
                    long now = reader.size("x");
                    assertThat(now).isGreaterThanOrEqualTo(size);
                    size = now;
                }
                writer.kill();
                byte[] value = reader.get("x");
                assertThat((long) value.length).isGreaterThanOrEqualTo(size);
                assertThat(value).isEqualTo(reader.get("y"));
                byte[] before = Files.readAllBytes(directory.resolve("partd-log"));
                try (LogStore again = LogStore.openReadOnly(directory)) {
                    assertThat(again.get("x")).isEqualTo(value);
                }
                assertThat(Files.readAllBytes(directory.resolve("partd-log"))).isEqualTo(before);
            }
        }
    }

    /** Appends until it is killed, in segments that are small. */
    static final class Endless {

        private Endless() {}

        public static void main(String[] arguments) throws IOException {
            try (LogStore log = LogStore.open(Path.of(arguments[0]), Durability.NEVER, new Log.Options(100_000, 100))) {
                log.append(Map.of("x", new byte[50], "y", new byte[50]));
                System.out.println("begun");
                while (true) {
                    log.append(Map.of("x", new byte[50], "y", new byte[50]));
                }
            }
        }
    }

    @Test
    void aManifestThatIsMissingIsNamed() throws IOException {
        try (LogStore writer = LogStore.open(directory)) {
            writer.append("x", bytes("value"));
        }
        Files.move(directory.resolve("partd-log"), temporary.resolve("away"), StandardCopyOption.ATOMIC_MOVE);
        assertThatThrownBy(() -> LogStore.openReadOnly(directory))
                .isInstanceOf(CorruptDataException.class)
                .hasMessageContaining("their list, partd-log, is missing");
        Files.delete(segment());
        assertThatThrownBy(() -> LogStore.openReadOnly(directory)).isInstanceOf(NoSuchFileException.class);
    }
}
