package io.partd.file;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.partd.Durability;
import io.partd.Parallel;
import io.partd.Partd;
import io.partd.Section;
import io.partd.Store;
import java.io.IOException;
import java.net.URI;
import java.nio.file.FileSystem;
import java.nio.file.FileSystemException;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

@SuppressWarnings("try") // a section is ended, not used
class FileStoreOpeningTest {

    private static final byte[] VALUE = "value".getBytes(UTF_8);

    @TempDir
    private Path directory;

    @Test
    void makesAMissingDirectoryWithItsParents() throws IOException {
        Path data = directory.resolve("a/b/data");
        FilePerKeyStore.open(data).close();
        assertThat(data.resolve(".lock")).isEmptyFile();
    }

    @Test
    void takesAnEmptyDirectory() throws IOException {
        FilePerKeyStore.open(Files.createDirectory(directory.resolve("empty"))).close();
        assertThat(directory.resolve("empty/.lock")).isEmptyFile();
    }

    @Test
    void refusesADirectoryThatIsNoDataset() throws IOException {
        Path home = Files.createDirectory(directory.resolve("home"));
        Files.write(home.resolve("letter"), VALUE);
        assertThatThrownBy(() -> FilePerKeyStore.open(home))
                .isInstanceOf(FileSystemException.class)
                .hasMessage(home.toRealPath()
                        + ": is not a partd dataset: it holds files, but no .lock; give an empty or missing"
                        + " directory, or make this one a dataset by an empty file "
                        + home.toRealPath().resolve(".lock"));
        assertThat(home.resolve(".lock")).doesNotExist();

        Files.createFile(home.resolve(".lock"));
        try (Store store = FilePerKeyStore.open(home)) {
            assertThat(store.get("letter")).isEqualTo(VALUE);
        }
    }

    /** An empty lock file would make a dataset of it that has no keys. */
    @Test
    void saysWhatADirectoryOfHivesLayoutIs() throws IOException {
        Path ofSpark = Files.createDirectories(directory.resolve("spark"));
        Files.createDirectories(ofSpark.resolve("k=a"));
        Path empty = Files.createDirectories(directory.resolve("empty"));
        Files.createFile(empty.resolve(".partd-hive"));
        for (Path hive : List.of(ofSpark, empty)) {
            assertThatThrownBy(() -> FilePerKeyStore.open(hive))
                    .isInstanceOf(FileSystemException.class)
                    .hasMessageStartingWith(hive.toRealPath()
                            + ": is not a partd dataset: it has a directory for each value, called COLUMN=VALUE, as ")
                    .hasMessageNotContaining(".lock");
            assertThat(hive.resolve(".lock")).doesNotExist();
        }
    }

    @Test
    void refusesAFile() throws IOException {
        Path file = Files.write(directory.resolve("file"), VALUE);
        assertThatThrownBy(() -> FilePerKeyStore.open(file))
                .isInstanceOf(FileSystemException.class)
                .hasMessage(file + ": is not a directory; a dataset is a directory of its own");
        assertThatThrownBy(() -> FilePerKeyStore.open(file.resolve("below"))).isInstanceOf(FileSystemException.class);
        assertThat(file).hasBinaryContent(VALUE);
    }

    @Test
    void aDirectoryThatIsSlowToOpenKeepsNobodyFromOthers() throws Exception {
        Path slow = Files.createDirectory(directory.resolve("slow")).toRealPath();
        CountDownLatch answer = new CountDownLatch(1);
        FaultyCalls calls = new FaultyCalls();
        calls.on("openDirectory " + slow, () -> {
            try {
                answer.await();
                return 0;
            } catch (InterruptedException e) {
                throw new IOException(e);
            }
        });
        FilePerKeyStore early = FilePerKeyStore.open(directory.resolve("other"));
        Parallel.Running opening = Parallel.start(() ->
                FilePerKeyStore.open(slow, Durability.NEVER, calls.calls()).close());
        opening.awaitWaiting();
        Parallel.run(() -> {
            try (Section section = early.lock()) {
                early.append("x", VALUE);
                early.close();
            }
            try (Store store = FilePerKeyStore.open(directory.resolve("other"))) {
                assertThat(store.get("x")).isEqualTo(VALUE);
            }
        });
        Parallel.Running sharing = Parallel.start(() -> {
            try (Store store = FilePerKeyStore.open(slow)) {
                store.append("x", VALUE);
            }
        });
        sharing.awaitWaiting();
        assertThat(opening.isAlive() && sharing.isAlive()).isTrue();
        answer.countDown();
        opening.join();
        sharing.join();
        assertThat(slow.resolve("x")).hasBinaryContent(VALUE);
    }

