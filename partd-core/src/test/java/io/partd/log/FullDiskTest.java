package io.partd.log;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.partd.Durability;
import io.partd.SmallDisk;
import java.io.IOException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Fills a real disk. */
@ExtendWith(WithoutWarnings.class)
final class FullDiskTest {

    private static final Log.Options OPTIONS = new Log.Options(300_000, 100);

    @TempDir
    private Path directory;

    private SmallDisk disk;

    private Path mount(int mebibytes) throws Exception {
        disk = SmallDisk.mount(directory.toRealPath().resolve("disk"), mebibytes);
        return disk.directory();
    }

    @AfterEach
    void unmount() throws IOException {
        if (disk != null) {
            disk.close();
        }
    }

    private static Map<String, byte[]> batch(int number) {
        Map<String, byte[]> batch = new TreeMap<>();
        for (int i = 0; i < 7; i++) {
            batch.put("key" + i, (number + ":" + "x".repeat(1 + 397 * i) + ",").getBytes(US_ASCII));
        }
        return batch;
    }

    private static void requireBatches(LogStore store, int count) throws IOException {
        for (String key : batch(0).keySet()) {
            StringBuilder expected = new StringBuilder();
            for (int i = 0; i < count; i++) {
                expected.append(new String(batch(i).get(key), US_ASCII));
            }
            assertThat(new String(store.get(key), US_ASCII).equals(expected.toString()))
                    .as(key)
                    .isTrue();
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 16})
    void aFullDiskFailsAnAppendAndNothingElse(int mebibytes) throws Exception {
        Path mounted = mount(mebibytes);
        Path ballast = mounted.resolve("ballast");
        Files.write(ballast, new byte[mebibytes << 19]);
        Path dataset = mounted.resolve("dataset");
        int stored;
        try (LogStore store = LogStore.open(dataset, Durability.FLUSH, OPTIONS)) {
            stored = fill(store, 0);
            requireBatches(store, stored);
            assertThatThrownBy(store::compact).hasMessageContaining("no space left on device");
            requireBatches(store, stored);
            int before = stored;
            assertThatThrownBy(() -> store.append(batch(before)))
                    .isInstanceOf(FileSystemException.class)
                    .hasMessageContaining(dataset.toString())
                    .hasMessageContaining("no space left on device");
            requireBatches(store, stored);

            Files.delete(ballast);
            store.append(batch(stored));
            stored = fill(store, stored + 1);
            requireBatches(store, stored);
            assertThat(stored).isGreaterThan(before + 10);
        }
        try (LogStore store = LogStore.open(dataset, Durability.FLUSH, OPTIONS)) {
            requireBatches(store, stored);
        }
    }

    /** Appends until there is no more space; returns how many batches there are then. */
    private static int fill(LogStore store, int first) throws IOException {
        int number = first;
        while (true) {
            try {
                store.append(batch(number));
                number++;
            } catch (FileSystemException e) {
                assertThat(e).hasMessageContaining("no space left on device");
                return number;
            }
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 16})
    void deletingFreesAFullDisk(int mebibytes) throws Exception {
        Path mounted = mount(mebibytes);
        Path dataset = mounted.resolve("dataset");
        Path ballast = mounted.resolve("ballast");
        Files.write(ballast, new byte[64 << 10]);
        try (LogStore store = LogStore.open(dataset, Durability.NEVER, OPTIONS)) {
            fill(store, 0);
            Files.delete(ballast);
            store.drop();
            assertThat(store.keys()).isEmpty();
            int stored = fill(store, 0);
            assertThat(stored).isGreaterThan(10);
            requireBatches(store, stored);
        }
    }
}
