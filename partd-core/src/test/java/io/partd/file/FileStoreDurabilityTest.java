package io.partd.file;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.partd.Durability;
import io.partd.OutcomeUnknownException;
import io.partd.Store;
import io.partd.buffer.WriteBuffer;
import io.partd.codec.Zlib;
import io.partd.internal.DirectoryTree;
import io.partd.internal.Errno;
import java.io.IOException;
import java.io.SyncFailedException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.atomic.AtomicBoolean;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class FileStoreDurabilityTest {

    private static final byte[] VALUE = "value".getBytes(UTF_8);

    @TempDir
    private Path directory;

    private FaultyCalls faulty;
    private FilePerKeyStore store;
    private Path data;

    @BeforeEach
    void open() throws IOException {
        directory = directory.toRealPath();
        faulty = new FaultyCalls();
        data = directory.resolve("new/data");
        store = FilePerKeyStore.open(data, Durability.BATCH, faulty.calls());
    }

    @AfterEach
    void close() throws IOException {
        store.close();
    }

    @Test
    void theFirstWriteSyncsTheDatasetItselfUpToTheDirectoryThatWasThere() throws IOException {
        store.append("x", VALUE);
        assertThat(Set.copyOf(synced()))
                .containsExactlyInAnyOrder(data + "/x", data + "", directory + "/new", directory + "");
    }

    @Test
    void anAppendSyncsItsFilesAndTheDirectoriesOfNewOnes() throws IOException {
        store.append("x", VALUE);
        faulty.clear();
        store.append("x", VALUE);
        assertThat(synced()).containsExactly(data + "/x");
        faulty.clear();
        store.append(new TreeMap<>(Map.of("a/b/c", VALUE, "x", VALUE, "y", VALUE)));
        assertThat(synced())
                .containsExactly(data + "/a/b/c", data + "/x", data + "/y", data + "", data + "/a", data + "/a/b");
    }

    @Test
    void aFileIsSyncedAfterItIsWrittenAndBeforeItIsClosed() throws IOException {
        store.append("x", VALUE);
        assertThat(faulty.log().stream().filter(line -> line.endsWith(data + "/x")))
                .containsExactly(
                        "openToAppend " + data + "/x",
                        "create " + data + "/x",
                        "status " + data + "/x",
                        "write " + data + "/x",
                        "sync " + data + "/x",
                        "close " + data + "/x");
    }

    @Test
    void otherWritesSyncTheirDirectoriesToo() throws IOException {
        store.append(Map.of("a/x", VALUE, "b/y", VALUE, "z", VALUE));
        faulty.clear();
        store.iset("a/new", VALUE);
        assertThat(synced()).containsExactly(data + "/a/new", data + "/a");
        faulty.clear();
        store.claim(List.of("b/claimed"));
        assertThat(synced()).containsExactly(data + "/b/claimed", data + "/b");
        faulty.clear();
        store.delete("a/x");
        assertThat(synced()).containsExactly(data + "/a");
        faulty.clear();
        store.pop("b/y");
        assertThat(synced()).containsExactly(data + "/b");
        faulty.clear();
        store.drop();
        assertThat(synced()).containsExactly(data + "");
        faulty.clear();
        store.get("z");
        store.keys();
        store.delete("z");
        assertThat(synced()).isEmpty();
    }

    @Test
    void aNewDirectoryAfterADropByAnotherIsSynced() throws IOException {
        store.append("x", VALUE);
        DirectoryTree.delete(data);
        faulty.clear();
        store.append("x", VALUE);
        assertThat(Set.copyOf(synced())).containsExactlyInAnyOrder(data + "/x", data + "", directory + "/new");
    }

    @Test
    void withoutTheOptionNothingIsSynced() throws IOException {
        FaultyCalls cached = new FaultyCalls();
        try (FilePerKeyStore fast =
                FilePerKeyStore.open(directory.resolve("cached"), Durability.NEVER, cached.calls())) {
            fast.append("a/x", VALUE);
            fast.drop();
        }
        assertThat(cached.filesOf("sync")).isEmpty();
    }

    @Test
    void afterAFailedSyncEveryWriteIsRefused() throws IOException {
        store.append("x", VALUE);
        faulty.clear();
        failOnce("sync " + data + "/x");
        assertThatThrownBy(() -> store.append(new TreeMap<>(Map.of("a", VALUE, "x", VALUE))))
                .isInstanceOf(SyncFailedException.class)
                .hasMessage(data + "/x: fsync failed: input/output error");
        assertThat(synced()).containsExactly(data + "/a", data + "/x", data + "/x", data + "");

        faulty.clear();
        List<ThrowingCallable> writes = List.of(
                () -> store.append("y", VALUE),
                () -> store.iset("y", VALUE),
                () -> store.claim(List.of("y")),
                () -> store.delete("x"),
                () -> store.pop("x"),
                store::drop);
        assertThat(writes)
                .allSatisfy(write -> assertThatThrownBy(write)
                        .isInstanceOf(IOException.class)
                        .hasMessage("File(" + data
                                + ") takes no more writes, since what it wrote did not reach the disk: "
                                + data + "/x: fsync failed: input/output error; check the disk, then open it again and"
                                + " compare"));
        assertThat(synced()).isEmpty();
        assertThat(store.get(List.of("a", "x"))).containsExactly(new byte[0], VALUE);
    }

    @Test
    void aFailedSyncOfADirectoryCountsToo() throws IOException {
        store.append("x", VALUE);
        failOnce("sync " + data);
        assertThatThrownBy(() -> store.append("y", VALUE)).isInstanceOf(SyncFailedException.class);
        assertThat(store.keys()).containsExactly("x");
        assertThatThrownBy(() -> store.append("x", VALUE)).hasMessageContaining("takes no more writes");
    }

    @Test
    void aFailedSyncOfAPopPutsTheValueBackOnTheDisk() throws IOException {
        store.append("x", VALUE);
        faulty.clear();
        failOnce("sync " + data);
        assertThatThrownBy(() -> store.pop("x")).isInstanceOf(SyncFailedException.class);
        assertThat(store.get("x")).isEqualTo(VALUE);
        assertThat(synced()).containsExactly(data + "", data + "/x", data + "");
    }

    @Test
    void theOutcomeIsUnknownIfUndoingCannotBeSyncedEither() throws IOException {
        store.append("x", VALUE);
        faulty.failOn("sync " + data + "/x", Errno.EIO);
        assertThatThrownBy(() -> store.append("x", VALUE))
                .isInstanceOf(OutcomeUnknownException.class)
                .hasMessage(data + "/x: fsync failed: input/output error; rolling back failed too,"
                        + " so part of the change may be visible: " + data + "/x: fsync failed: input/output error")
                .hasCauseInstanceOf(SyncFailedException.class);
        assertThat(store.get("x")).isEqualTo(VALUE);
        assertThatThrownBy(() -> store.append("x", VALUE))
                .isNotInstanceOf(OutcomeUnknownException.class)
                .hasMessageContaining("takes no more writes");
    }

    @Test
    void otherWritesWhoseSyncFailsAreOfUnknownOutcomeIfTheyCannotBeUndone() throws IOException {
        List<ThrowingCallable> writes = List.of(
                () -> store.append("y", VALUE),
                () -> store.iset("y", VALUE),
                () -> store.claim(List.of("y")),
                () -> store.pop("x"),
                () -> store.delete("x"),
                () -> store.drop());
        for (ThrowingCallable write : writes) {
            store.append("x", VALUE);
            faulty.failOn("sync " + data, Errno.EIO);
            assertThatThrownBy(write).isInstanceOf(OutcomeUnknownException.class);
            reopen();
        }
    }

    /** Deletions are not undone, so one failed sync is enough. */
    @Test
    void aDeletionWhoseSyncFailsIsOfUnknownOutcome() throws IOException {
        store.append("x", VALUE);
        faulty.clear();
        failOnce("sync " + data);
        assertThatThrownBy(() -> store.delete("x"))
                .isInstanceOf(OutcomeUnknownException.class)
                .hasMessage("keys of File(" + data + ") have been deleted, but perhaps not all, or not for good: "
                        + data + ": fsync failed: input/output error");
        assertThat(store.keys()).isEmpty();
    }

    @Test
    void aFailedSyncStopsAllHandlesThatSync() throws IOException {
        try (FilePerKeyStore other = FilePerKeyStore.open(data, Durability.BATCH);
                FilePerKeyStore cached = FilePerKeyStore.open(data, Durability.NEVER)) {
            store.append("x", VALUE);
            failOnce("sync " + data + "/x");
            assertThatThrownBy(() -> store.append("x", VALUE)).isInstanceOf(SyncFailedException.class);
            assertThatThrownBy(() -> other.append("x", VALUE)).hasMessageContaining("takes no more writes");
            cached.append("x", VALUE);
            assertThat(other.size("x")).isEqualTo(2L * VALUE.length);
        }
    }

    /** What was spilled to a store that has undone it is still in memory, and nowhere else. */
    @Test
    void aBufferKeepsWhatWasUndone() throws IOException {
        Store buffer = store.with(WriteBuffer.of("1m"));
        buffer.append(Map.of("a", VALUE, "x", VALUE));
        failOnce("sync " + data + "/x");
        assertThatThrownBy(buffer::flush)
                .isInstanceOf(IOException.class)
                .isNotInstanceOf(OutcomeUnknownException.class);
        assertThat(store.get(List.of("a", "x"))).containsExactly(new byte[0], new byte[0]);
        assertThat(buffer.get(List.of("a", "x"))).containsExactly(VALUE, VALUE);
        assertThatThrownBy(buffer::close)
                .isNotInstanceOf(OutcomeUnknownException.class)
                .hasMessageContaining("without its last 10 bytes of 2 keys, which are lost");
    }

    /** Nobody knows whether the store has it: the buffer says so, and does not send it again. */
    @Test
    void aBufferLetsGoOfWhatCouldNotBeUndone() throws IOException {
        Store buffer = store.with(Zlib.codec()).with(WriteBuffer.of("1m"));
        buffer.append("x", VALUE);
        faulty.failOn("sync " + data + "/x", Errno.EIO);
        assertThatThrownBy(buffer::flush)
                .isInstanceOf(OutcomeUnknownException.class)
                .hasMessageContaining("5 bytes of 1 keys");
        faulty.clear();
        buffer.flush();
        buffer.close();
    }

    private void failOnce(String call) {
        AtomicBoolean failed = new AtomicBoolean();
        faulty.on(call, () -> failed.getAndSet(true) ? 0 : -Errno.EIO);
    }

    private void reopen() throws IOException {
        faulty.clear();
        store.close();
        store = FilePerKeyStore.open(data, Durability.BATCH, faulty.calls());
    }

    private List<String> synced() {
        return faulty.filesOf("sync");
    }
}
