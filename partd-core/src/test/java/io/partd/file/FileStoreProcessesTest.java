package io.partd.file;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.partd.ChildProcess;
import io.partd.Section;
import io.partd.temporary.TemporaryDirectory;
import java.io.IOException;
import java.io.InputStream;
import java.io.InterruptedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

@SuppressWarnings("try") // a section is ended, not used
class FileStoreProcessesTest {

    @TempDir
    private Path directory;

    /** Works on 100,000 keys with few descriptors. */
    static final class ManyKeys {

        private static final int KEYS = 100_000;

        private ManyKeys() {}

        public static void main(String[] arguments) throws IOException {
            try (FilePerKeyStore store = FilePerKeyStore.open(Path.of(arguments[0]))) {
                List<InputStream> streams = new ArrayList<>();
                Map<String, byte[]> batch = new TreeMap<>();
                for (int i = 0; i < KEYS; i++) {
                    batch.put(String.format("%02d/%05d", i % 100, i), new byte[] {(byte) i});
                }
                store.append(batch);
                store.append(batch);
                if (!store.keys().equals(batch.keySet())) {
                    throw new AssertionError("other keys than were appended to");
                }
                List<byte[]> values = store.get(List.copyOf(batch.keySet()));
                long bytes = values.stream().mapToLong(value -> value.length).sum();
                for (int i = 0; i < 100; i++) {
                    streams.add(store.open("00/00000"));
                }
                for (InputStream stream : streams) {
                    stream.close();
                }
                System.out.println(bytes);
            }
        }
    }

    @Test
    void holdsAHundredThousandKeysWithFewDescriptors() throws Exception {
        // In memory where there is such a directory: a disk may take a minute to delete so many files.
        Path memory = Path.of("/dev/shm");
        try (TemporaryDirectory place = TemporaryDirectory.create(Files.isWritable(memory) ? memory : directory);
                ChildProcess child = ChildProcess.jvmAfter(
                        "ulimit -n 256",
                        ManyKeys.class,
                        place.path().resolve("data").toString())) {
            assertThat(child.join()).containsExactly("200000");
        }
    }

    /** Holds the lock until it is told to go on. */
    static final class Holder {

        private Holder() {}

        public static void main(String[] arguments) throws IOException {
            try (FilePerKeyStore store = FilePerKeyStore.open(Path.of(arguments[0]));
                    Section section = store.lock()) {
                System.out.println("locked");
                System.in.read();
                store.append("x", "holder,".getBytes(UTF_8));
            }
        }
    }

    @Test
    void aWaiterForAnotherProcessCanBeInterruptedAndTheOthersGoOn() throws Exception {
        Path data = directory.resolve("data");
        ExecutorService executor = Executors.newCachedThreadPool();
        try (ChildProcess child = ChildProcess.jvm(Holder.class, data.toString())) {
            assertThat(child.readLine()).isEqualTo("locked");
            try (FilePerKeyStore store = FilePerKeyStore.open(data)) {
                CompletableFuture<Thread> waiter = new CompletableFuture<>();
                Future<Boolean> interrupted = executor.submit(() -> {
                    waiter.complete(Thread.currentThread());
                    assertThatThrownBy(() -> store.append("x", "interrupted,".getBytes(UTF_8)))
                            .isInstanceOf(InterruptedIOException.class)
                            .hasMessageContaining(
                                    store.directory().resolve(".lock").toString());
                    return Thread.interrupted();
                });
                waiter.get().interrupt();
                assertThat(interrupted.get()).isTrue();
                Future<?> other = executor.submit(() -> {
                    store.append("x", "other".getBytes(UTF_8));
                    return null;
                });
                child.writeLine("go on");
                other.get();
                assertThat(store.get("x")).asString(UTF_8).isEqualTo("holder,other");
            }
            child.join();
        } finally {
            executor.shutdownNow();
        }
    }

    @Test
    void theLockOfAKilledProcessIsFree() throws Exception {
        Path data = directory.resolve("data");
        try (ChildProcess child = ChildProcess.jvm(Holder.class, data.toString())) {
            assertThat(child.readLine()).isEqualTo("locked");
            child.kill();
            try (FilePerKeyStore store = FilePerKeyStore.open(data)) {
                store.append("x", "next".getBytes(UTF_8));
                assertThat(store.get("x")).asString(UTF_8).isEqualTo("next");
            }
        }
    }
}
