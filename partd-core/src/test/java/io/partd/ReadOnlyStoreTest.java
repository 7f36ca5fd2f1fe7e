package io.partd;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.partd.buffer.WriteBuffer;
import io.partd.codec.Zlib;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Stores in directories, opened read-only: they read all, change nothing, and need no permission to write. */
final class ReadOnlyStoreTest {

    private static final byte[] X = "value of x".getBytes(UTF_8);

    @TempDir
    private Path temporary;

    private static Store open(String scheme, Path directory) throws IOException {
        return Partd.open(scheme + ":" + directory + "?readonly=true");
    }

    private static void make(String scheme, Path directory) throws IOException {
        try (Store store = Partd.open(scheme + ":" + directory)) {
            store.append(Map.of("x", X, "large", new byte[500_000], "a/b", X));
            store.append("gone", X);
            store.delete("gone");
        }
    }

    private static void requireAll(Store store) throws IOException {
        assertThat(store.keys()).containsExactly("a/b", "large", "x");
        assertThat(store.keys("a/")).containsExactly("a/b");
        assertThat(store.get("x")).isEqualTo(X);
        assertThat(store.get(List.of("x", "gone", "a/b"))).containsExactly(X, new byte[0], X);
        assertThat(store.size("large")).isEqualTo(500_000);
        try (InputStream in = store.open("large")) {
            assertThat(in.readAllBytes()).isEqualTo(new byte[500_000]);
        }
    }

    /** Returns what is in a directory, with all that a change would change. */
    private static Map<String, Object> contents(Path directory) throws IOException {
        Map<String, Object> contents = new TreeMap<>();
        try (Stream<Path> files = Files.walk(directory)) {
            for (Path file : files.toList()) {
                contents.put(
                        file.toString(),
                        List.of(
                                Files.getLastModifiedTime(file),
                                Files.getAttribute(file, "unix:ctime"),
                                Files.isDirectory(file) ? "" : new String(Files.readAllBytes(file), UTF_8)));
            }
        }
        return contents;
    }

    @ParameterizedTest
    @ValueSource(strings = {"file", "log"})
    void readsAllAndChangesNothing(String scheme) throws IOException {
        Path directory = temporary.resolve("dataset");
        make(scheme, directory);
        Map<String, Object> before = contents(directory);
        try (Store store = open(scheme, directory)) {
            requireAll(store);
            store.flush();
        }
        assertThat(contents(directory)).isEqualTo(before);
    }

    @ParameterizedTest
    @ValueSource(strings = {"file", "log"})
    void whatWouldChangeItThrows(String scheme) throws IOException {
        Path directory = temporary.resolve("dataset");
        make(scheme, directory);
        Map<String, Object> before = contents(directory);
        try (Store store = open(scheme, directory)) {
            List<ThrowingCallable> changes = List.of(
                    () -> store.append("x", X),
                    () -> store.append(Map.of("x", X)),
                    () -> store.append(Map.of()),
                    () -> store.appendBuffers(Map.of()),
                    () -> store.iset("x", X),
                    () -> store.iset("new", X),
                    () -> store.pop("x"),
                    () -> store.pop(List.of("gone")),
                    () -> store.delete("x"),
                    () -> store.delete(List.of()),
                    () -> store.claim(List.of("new")),
                    store::drop,
                    store::compact,
                    store::lock,
                    () -> store.tryLock(Duration.ZERO),
                    () -> store.with(Zlib.codec()).append("x", X),
                    () -> store.with(WriteBuffer.of("1m")).append("x", X));
            assertThat(changes)
                    .allSatisfy(change -> assertThatThrownBy(change)
                            .isInstanceOf(ReadOnlyException.class)
                            .hasMessageContaining("read-only: ")
                            .hasMessageContaining(directory.toRealPath().toString()));
            assertThat(store.guarantees())
                    .contains(Guarantee.ATOMIC_READS, Guarantee.SHARED)
                    .doesNotContain(Guarantee.EXCLUSIVE_SECTIONS, Guarantee.APPENDS_SURVIVE_KILL);
            requireAll(store);
        }
        assertThat(contents(directory)).isEqualTo(before);
    }

