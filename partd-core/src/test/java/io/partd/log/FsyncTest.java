package io.partd.log;

import static org.assertj.core.api.Assertions.assertThat;

import io.partd.Durability;
import io.partd.Parallel;
import io.partd.internal.SystemCalls;
import java.io.IOException;
import java.lang.reflect.Proxy;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.ReentrantLock;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** When what is synced. */
final class FsyncTest {

    private static final byte[] VALUE = {1};

    @TempDir
    private Path directory;

    private final SimulatedMachine machine = new SimulatedMachine(0);

    private List<String> syncs() {
        List<String> syncs = machine.log().stream()
                .filter(line -> line.startsWith("sync "))
                .map(line -> line.substring(5))
                .toList();
        machine.log().clear();
        return syncs;
    }

    @Test
    void neverIsNever() throws IOException {
        try (LogStore store = SimulatedDisk.store(machine, Durability.NEVER, Workload.SMALL)) {
            for (int i = 0; i < 50; i++) {
                store.append("x", new byte[100]);
            }
            store.flush();
            store.delete("x");
            store.drop();
        }
        assertThat(syncs()).isEmpty();
    }

    @Test
    void onFlushIsOnFlushAndWhereASegmentEnds() throws IOException {
        try (LogStore store = SimulatedDisk.store(machine, Durability.FLUSH, Workload.SMALL)) {
            assertThat(syncs()).containsExactly(Segment.name(1), ".", Manifest.NEW, ".");
            store.append("x", VALUE);
            store.iset("y", VALUE);
            store.pop("y");
            assertThat(syncs()).isEmpty();
            store.flush();
            assertThat(syncs()).containsExactly(Segment.name(1), Manifest.NAME, ".");
            store.flush();
            assertThat(syncs()).isEmpty();
            store.append("x", VALUE);
            store.flush();
            assertThat(syncs()).containsExactly(Segment.name(1));
            store.append("x", new byte[1400]);
            assertThat(syncs()).containsExactly(Segment.name(1), Segment.name(2), ".", Manifest.NEW, ".");
            store.flush();
            assertThat(syncs()).containsExactly(Segment.name(1), Segment.name(2));
            store.append("x", VALUE);
        }
        assertThat(syncs()).startsWith(Segment.name(2));
    }

    @Test
    void everyBatchIsEveryCallThatWrites() throws IOException {
        try (LogStore store = SimulatedDisk.store(machine, Durability.BATCH, Workload.SMALL)) {
            store.append("x", VALUE);
            syncs();
            store.append(Map.of("x", VALUE, "y", VALUE));
            assertThat(syncs()).containsExactly(Segment.name(1));
            store.iset("z", VALUE);
            assertThat(syncs()).containsExactly(Segment.name(1));
            store.pop("z");
            assertThat(syncs()).containsExactly(Segment.name(1));
            store.delete("y");
            assertThat(syncs()).containsExactly(Segment.name(1));
            store.iset("x", VALUE);
            store.delete("y");
            store.get("x");
            store.flush();
            assertThat(syncs()).isEmpty();
            store.drop();
            assertThat(syncs()).containsExactly(Segment.name(2), ".", Manifest.NEW, ".");
        }
    }

    /** Another process has added segments, and never syncs: their names are not on the disk either. */
    @Test
    void whoSyncsAlsoSyncsWhatAnotherProcessHasLeft() throws IOException {
        try (LogStore syncing = SimulatedDisk.store(machine, Durability.BATCH, Workload.SMALL);
                LogStore other = SimulatedDisk.store(machine, Durability.NEVER, Workload.SMALL)) {
            syncing.append("x", VALUE);
            other.append("y", new byte[1400]);
            other.append("y", new byte[300]);
            syncs();
            syncing.append("x", VALUE);
            assertThat(syncs()).containsExactly(Segment.name(1), Segment.name(2), Segment.name(3), Manifest.NAME, ".");
            for (int seed = 0; seed < 20; seed++) {
                SimulatedMachine after = machine.restarted(SimulatedMachine.Loss.REORDERED, seed);
                try (LogStore store = SimulatedDisk.store(after, Durability.NEVER, Workload.SMALL)) {
                    assertThat(store.size("x")).isEqualTo(2);
                    assertThat(store.size("y")).isEqualTo(1700);
                }
            }
        }
    }

    /** With segments so small that some end while they are synced. */
    @Test
    void threadsShareASync() throws IOException {
        AtomicInteger syncs = new AtomicInteger();
        SystemCalls calls = SystemCalls.system();
        SystemCalls slow = (SystemCalls) Proxy.newProxyInstance(
                getClass().getClassLoader(), new Class<?>[] {SystemCalls.class}, (proxy, method, arguments) -> {
                    if (method.getName().equals("sync")) {
                        syncs.incrementAndGet();
                        Thread.sleep(10);
                    }
                    return method.invoke(calls, arguments);
                });
        ReentrantLock writers = new ReentrantLock();
        Disk disk = SystemDisk.open(slow, directory.toRealPath(), writers);
        int threads = 8;
        int batches = 50;
        try (LogStore store = LogStore.open(disk, writers, Durability.BATCH, new Log.Options(20_000, 1000))) {
            Parallel.run(threads, thread -> {
                for (int i = 0; i < batches; i++) {
                    store.append("of " + thread, new byte[100]);
                }
            });
            for (int thread = 0; thread < threads; thread++) {
                assertThat(store.size("of " + thread)).isEqualTo(100L * batches);
            }
        }
        assertThat(syncs.get()).isBetween(batches, threads * batches * 3 / 4);
    }
}
