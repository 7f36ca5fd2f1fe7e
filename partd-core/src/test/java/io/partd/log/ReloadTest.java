package io.partd.log;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.partd.Durability;
import io.partd.Section;
import io.partd.Store;
import io.partd.internal.CString;
import io.partd.internal.LockFile;
import io.partd.internal.SystemCalls;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.locks.ReentrantLock;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/** What happens when a process has to read the log again. */
@EnabledOnOs(OS.LINUX)
final class ReloadTest {

    private static final int EPOCH = 128;
    private static final int KEYS = 100;

    @TempDir
    private Path directory;

    @Test
    void aCompactionLosesNothing() throws Exception {
        ExecutorService executor = Executors.newSingleThreadExecutor();
        Log.Options options = new Log.Options(1 << 20, 100);
        try (Store store = LogStore.open(directory, Durability.NEVER, options)) {
            for (int i = 0; i < 50; i++) {
                store.append(batch(i));
            }
            Future<Void> compaction = executor.submit(() -> {
                store.compact();
                return null;
            });
            while (!compaction.isDone() && !isBeingWritten()) {
                Thread.onSpinWait();
            }
            dieReplacingTheManifest();
            compaction.get();
            assertHoldsAll(store);
        } finally {
            executor.shutdown();
        }
        try (Store store = LogStore.open(directory, Durability.NEVER, options)) {
            assertHoldsAll(store);
        }
    }

    /** The list of the first segment's records is after the end that this process allocated. */
    @Test
    void readsListsThatAnotherProcessAddedToASegmentThatIsOpenHere() throws Exception {
        try (Store here = asAProcess();
                Store elsewhere = asAProcess()) {
            here.append("a", new byte[300_000]);
            elsewhere.append("a", "b".getBytes(UTF_8));
            dieReplacingTheManifest();
            here.append("a", "c".getBytes(UTF_8));
            assertThat(here.get("a")).hasSize(300_002);
        }
    }

    @Test
    void aSectionInWhichThatFailsStillKeepsOthersOut() throws Exception {
        try (Store here = asAProcess();
                Store elsewhere = asAProcess()) {
            here.append("a", "b".getBytes(UTF_8));
            Path manifest = directory.resolve(Manifest.NAME);
            byte[] kept = Files.readAllBytes(manifest);
            try (Section section = here.lock()) {
                assertThat(section).isNotNull();
                Files.delete(manifest);
                publishEpoch(77);
                assertThatThrownBy(() -> here.get("a")).isInstanceOf(IOException.class);
                assertThatThrownBy(() -> here.append("a", "c".getBytes(UTF_8))).isInstanceOf(IOException.class);
                Files.write(manifest, kept);
                assertThat(elsewhere.tryLock(Duration.ofMillis(50))).isEmpty();
            }
            try (Section section = elsewhere.lock()) {
                assertThat(section).isNotNull();
                assertThat(elsewhere.get("a")).asString(UTF_8).isEqualTo("b");
            }
        }
    }

    /** Opens the log as if no other store of this JVM had it open. */
    private Store asAProcess() throws IOException {
        ReentrantLock writers = new ReentrantLock();
        Disk disk = SystemDisk.open(SystemCalls.system(), directory.toRealPath(), writers);
        return LogStore.open(disk, writers, Durability.NEVER, new Log.Options(64 << 10, 100));
    }

    /** Tells whether there is a segment behind the last one of the manifest. */
    private boolean isBeingWritten() throws IOException {
        String manifest = Files.readString(directory.resolve(Manifest.NAME));
        String last = manifest.lines()
                .filter(line -> line.startsWith("segments "))
                .map(line -> line.substring(line.lastIndexOf(' ') + 1))
                .collect(Collectors.joining());
        return Files.exists(directory.resolve(Segment.name(Long.parseLong(last) + 1)));
    }

    /** Does what another process does that dies between two steps of replacing the manifest. */
    private void dieReplacingTheManifest() throws IOException {
        Path path = directory.toRealPath().resolve("partd-log.lock");
        SystemCalls calls = SystemCalls.system();
        int file = calls.openToUpdate(SystemCalls.ANYWHERE, CString.of(path));
        try (LockFile lock = new LockFile(calls, file, path)) {
            lock.acquire();
            publishEpoch(0);
        }
    }

    private void publishEpoch(long epoch) throws IOException {
        Path path = directory.resolve("partd-log.lock");
        try (FileChannel words = FileChannel.open(path, StandardOpenOption.WRITE)) {
            words.write(
                    ByteBuffer.allocate(Long.BYTES)
                            .order(ByteOrder.LITTLE_ENDIAN)
                            .putLong(0, epoch),
                    EPOCH);
        }
    }

    private static void assertHoldsAll(Store store) throws IOException {
        Map<String, StringBuilder> expected = new HashMap<>();
        for (int i = 0; i < 50; i++) {
            batch(i).forEach((key, value) ->
                    expected.computeIfAbsent(key, k -> new StringBuilder()).append(new String(value, UTF_8)));
        }
        assertThat(store.keys()).hasSize(KEYS);
        for (Map.Entry<String, StringBuilder> entry : expected.entrySet()) {
            assertThat(store.get(entry.getKey()))
                    .asString(UTF_8)
                    .isEqualTo(entry.getValue().toString());
        }
    }

    private static Map<String, byte[]> batch(int number) {
        Map<String, byte[]> batch = new HashMap<>();
        for (int key = 0; key < KEYS; key++) {
            batch.put("k" + key, (number + ",").repeat(500).getBytes(UTF_8));
        }
        return batch;
    }
}