    @ParameterizedTest
    @ValueSource(strings = {"file", "log"})
    void whatIsMissingIsNotMade(String scheme) throws IOException {
        Path missing = temporary.resolve("missing/dataset");
        assertThatThrownBy(() -> open(scheme, missing))
                .isInstanceOf(NoSuchFileException.class)
                .hasMessageContaining(missing.toString());
        assertThat(missing.getParent()).doesNotExist();
        Path empty = Files.createDirectory(temporary.resolve("empty"));
        assertThatThrownBy(() -> open(scheme, empty))
                .isInstanceOf(NoSuchFileException.class)
                .hasMessageContaining(empty.toString());
        assertThat(empty).isEmptyDirectory();
        Path other = Files.createDirectory(temporary.resolve("other"));
        Files.writeString(other.resolve("letter.txt"), "Dear");
        assertThatThrownBy(() -> open(scheme, other)).isInstanceOf(IOException.class);
        assertThat(contents(other)).hasSize(2);
        make(scheme.equals("log") ? "file" : "log", temporary.resolve("foreign"));
        assertThatThrownBy(() -> open(scheme, temporary.resolve("foreign"))).hasMessageContaining("open it as");
    }

    @ParameterizedTest
    @ValueSource(strings = {"file", "log"})
    void otherOptionsAreRefused(String scheme) {
        assertThatThrownBy(() -> Partd.open(scheme + ":" + temporary + "?readonly=true&fsync=true"))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("fsync");
        assertThatThrownBy(() -> Partd.open(scheme + ":" + temporary + "?readonly=yes"))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("must be true or false");
    }

    @ParameterizedTest
    @ValueSource(strings = {"file", "log"})
    void needsNoPermissionToWrite(String scheme) throws Exception {
        Path directory = temporary.resolve("disk/dataset");
        try (Unwritable disk = Unwritable.make(temporary.resolve("disk"), () -> make(scheme, directory))) {
            assertThat(disk.directory()).isDirectory();
            assertThatThrownBy(() -> Partd.open(scheme + ":" + directory)).isInstanceOf(IOException.class);
            try (Store store = open(scheme, directory)) {
                requireAll(store);
            }
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"file", "log"})
    void seesWhatAnotherProcessDoes(String scheme) throws Exception {
        Path directory = temporary.resolve("dataset");
        make(scheme, directory);
        try (ChildProcess writer = ChildProcess.jvm(Writing.class, scheme + ":" + directory);
                Store store = open(scheme, directory)) {
            assertThat(writer.readLine()).isEqualTo("open");
            for (int round = 0; round < 20; round++) {
                writer.writeLine("go on");
                long last = 0;
                while (last < Writing.APPENDS * 8L) {
                    List<byte[]> both = store.get(List.of("p", "q"));
                    assertThat(both.get(0)).as("a batch is seen wholly").isEqualTo(both.get(1));
                    assertThat((long) both.get(0).length).isGreaterThanOrEqualTo(last);
                    for (int i = 0; i < both.get(0).length; i++) {
                        assertThat(both.get(0)[i]).isEqualTo((byte) (i / 8));
                    }
                    last = both.get(0).length;
                }
                assertThat(writer.readLine()).isEqualTo("appended");
                writer.writeLine("drop");
                assertThat(writer.readLine()).isEqualTo("dropped");
                assertThat(store.keys()).isEmpty();
            }
            writer.writeLine("end");
            writer.join();
        }
    }

    /** Appends to two keys at once, compacts, and drops, as it is told. */
    static final class Writing {

        static final int APPENDS = 100;

        private Writing() {}

        public static void main(String[] arguments) throws IOException {
            try (Store store = Partd.open(arguments[0])) {
                System.out.println("open");
                while (System.in.read() == 'g') {
                    skipLine();
                    for (int i = 0; i < APPENDS; i++) {
                        byte[] value = new byte[8];
                        Arrays.fill(value, (byte) i);
                        store.append(Map.of("p", value, "q", value));
                        if (i % 40 == 0) {
                            store.compact();
                        }
                    }
                    System.out.println("appended");
                    skipLine();
                    store.drop();
                    System.out.println("dropped");
                }
            }
        }

        private static void skipLine() throws IOException {
            int next = System.in.read();
            while (next != '\n' && next >= 0) {
                next = System.in.read();
            }
        }
    }
}
