package io.partd.file;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.partd.ChildProcess;
import io.partd.Durability;
import io.partd.OutcomeUnknownException;
import io.partd.SmallDisk;
import io.partd.internal.CString;
import io.partd.internal.Errno;
import io.partd.internal.LockFile;
import io.partd.internal.SystemCalls;
import java.io.IOException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class FileStoreFailureTest {

    @TempDir
    private Path directory;

    /** What is tried with a fault in it. */
    private enum Attempt {
        APPEND {
            @Override
            void on(FilePerKeyStore store) throws IOException {
                store.append(batch());
            }
        },
        ISET {
            @Override
            void on(FilePerKeyStore store) throws IOException {
                store.iset("new/set", bytes("set"));
            }
        },
        CLAIM {
            @Override
            void on(FilePerKeyStore store) throws IOException {
                store.claim(List.of("claimed", "new/claimed"));
            }
        },
        POP {
            @Override
            void on(FilePerKeyStore store) throws IOException {
                store.pop(List.of("old", "older/old"));
            }
        };

        abstract void on(FilePerKeyStore store) throws IOException;
    }

    private static Map<String, byte[]> batch() {
        return new TreeMap<>(Map.of(
                "first",
                bytes("1"),
                "new/deep/key",
                bytes("2"),
                "new/key",
                bytes("3"),
                "old",
                bytes("4"),
                "zone",
                bytes("5")));
    }

    @ParameterizedTest
    @EnumSource(Attempt.class)
    void whatFailsLeavesNothingBehindWhicheverCallFails(Attempt attempt) throws IOException {
        for (Durability durability : List.of(Durability.NEVER, Durability.BATCH)) {
            int calls = callsOf(attempt, durability);
            assertThat(calls).isGreaterThan(5);
            int failed = 0;
            for (int i = 0; i < calls; i++) {
                failed += failsCleanly(attempt, durability, i) ? 1 : 0;
            }
            assertThat(failed).isGreaterThan(5);
        }
    }

    private int callsOf(Attempt attempt, Durability durability) throws IOException {
        FaultyCalls faulty = new FaultyCalls();
        try (FilePerKeyStore store = filled(attempt + "-" + durability, durability, faulty)) {
            faulty.clear();
            attempt.on(store);
            return faulty.log().size();
        }
    }

    /** Tells whether the attempt failed, after checking that it has changed nothing then. */
    private boolean failsCleanly(Attempt attempt, Durability durability, int call) throws IOException {
        FaultyCalls faulty = new FaultyCalls();
        String name = attempt + "-" + durability + "-" + call;
        try (FilePerKeyStore store = filled(name, durability, faulty)) {
            Map<String, String> before = contents(store.directory());
            faulty.clear();
            faulty.limitWrites(1);
            faulty.failAt(call, Errno.ENOSPC);
            boolean failed = false;
            try {
                attempt.on(store);
            } catch (IOException e) {
                failed = true;
                assertThat(e).as(name).isNotInstanceOf(OutcomeUnknownException.class);
            }
            if (failed) {
                String what = name + " " + faulty.log().get(call);
                assertThat(isUnlocked(store.directory())).as(what).isTrue();
                assertThat(contents(store.directory())).as(what).isEqualTo(before);
                boolean distrusted = faulty.log().get(call).startsWith("sync ");
                try (FilePerKeyStore again = FilePerKeyStore.open(store.directory())) {
                    attempt.on(distrusted ? again : store);
                }
                assertThat(contents(store.directory())).as(what + ", again").isNotEqualTo(before);
            }
            return failed;
        }
    }

    private static boolean isUnlocked(Path data) throws IOException {
        SystemCalls calls = SystemCalls.system();
        Path path = data.resolve(".lock");
        int file = calls.openToAppend(SystemCalls.ANYWHERE, CString.of(path));
        try (LockFile lock = new LockFile(calls, file, path)) {
            return lock.tryAcquire();
        }
    }

    private FilePerKeyStore filled(String name, Durability durability, FaultyCalls faulty) throws IOException {
        FilePerKeyStore store = FilePerKeyStore.open(directory.resolve(name), durability, faulty.calls());
        store.append(Map.of("old", bytes("before,"), "older/old", bytes("before")));
        return store;
    }

    private static Map<String, String> contents(Path data) throws IOException {
        Map<String, String> contents = new TreeMap<>();
        try (Stream<Path> all = Files.walk(data)) {
            for (Path path : all.toList()) {
                contents.put(
                        data.relativize(path).toString(),
                        Files.isDirectory(path) ? "directory" : Files.readString(path));
            }
        }
        return contents;
    }

    @Test
    void saysWhenUndoingFailedToo() throws IOException {
        FaultyCalls faulty = new FaultyCalls();
        try (FilePerKeyStore store =
                FilePerKeyStore.open(directory.resolve("data"), Durability.NEVER, faulty.calls())) {
            Path a = store.directory().resolve("a");
            Path b = store.directory().resolve("b");
            store.append("a", bytes("1"));
            faulty.failOn("write " + b, Errno.ENOSPC);
            faulty.failOn("truncate " + a, Errno.EIO);
            assertThatThrownBy(() -> store.append(new TreeMap<>(Map.of("a", bytes("2"), "b", bytes("3")))))
                    .isInstanceOf(OutcomeUnknownException.class)
                    .hasMessage(b
                            + ": no space left on device; rolling back failed too, so part of the change may be"
                            + " visible: " + a + ": input/output error");
        }
    }

    @Test
    void aDeletionThatFailsHalfWayIsOfUnknownOutcome() throws IOException {
        FaultyCalls faulty = new FaultyCalls();
        try (FilePerKeyStore store =
                FilePerKeyStore.open(directory.resolve("data"), Durability.NEVER, faulty.calls())) {
            store.append(Map.of("a", bytes("1"), "b", bytes("2")));
            faulty.failOn("remove " + store.directory().resolve("b"), Errno.EIO);
            assertThatThrownBy(() -> store.delete(List.of("b", "a"))).isNotInstanceOf(OutcomeUnknownException.class);
            assertThat(store.keys()).containsExactly("a", "b");
            assertThatThrownBy(() -> store.delete(List.of("a", "b"))).isInstanceOf(OutcomeUnknownException.class);
            assertThat(store.keys()).containsExactly("b");
            assertThatThrownBy(() -> store.delete(List.of("a", "b"))).isNotInstanceOf(OutcomeUnknownException.class);
        }
    }

    @Test
    void aFileThatAnotherHandHasMadeGrowIsNotCut() throws IOException {
        FaultyCalls faulty = new FaultyCalls();
        try (FilePerKeyStore store =
                FilePerKeyStore.open(directory.resolve("data"), Durability.NEVER, faulty.calls())) {
            Path a = store.directory().resolve("a");
            store.append("a", bytes("old,"));
            faulty.clear();
            faulty.on("openToAppend " + store.directory().resolve("b"), () -> {
                Files.writeString(a, "foreign", StandardOpenOption.APPEND);
                return -Errno.EIO;
            });
            assertThatThrownBy(() -> store.append(new TreeMap<>(Map.of("a", bytes("ours"), "b", bytes("ours")))))
                    .hasMessageContaining(a + ": has grown by another writer from 8 bytes to 15");
            assertThat(a).hasContent("old,oursforeign");
        }
    }

    @Test
    void aFullDiskLeavesNothingOfAnAppend() throws Exception {
        try (SmallDisk disk = SmallDisk.mount(directory.resolve("disk"), 1);
                FilePerKeyStore store = FilePerKeyStore.open(disk.directory().resolve("data"))) {
            store.append(Map.of("a", bytes("before"), "c", new byte[300_000]));
            Map<String, byte[]> batch =
                    new TreeMap<>(Map.of("a", bytes("small"), "b", new byte[300_000], "c", new byte[600_000]));
            assertThatThrownBy(() -> store.append(batch))
                    .isInstanceOf(FileSystemException.class)
                    .hasMessage(store.directory().resolve("c") + ": no space left on device");
            assertThat(store.keys()).containsExactly("a", "c");
            assertThat(store.get("a")).asString(UTF_8).isEqualTo("before");
            assertThat(store.size("c")).isEqualTo(300_000);
            assertThat(store.directory().resolve("b")).doesNotExist();

            store.delete("c");
            store.append(Map.of("a", bytes("small"), "b", new byte[300_000], "c", new byte[500_000]));
            assertThat(store.get("a")).asString(UTF_8).isEqualTo("beforesmall");
        }
    }

    /** Appends more than the largest file that its process may make. */
    static final class TooLargeAppend {

        private TooLargeAppend() {}

        public static void main(String[] arguments) throws IOException {
            try (FilePerKeyStore store = FilePerKeyStore.open(Path.of(arguments[0]))) {
                store.append(Map.of("a", bytes("before"), "b", bytes("before")));
                try {
                    store.append(new TreeMap<>(Map.of("a", bytes("after"), "b", new byte[8 << 20])));
                    System.out.println("no failure");
                } catch (FileSystemException e) {
                    System.out.println(e.getReason());
                }
            }
        }
    }

    @Test
    void aFileThatMayNotGrowLeavesNothingOfAnAppend() throws Exception {
        Path data = directory.resolve("limited");
        try (ChildProcess child = ChildProcess.jvmAfter("ulimit -f 4000", TooLargeAppend.class, data.toString())) {
            assertThat(child.join())
                    .containsExactly("file too large for the file system or for the limit that 'ulimit -f' shows");
        }
        assertThat(data.resolve("a")).hasContent("before");
        assertThat(data.resolve("b")).hasContent("before");
    }

    private static byte[] bytes(String text) {
        return text.getBytes(UTF_8);
    }
}