    @Test
    void directoriesOpenAndCloseSideBySide() throws IOException {
        int rounds = 200;
        Parallel.run(6, thread -> {
            for (int i = 0; i < rounds; i++) {
                try (Store store = FilePerKeyStore.open(directory.resolve("data" + (thread + i) % 3))) {
                    store.append("x", VALUE);
                }
            }
        });
        long sum = 0;
        for (int i = 0; i < 3; i++) {
            sum += Files.size(directory.resolve("data" + i).resolve("x"));
        }
        assertThat(sum).isEqualTo(6L * rounds * VALUE.length);
    }

    @Test
    void refusesALockThatIsALink() throws IOException {
        Path data = Files.createDirectory(directory.resolve("data"));
        Path victim = Files.write(directory.resolve("victim"), VALUE);
        Files.createSymbolicLink(data.resolve(".lock"), victim);
        assertThatThrownBy(() -> FilePerKeyStore.open(data))
                .hasMessage(data.toRealPath().resolve(".lock") + ": is a symbolic link");
    }

    @Test
    void refusesOtherFileSystemsThanTheSystems() throws IOException {
        URI zip = URI.create("jar:" + directory.resolve("x.zip").toUri());
        try (FileSystem inside = FileSystems.newFileSystem(zip, Map.of("create", "true"))) {
            assertThatThrownBy(() -> FilePerKeyStore.open(inside.getPath("/data")))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessageContaining("is not in the default file system");
        }
    }

    @Test
    void opensByUri() throws IOException {
        try (Store store = Partd.open("file:" + directory.resolve("data"))) {
            store.append("x", VALUE);
        }
        try (Store store = Partd.open("file://" + directory.resolve("data") + "?fsync=batch")) {
            assertThat(store.get("x")).isEqualTo(VALUE);
        }
        try (Store store = Partd.file(directory.resolve("data"))) {
            assertThat(store.get("x")).isEqualTo(VALUE);
        }
        Path relative = Path.of("")
                .toAbsolutePath()
                .relativize(directory.resolve("data").toAbsolutePath());
        try (Store store = Partd.open("file:" + relative)) {
            assertThat(store.get("x")).isEqualTo(VALUE);
        }
    }

    @Test
    void refusesUrisThatMakeNoSense() {
        assertThatThrownBy(() -> Partd.open("file:"))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("file: names no directory; write file:directory, as in file:/data/trips");
        assertThatThrownBy(() -> Partd.open("file://host/data"))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage(
                        "file://host/data names the host 'host'; write file:/directory or file:///directory for an absolute"
                                + " directory");
        assertThatThrownBy(() -> Partd.open("file:/data?sync=true"))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("unknown option 'sync' in 'file:/data?sync=true'; there are [fsync, readonly]");
        assertThatThrownBy(() -> Partd.open("file:/data?fsync=maybe"))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("option fsync=maybe in 'file:/data?fsync=maybe' must be one of [never, flush, batch]");
        assertThatThrownBy(() -> Partd.open("file:/data?fsync=flush"))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage(
                        "a file store has no fsync=flush, as it does not remember which files to sync; choose batch or"
                                + " never, or a log");
    }

    @Test
    void opensDirectoriesOfAnyName() throws IOException {
        Path data = directory.resolve("Zürich 100% — 日本?#");
        try (Store store = FilePerKeyStore.open(data)) {
            store.append("x", VALUE);
        }
        assertThat(data.resolve("x")).hasBinaryContent(VALUE);
    }
}
