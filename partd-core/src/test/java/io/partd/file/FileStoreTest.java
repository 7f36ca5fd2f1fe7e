package io.partd.file;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.partd.CorruptDataException;
import io.partd.Durability;
import io.partd.Parallel;
import io.partd.Section;
import io.partd.Store;
import io.partd.StoreClosedException;
import io.partd.internal.DirectoryTree;
import io.partd.internal.Errno;
import io.partd.internal.SystemCalls;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.InterruptedIOException;
import java.io.RandomAccessFile;
import java.lang.reflect.Proxy;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.Stream;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledIfSystemProperty;
import org.junit.jupiter.api.io.TempDir;

@SuppressWarnings("try") // a section is ended, not used
class FileStoreTest {

    @TempDir
    private Path directory;

    private Path data;
    private FilePerKeyStore store;

    @BeforeEach
    void open() throws IOException {
        data = directory.resolve("data").toAbsolutePath();
        store = FilePerKeyStore.open(data);
        data = data.toRealPath();
    }

    @AfterEach
    void close() throws IOException {
        store.close();
    }

    @Test
    void aValueIsTheFileOfItsKey() throws IOException {
        store.append("x", bytes("one,"));
        store.append(Map.of("x", bytes("two"), "a/b/c d-_.()", bytes("three")));
        assertThat(data.resolve("x")).hasContent("one,two");
        assertThat(data.resolve("a/b/c d-_.()")).hasContent("three");
        assertThat(data.resolve(".lock")).isEmptyFile();
    }

    @Test
    void readsBackWhatOthersPutThere() throws IOException {
        Files.createDirectories(data.resolve("p/q"));
        Files.write(data.resolve("p/q/r"), bytes("value"));
        assertThat(text(store.get("p/q/r"))).isEqualTo("value");
        assertThat(store.keys()).containsExactly("p/q/r");
        assertThat(store.size("p/q/r")).isEqualTo(5);
    }

    @Test
    void gathersPiecesOfEveryKindInOrder() throws IOException {
        Random random = new Random(7);
        ByteArrayOutputStream expected = new ByteArrayOutputStream();
        List<ByteBuffer> pieces = new ArrayList<>();
        for (int i = 0; i < 3000; i++) {
            byte[] piece = new byte[random.nextInt(i % 100 == 0 ? 300_000 : i % 3 == 0 ? 9000 : 50)];
            random.nextBytes(piece);
            expected.write(piece);
            ByteBuffer buffer =
                    i % 2 == 0 ? ByteBuffer.allocateDirect(piece.length + 9) : ByteBuffer.allocate(piece.length + 9);
            buffer.position(4).put(piece).flip().position(4);
            pieces.add(i % 5 == 0 ? buffer.asReadOnlyBuffer() : buffer.slice());
        }
        List<ByteBuffer> before = pieces.stream().map(ByteBuffer::duplicate).toList();

        store.appendBuffers(Map.of("x", pieces));
        store.appendBuffers(Map.of("x", pieces));

        byte[] once = expected.toByteArray();
        expected.write(once);
        assertThat(store.get("x")).isEqualTo(expected.toByteArray());
        assertThat(pieces).isEqualTo(before);
    }

    @Test
    void writesOnAfterShortWrites() throws IOException {
        FaultyCalls faulty = new FaultyCalls();
        faulty.limitWrites(7);
        try (FilePerKeyStore slow = FilePerKeyStore.open(directory.resolve("slow"), Durability.NEVER, faulty.calls())) {
            slow.append("x", bytes("a value of more than seven bytes"));
            assertThat(text(slow.get("x"))).isEqualTo("a value of more than seven bytes");
        }
    }

    @Test
    void anEmptyValueIsAbsent() throws IOException {
        store.append("x", new byte[0]);
        assertThat(store.keys()).isEmpty();
        assertThat(store.size("x")).isZero();
        assertThat(store.get(List.of("x", "never"))).containsExactly(new byte[0], new byte[0]);
        assertThat(store.iset("x", bytes("first"))).isTrue();
        assertThat(text(store.get("x"))).isEqualTo("first");
    }

