package io.partd.temporary;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.partd.ChildProcess;
import io.partd.file.FilePerKeyStore;
import java.io.IOException;
import java.nio.file.DirectoryNotEmptyException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.NotDirectoryException;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class TemporaryDirectoryTest {

    @TempDir
    private Path parent;

    @BeforeEach
    void resolve() throws IOException {
        parent = parent.toRealPath();
    }

    @Test
    void isForThisUserAndGoneWhenClosed() throws IOException {
        TemporaryDirectory directory = TemporaryDirectory.create(parent);
        assertThat(directory.path()).isDirectory().hasParent(parent);
        assertThat(directory.path().getFileName().toString()).matches("partd-[0-9a-f]{16}\\.tmp");
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(directory.path())))
                .isEqualTo("rwx------");
        Files.createDirectories(directory.path().resolve("a/b"));
        Files.writeString(directory.path().resolve("a/b/c"), "text");
        directory.close();
        directory.close();
        assertThat(left()).isEmpty();
    }

    @Test
    void deletesLinksAndNotWhatTheyLeadTo() throws IOException {
        Path outside = Files.createDirectory(parent.resolve("outside"));
        Files.writeString(outside.resolve("precious"), "kept");
        try (TemporaryDirectory directory = TemporaryDirectory.create(parent)) {
            Files.createSymbolicLink(directory.path().resolve("directory"), outside);
            Files.createSymbolicLink(directory.path().resolve("file"), outside.resolve("precious"));
        }
        assertThat(left()).containsExactly("outside");
        assertThat(outside.resolve("precious")).hasContent("kept");
    }

    @Test
    void leavesTheLivingAlone() throws IOException {
        try (TemporaryDirectory first = TemporaryDirectory.create(parent);
                TemporaryDirectory second = TemporaryDirectory.create(parent)) {
            assertThat(first.path()).isDirectory();
            assertThat(second.path()).isDirectory().isNotEqualTo(first.path());
        }
        assertThat(left()).isEmpty();
    }

    @Test
    void canBeKept() throws IOException {
        Path target = parent.resolve("target");
        TemporaryDirectory directory = TemporaryDirectory.create(parent);
        Files.writeString(directory.path().resolve("result"), "text");
        directory.keepAs(target);
        directory.close();
        assertThat(left()).containsExactly("target");
        assertThat(target.resolve("result")).hasContent("text");
        assertThat(Files.getPosixFilePermissions(target))
                .isEqualTo(Files.getPosixFilePermissions(Files.createDirectory(parent.resolve("ordinary"))));
        assertThatThrownBy(() -> directory.keepAs(parent.resolve("again")))
                .isInstanceOf(IllegalStateException.class)
                .hasMessage(directory.path() + " has been closed or kept");
    }

    @Test
    void takesThePlaceOfAnEmptyDirectoryWithItsPermissions() throws IOException {
        Path target = Files.createDirectory(parent.resolve("target"));
        Files.setPosixFilePermissions(target, PosixFilePermissions.fromString("rwxr-x---"));
        TemporaryDirectory directory = TemporaryDirectory.create(parent);
        Files.writeString(directory.path().resolve("result"), "text");
        directory.keepAs(target);
        assertThat(target.resolve("result")).hasContent("text");
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(target)))
                .isEqualTo("rwxr-x---");
    }

    @Test
    void isNotKeptOverSomethingElse() throws IOException {
        Path full = Files.createDirectory(parent.resolve("full"));
        Files.writeString(full.resolve("precious"), "kept");
        Path file = Files.writeString(parent.resolve("file"), "kept");
        try (TemporaryDirectory directory = TemporaryDirectory.create(parent)) {
            assertThatThrownBy(() -> directory.keepAs(full)).isInstanceOf(DirectoryNotEmptyException.class);
            assertThatThrownBy(() -> directory.keepAs(file)).isInstanceOf(NotDirectoryException.class);
            assertThatThrownBy(() -> directory.keepAs(parent.resolve("missing/target")))
                    .isInstanceOf(FileSystemException.class);
            assertThat(directory.path()).isDirectory();
        }
        assertThat(left()).containsExactly("file", "full");
        assertThat(full.resolve("precious")).hasContent("kept");
    }

    /** Makes a temporary dataset, tells where, and waits; or ends, as it is told. */
    static final class Owner {

        private Owner() {}

        public static void main(String[] arguments) throws IOException {
            FilePerKeyStore store = FilePerKeyStore.temporary(Path.of(arguments[0]));
            store.append("a/b", "value".getBytes(UTF_8));
            System.out.println(store.directory());
            System.in.read();
        }
    }

    @Test
    void theNextOneDeletesWhatAKilledJvmLeft() throws Exception {
        Path data;
        try (ChildProcess child = ChildProcess.jvm(Owner.class, parent.toString())) {
            data = Path.of(child.readLine());
            TemporaryDirectory.create(parent).close();
            assertThat(data.resolve("a/b")).hasContent("value");
            child.kill();
        }
        assertThat(data.resolve("a/b")).hasContent("value");
        try (FilePerKeyStore next = FilePerKeyStore.temporary(parent)) {
            assertThat(data).doesNotExist();
            assertThat(left())
                    .hasSize(2)
                    .anyMatch(name -> name.equals(next.directory().getFileName().toString()));
        }
        assertThat(left()).isEmpty();
    }

    @Test
    void anEndedJvmLeavesNothing() throws Exception {
        try (ChildProcess child = ChildProcess.jvm(Owner.class, parent.toString())) {
            assertThat(Path.of(child.readLine())).isDirectory();
            child.terminate();
        }
        assertThat(left()).isEmpty();
        try (ChildProcess child = ChildProcess.jvm(Owner.class, parent.toString())) {
            assertThat(Path.of(child.readLine())).isDirectory();
            child.writeLine("end");
            child.join();
        }
        assertThat(left()).isEmpty();
    }

    /** Makes temporary directories while its JVM is ending, and says why it can make no more. */
    static final class LateOwner {

        private LateOwner() {}

        public static void main(String[] arguments) throws IOException {
            Path parent = Path.of(arguments[0]);
            if (arguments[1].equals("after another")) {
                TemporaryDirectory.create(parent);
            }
            Runtime.getRuntime().addShutdownHook(new Thread(() -> {
                long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(20);
                try {
                    while (System.nanoTime() < end) {
                        TemporaryDirectory.create(parent);
                    }
                } catch (IOException e) {
                    System.out.println(e.getMessage());
                }
            }));
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"first", "after another"})
    void anEndingJvmMakesNoneThatWouldStay(String which) throws Exception {
        try (ChildProcess child = ChildProcess.jvm(LateOwner.class, parent.toString(), which)) {
            assertThat(child.join())
                    .containsExactly("no temporary directory can be made in " + parent.toRealPath()
                            + " while the JVM is ending; nothing would delete it");
        }
        assertThat(left()).isEmpty();
    }

    @Test
    void foreignFilesOfSuchNamesAreLeftAlone() throws IOException {
        Path outside = Files.createDirectory(parent.resolve("outside"));
        Path precious = Files.writeString(outside.resolve("precious"), "kept");
        Files.createSymbolicLink(parent.resolve("partd-1.owner"), precious);
        Files.createDirectory(parent.resolve("partd-1.tmp"));
        Files.createSymbolicLink(parent.resolve("partd-2.tmp"), outside);
        Files.createFile(parent.resolve("partd-2.owner"));
        Files.createDirectory(parent.resolve("partd-3.owner"));
        TemporaryDirectory.create(parent).close();
        assertThat(left()).containsExactly("outside", "partd-1.owner", "partd-1.tmp", "partd-3.owner");
        assertThat(precious).hasContent("kept");
    }

    @Test
    void manyAtOnceDoNotSweepOneAnother() throws Exception {
        ExecutorService executor = Executors.newFixedThreadPool(8);
        try {
            List<Callable<Boolean>> tasks = new ArrayList<>();
            for (int i = 0; i < 200; i++) {
                tasks.add(() -> {
                    try (TemporaryDirectory directory = TemporaryDirectory.create(parent)) {
                        Path file = Files.writeString(directory.path().resolve("file"), "text");
                        return Files.readString(file).equals("text");
                    }
                });
            }
            for (Future<Boolean> result : executor.invokeAll(tasks)) {
                assertThat(result.get()).isTrue();
            }
        } finally {
            executor.shutdownNow();
        }
        assertThat(left()).isEmpty();
    }

    @Test
    void aTemporaryStoreIsGoneWhenClosed() throws IOException {
        FilePerKeyStore store = FilePerKeyStore.temporary(parent);
        store.append("a/b", "value".getBytes(UTF_8));
        assertThat(store.get("a/b")).asString(UTF_8).isEqualTo("value");
        store.close();
        store.close();
        assertThat(left()).isEmpty();
        try (FilePerKeyStore anywhere = FilePerKeyStore.temporary()) {
            assertThat(anywhere.directory()).isDirectory();
        }
    }

    @Test
    @SuppressWarnings("try") // it is closed early on purpose
    void aStoreDoesNotMakeADeletedTemporaryDirectoryAgain() throws IOException {
        try (TemporaryDirectory directory = TemporaryDirectory.create(parent);
                FilePerKeyStore store = FilePerKeyStore.open(directory.path())) {
            store.append("a", "value".getBytes(UTF_8));
            directory.close();

            assertThatThrownBy(() -> store.append("a", "value".getBytes(UTF_8)))
                    .isInstanceOf(NoSuchFileException.class)
                    .hasMessage(directory.path() + ": the temporary dataset has been deleted");
            assertThat(left()).isEmpty();
        }
    }

    private List<String> left() throws IOException {
        try (Stream<Path> entries = Files.list(parent)) {
            return entries.map(entry -> entry.getFileName().toString()).sorted().toList();
        }
    }
}