    @Test
    void theFirstSetWinsAmongHandles() throws IOException {
        try (Store other = FilePerKeyStore.open(data)) {
            assertThat(store.iset("x", bytes("first"))).isTrue();
            assertThat(other.iset("x", bytes("second"))).isFalse();
            assertThat(text(other.get("x"))).isEqualTo("first");
            other.delete("x");
            assertThat(store.iset("x", bytes("third"))).isTrue();
        }
    }

    @Test
    void popReturnsAndDeletes() throws IOException {
        store.append(Map.of("a/x", bytes("1"), "b", bytes("2")));
        assertThat(store.pop(List.of("b", "never", "a/x")).stream().map(FileStoreTest::text))
                .containsExactly("2", "", "1");
        assertThat(store.keys()).isEmpty();
        assertThat(data.resolve("a/x")).doesNotExist();
    }

    @Test
    void popTakesDistinctKeys() throws IOException {
        store.append("x", bytes("1"));
        assertThatThrownBy(() -> store.pop(List.of("x", "x")))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("key 'x' is given twice; a value can be popped only once");
        assertThat(text(store.get("x"))).isEqualTo("1");
    }

    @Test
    void aStreamSeesTheValueAsOfItsOpening() throws IOException {
        byte[] value = new byte[200_000];
        new Random(1).nextBytes(value);
        store.append("x", value);
        try (InputStream appended = store.open("x");
                InputStream deleted = store.open("x");
                InputStream dropped = store.open("x");
                InputStream closed = store.open("x");
                Stream<byte[]> blocks = store.stream("x")) {
            assertThat(appended.read()).isEqualTo(value[0] & 0xff);
            store.append("x", bytes("more"));
            assertThat(appended.available()).isEqualTo(value.length - 1);
            assertThat(appended.readAllBytes()).isEqualTo(Arrays.copyOfRange(value, 1, value.length));
            assertThat(appended.read()).isEqualTo(-1);
            store.delete("x");
            assertThat(deleted.readAllBytes()).isEqualTo(value);
            store.append("x", bytes("other"));
            store.drop();
            assertThat(dropped.readAllBytes()).isEqualTo(value);
            store.close();
            assertThat(closed.readAllBytes()).isEqualTo(value);
            assertThat(blocks.mapToInt(block -> block.length).sum()).isEqualTo(value.length);
        }
    }

    @Test
    void aStreamSkips() throws IOException {
        byte[] value = new byte[300_000];
        new Random(2).nextBytes(value);
        store.append("x", value);
        try (InputStream in = store.open("x")) {
            assertThat(in.skip(-1)).isZero();
            assertThat(in.skip(10)).isEqualTo(10);
            assertThat(in.read()).isEqualTo(value[10] & 0xff);
            assertThat(in.skip(20)).isEqualTo(20);
            assertThat(in.read()).isEqualTo(value[31] & 0xff);
            assertThat(in.skip(200_000)).isEqualTo(200_000);
            assertThat(in.read()).isEqualTo(value[200_032] & 0xff);
            assertThat(in.skip(1_000_000)).isEqualTo(value.length - 200_033);
            assertThat(in.read()).isEqualTo(-1);
        }
    }

    @Test
    void aClosedStreamSaysSo() throws IOException {
        store.append("x", bytes("1"));
        InputStream in = store.open("x");
        in.close();
        in.close();
        assertThatThrownBy(in::read)
                .isInstanceOf(IOException.class)
                .hasMessage("the stream of " + data.resolve("x") + " is closed");
    }

    /** The descriptor of a file that is closed is that of the next file opened. */
    @Test
    void aStreamThatAnotherThreadClosesDuringAReadReadsNoOtherFile() throws IOException {
        SystemCalls real = SystemCalls.system();
        AtomicReference<Parallel.Action> beforeRead = new AtomicReference<>(() -> {});
        SystemCalls calls = (SystemCalls) Proxy.newProxyInstance(
                getClass().getClassLoader(), new Class<?>[] {SystemCalls.class}, (proxy, method, arguments) -> {
                    if (method.getName().equals("read")) {
                        beforeRead.getAndSet(() -> {}).run();
                    }
                    return method.invoke(real, arguments);
                });
        try (FilePerKeyStore shared = FilePerKeyStore.open(directory.resolve("shared"), Durability.NEVER, calls)) {
            shared.append("x", bytes("right"));
            shared.append("y", bytes("wrong"));
            InputStream x = shared.open("x");
            List<InputStream> others = new ArrayList<>();
            beforeRead.set(() -> {
                Parallel.start(x::close).awaitWaiting();
                others.add(shared.open("y"));
            });
            assertThat(x.read()).isEqualTo('r');
            for (InputStream other : others) {
                other.close();
            }
        }
    }

    @Test
    void aFileThatIsCutShortWhileReadIsReported() throws IOException {
        store.append("x", new byte[100_000]);
        try (InputStream in = store.open("x")) {
            Files.write(data.resolve("x"), bytes("short"));
            assertThatThrownBy(in::readAllBytes)
                    .isInstanceOf(CorruptDataException.class)
                    .hasMessage(data.resolve("x")
                            + " has been cut short while it was read: it had 100000 bytes, and ends after 5");
        }
    }

    @Test
    void valuesBeyondAnArrayAreReadAsStreams() throws IOException {
        long length = 3L << 30;
        store.append("big", new byte[1]);
        try (RandomAccessFile file = new RandomAccessFile(data.resolve("big").toFile(), "rw")) {
            file.setLength(length);
        }
        store.append("big", bytes("end"));
        assertThat(store.size("big")).isEqualTo(length + 3);
        assertThatThrownBy(() -> store.get("big"))
                .isInstanceOf(IOException.class)
                .hasMessage(
                        "the value of key 'big' has 3221225475 bytes, an array at most 2147483639; read it with open or"
                                + " stream");
        assertThatThrownBy(() -> store.pop("big")).hasMessageContaining("read it with open or stream");
        try (InputStream in = store.open("big")) {
            assertThat(in.available()).isEqualTo(Integer.MAX_VALUE);
            in.skipNBytes(length);
            assertThat(text(in.readAllBytes())).isEqualTo("end");
        }
    }

    @Test
    void aDeletedKeysDirectoryCanBecomeAKey() throws IOException {
        store.append(Map.of("a/b/c", bytes("1"), "a/d", bytes("2")));
        store.delete(List.of("a/b/c", "a/d", "never", "never/there"));
        assertThat(store.keys()).isEmpty();
        store.append("a", bytes("3"));
        assertThat(store.keys()).containsExactly("a");
    }

    @Test
    void claimMakesAKeyAppendable() throws IOException {
        store.claim(List.of("a", "b/c"));
        store.claim(List.of("a"));
        assertThat(store.keys()).isEmpty();
        assertThatThrownBy(() -> store.append("a/x", bytes("1")))
                .hasMessage(
                        "key 'a/x': its directory 'a' is a key of this dataset already; a key cannot also be a directory of"
                                + " keys");
        store.append("a", bytes("1"));
        assertThat(store.keys()).containsExactly("a");
    }

    @Test
    void dropDeletesWhatAPartdWroteAndNothingElse() throws IOException {
        Path outside = Files.createDirectories(directory.resolve("outside"));
        Files.write(outside.resolve("precious"), bytes("kept"));
        store.append(Map.of("a", bytes("1"), "b/c/d", bytes("2"), "e/f", bytes("3")));
        store.append("g", new byte[0]);
        Files.write(data.resolve("report:2026"), bytes("foreign"));
        Files.write(data.resolve("e/foreign!"), bytes("foreign"));
        Files.createDirectories(data.resolve("deep/directory!"));
        Files.createSymbolicLink(data.resolve("link"), outside);
        Files.createSymbolicLink(data.resolve("b/file"), outside.resolve("precious"));

        store.drop();

        assertThat(store.keys()).isEmpty();
        try (Stream<Path> left = Files.walk(data)) {
            assertThat(left.map(p -> data.relativize(p).toString()))
                    .containsExactlyInAnyOrder(
                            "",
                            ".lock",
                            "report:2026",
                            "e",
                            "e/foreign!",
                            "deep",
                            "deep/directory!",
                            "link",
                            "b",
                            "b/file");
        }
        assertThat(outside.resolve("precious")).hasContent("kept");
        store.append("a", bytes("new"));
        assertThat(text(store.get("a"))).isEqualTo("new");
    }

    @Test
    void symbolicLinksAreNotFollowed() throws IOException {
        Path outside = Files.createDirectories(directory.resolve("outside"));
        Files.write(outside.resolve("file"), bytes("secret"));
        Files.createSymbolicLink(data.resolve("file"), outside.resolve("file"));
        Files.createSymbolicLink(data.resolve("directory"), outside);

        assertThat(store.keys()).isEmpty();
        assertThatThrownBy(() -> store.append("file", bytes("1")))
                .hasMessage(
                        "key 'file': is taken in the dataset's directory by a symbolic link, which is not followed");
        assertThatThrownBy(() -> store.append("directory/file", bytes("1")))
                .hasMessage(
                        "key 'directory/file': its directory 'directory' is a symbolic link, which is not followed");
        assertThatThrownBy(() -> store.get("file"))
                .isInstanceOf(FileSystemException.class)
                .hasMessage(data.resolve("file") + ": is a symbolic link");
        assertThatThrownBy(() -> store.open("directory/file"))
                .isInstanceOf(FileSystemException.class)
                .hasMessage(data.resolve("directory") + ": is a symbolic link, which a dataset must not hold");
        assertThatThrownBy(() -> store.delete("directory/file")).isInstanceOf(FileSystemException.class);
        assertThat(outside.resolve("file")).hasContent("secret");
    }

    @Test
    void aPipeIsNotWaitedFor() throws Exception {
        assertThat(new ProcessBuilder("mkfifo", data.resolve("pipe").toString())
                        .start()
                        .waitFor())
                .isZero();
        assertThatThrownBy(() -> store.append("pipe", bytes("1")))
                .hasMessage("key 'pipe': is taken in the dataset's directory by something that is not a regular file");
        assertThatThrownBy(() -> store.get("pipe"))
                .hasMessage(data.resolve("pipe") + ": is not a regular file, which a dataset must not hold");
        assertThat(store.keys()).isEmpty();
    }

    @Test
    void aReadErrorIsNotAnEmptyValue() throws IOException {
        FaultyCalls faulty = new FaultyCalls();
        try (FilePerKeyStore broken =
                FilePerKeyStore.open(directory.resolve("broken"), Durability.NEVER, faulty.calls())) {
            broken.append("x", bytes("1"));
            faulty.clear();
            broken.get("x");
            int read = faulty.log().indexOf("read " + broken.directory().resolve("x"));
            faulty.clear();
            faulty.failAt(read, Errno.EIO);
            assertThatThrownBy(() -> broken.get("x"))
                    .hasMessage(broken.directory().resolve("x") + ": input/output error");
            assertThat(text(broken.get("x"))).isEqualTo("1");
        }
    }

    @Test
    void sectionsKeepOtherThreadsOutAndNest() throws Exception {
        ExecutorService executor = Executors.newSingleThreadExecutor();
        try (Store other = FilePerKeyStore.open(data)) {
            Future<?> append;
            try (Section outer = store.lock()) {
                append = executor.submit(() -> {
                    other.append("x", bytes("other"));
                    return null;
                });
                try (Section inner = store.lock()) {
                    store.append("x", bytes("mine,"));
                }
            }
            append.get();
            assertThat(text(store.get("x"))).isEqualTo("mine,other");
        } finally {
            executor.shutdownNow();
        }
    }

    @Test
    void aSectionIsItsThreadsOwn() throws Exception {
        ExecutorService executor = Executors.newSingleThreadExecutor();
        try (Section section = store.lock()) {
            Future<?> close = executor.submit(() -> {
                section.close();
                return null;
            });
            assertThatThrownBy(close::get)
                    .isInstanceOf(ExecutionException.class)
                    .hasCauseInstanceOf(IllegalMonitorStateException.class);
        } finally {
            executor.shutdownNow();
        }
        store.append("x", bytes("1"));
    }

    @Test
    void aSectionOutlivesTheHandle() throws IOException {
        try (Section section = store.lock()) {
            store.close();
            section.close();
        }
        try (Store again = FilePerKeyStore.open(data)) {
            again.append("x", bytes("1"));
        }
    }

    @Test
    void anInterruptedWaiterGetsItsExceptionAndTheOthersGoOn() throws Exception {
        ExecutorService executor = Executors.newCachedThreadPool();
        try {
            Future<?> other;
            Future<Boolean> interrupted;
            try (Section section = store.lock()) {
                CompletableFuture<Thread> waiter = new CompletableFuture<>();
                interrupted = executor.submit(() -> {
                    waiter.complete(Thread.currentThread());
                    assertThatThrownBy(() -> store.append("x", bytes("interrupted")))
                            .isInstanceOf(InterruptedIOException.class)
                            .hasMessageContaining(data.resolve(".lock").toString());
                    return Thread.interrupted();
                });
                other = executor.submit(() -> {
                    store.append("x", bytes("other"));
                    return null;
                });
                waiter.get().interrupt();
                assertThat(interrupted.get()).isTrue();
            }
            other.get();
            assertThat(text(store.get("x"))).isEqualTo("other");
        } finally {
            executor.shutdownNow();
        }
    }

    @Test
    void aThreadThatNeedNotWaitIsNotDisturbedByItsInterrupt() throws IOException {
        store.append("x", new byte[100_000]);
        Thread.currentThread().interrupt();
        try (InputStream in = store.open("x")) {
            store.appendBuffers(Map.of("x", List.of(ByteBuffer.allocateDirect(100_000))));
            assertThat(in.readAllBytes()).hasSize(100_000);
        } finally {
            assertThat(Thread.interrupted()).isTrue();
        }
        assertThat(store.size("x")).isEqualTo(200_000);
    }

    @Test
    void closingTwiceHasNoEffectAndUseAfterwardsIsRefused() throws IOException {
        store.close();
        store.close();
        List<ThrowingCallable> uses = List.of(
                () -> store.append("x", bytes("1")),
                () -> store.get("x"),
                () -> store.open("x"),
                () -> store.stream("x"),
                () -> store.pop("x"),
                () -> store.iset("x", bytes("1")),
                () -> store.delete("x"),
                store::keys,
                () -> store.size("x"),
                () -> store.claim(List.of("x")),
                store::drop,
                store::flush,
                store::lock);
        assertThat(uses)
                .allSatisfy(use -> assertThatThrownBy(use)
                        .isInstanceOf(StoreClosedException.class)
                        .hasMessage("closed: File(" + data + ")"));
        assertThat(data.resolve("x")).doesNotExist();
    }

    @Test
    void leavesNoDescriptorsOpen() throws Exception {
        store.append("warm", bytes("1"));
        long before = descriptors();
        for (int i = 0; i < 20; i++) {
            try (FilePerKeyStore other = FilePerKeyStore.open(directory.resolve("other" + i))) {
                other.append(Map.of("a/b", bytes("1"), "c", bytes("2")));
                other.get(List.of("a/b", "c", "d/e"));
                other.open("a/b").close();
                other.pop("c");
                other.iset("d", bytes("3"));
                other.size("a/b");
                assertThatThrownBy(() -> other.append("a", bytes("4"))).isInstanceOf(IOException.class);
                assertThatThrownBy(() -> other.append("d/e", bytes("4"))).isInstanceOf(IOException.class);
                other.keys();
                other.drop();
            }
            FilePerKeyStore.temporary(directory).close();
        }
        // The JVM has one of its own open now and then, for a moment.
        for (int i = 0; i < 1000 && descriptors() > before; i++) {
            Thread.sleep(10);
        }
        assertThat(descriptors()).isLessThanOrEqualTo(before);
    }

    private static long descriptors() throws IOException {
        try (Stream<Path> open = Files.list(Path.of("/proc/self/fd"))) {
            return open.count();
        }
    }

    @Test
    void goesOnWithTheDirectoryThatComesAfterARemovedOne() throws IOException {
        try (Store other = FilePerKeyStore.open(data)) {
            store.append("x", bytes("gone"));
            removeLikePython();
            Files.createDirectory(data);
            store.append("x", bytes("new"));
            assertThat(text(other.get("x"))).isEqualTo("new");
            assertThat(data.resolve(".lock")).exists();

            removeLikePython();
            other.append("y/z", bytes("newer"));
            assertThat(store.keys()).containsExactly("y/z");
            removeLikePython();
            assertThat(store.keys()).isEmpty();
            assertThat(other.get("y/z")).isEmpty();
        }
    }

    @Test
    @DisabledIfSystemProperty(named = "partd.calls", matches = "portable", disabledReason = "asks flock(1)")
    void locksTheFileThatIsThere() throws Exception {
        store.append("x", bytes("1"));
        Path stale = data.resolveSibling("stale");
        Files.move(data.resolve(".lock"), stale);
        Files.createFile(data.resolve(".lock"));
        store.append("x", bytes("2"));
        assertThat(text(store.get("x"))).isEqualTo("12");
        try (Section section = store.lock()) {
            assertThat(flock(data.resolve(".lock"))).isEqualTo(1);
            assertThat(flock(stale)).isZero();
        }
        assertThat(flock(data.resolve(".lock"))).isZero();
    }

    /** Tries to lock a file from another process; returns 0 if it could. */
    private static int flock(Path file) throws Exception {
        return new ProcessBuilder("flock", "--nonblock", file.toString(), "true")
                .start()
                .waitFor();
    }

    @Test
    void anAppendIsDoneAgainWhenTheDirectoryVanishesInTheMiddle() throws IOException {
        FaultyCalls faulty = new FaultyCalls();
        Path place = directory.resolve("vanishing");
        try (FilePerKeyStore vanishing = FilePerKeyStore.open(place, Durability.BATCH, faulty.calls())) {
            Map<String, byte[]> batch =
                    new TreeMap<>(Map.of("a", bytes("1"), "b/c", bytes("2"), "b/d", bytes("3"), "e", bytes("4")));
            vanishing.append(batch);
            vanishing.drop();
            faulty.clear();
            vanishing.append(batch);
            int calls = faulty.log().size();
            for (int i = 0; i < calls; i++) {
                vanishing.drop();
                faulty.clear();
                faulty.at(i, () -> {
                    DirectoryTree.delete(place);
                    return 0;
                });
                vanishing.append(batch);
                // What was appended before the directory vanished may be gone, as with any drop; nothing is there
                // twice.
                for (Map.Entry<String, byte[]> entry : batch.entrySet()) {
                    assertThat(text(vanishing.get(entry.getKey())))
                            .as("%s, removed before call %d", entry.getKey(), i)
                            .isIn("", text(entry.getValue()));
                }
                vanishing.drop();
                vanishing.append(batch);
                assertThat(vanishing.keys()).isEqualTo(batch.keySet());
            }
        }
    }

    @Test
    void anAppendThatWasUnderWayIsWhollyThereIfTheDirectoryVanishesBeforeItsLastKey() throws IOException {
        FaultyCalls faulty = new FaultyCalls();
        Path place = directory.resolve("vanishing");
        try (FilePerKeyStore vanishing = FilePerKeyStore.open(place, Durability.NEVER, faulty.calls())) {
            Map<String, byte[]> batch = new TreeMap<>(Map.of("a", bytes("1"), "b", bytes("2"), "c", bytes("3")));
            faulty.clear();
            vanishing.append(batch);
            int last = faulty.log().indexOf("create " + vanishing.directory().resolve("c"));
            vanishing.drop();
            faulty.clear();
            faulty.at(last, () -> {
                DirectoryTree.delete(place);
                return 0;
            });
            vanishing.append(batch);
            assertThat(vanishing.get(List.of("a", "b", "c")).stream().map(FileStoreTest::text))
                    .containsExactly("1", "2", "3");
        }
    }

    private void removeLikePython() throws IOException {
        DirectoryTree.delete(data);
        assertThat(data).doesNotExist();
    }

    @Test
    void showsItsDirectory() {
        assertThat(store).hasToString("File(" + data + ")");
        assertThat(store.directory()).isEqualTo(data);
    }

    @Test
    void directoriesReachedByALinkAreOneDataset() throws IOException {
        Path link = Files.createSymbolicLink(directory.resolve("link"), data);
        try (FilePerKeyStore other = FilePerKeyStore.open(link);
                Section section = other.lock()) {
            store.append("x", bytes("1"));
            assertThat(other.directory()).isEqualTo(data);
        }
    }

    @Test
    void aForeignWriterIsKeptOutOnlyByTheLock() throws IOException {
        try (FileChannel channel =
                FileChannel.open(data.resolve("x"), StandardOpenOption.CREATE, StandardOpenOption.WRITE)) {
            channel.write(ByteBuffer.wrap(bytes("foreign,")));
        }
        store.append("x", bytes("ours"));
        assertThat(text(store.get("x"))).isEqualTo("foreign,ours");
        assertThat(Files.isRegularFile(data.resolve("x"), LinkOption.NOFOLLOW_LINKS))
                .isTrue();
    }

    private static byte[] bytes(String text) {
        return text.getBytes(UTF_8);
    }

    private static String text(byte[] bytes) {
        return new String(bytes, UTF_8);
    }
}
