package io.partd.log;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.partd.Durability;
import io.partd.OutcomeUnknownException;
import io.partd.Store;
import io.partd.StoreClosedException;
import io.partd.StoreMetrics.Operation;
import io.partd.buffer.WriteBuffer;
import io.partd.internal.Meter;
import java.io.IOException;
import java.util.Map;
import java.util.concurrent.locks.ReentrantLock;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** Failures of a log, seen by what uses it. */
@ExtendWith(WithoutWarnings.class)
final class LogFailureTest {

    @Test
    void aCloseLetsGoOfTheLogWhateverItsFlushThrows() throws IOException {
        SimulatedMachine machine = new SimulatedMachine(1);
        LogStore store = SimulatedDisk.store(machine, Durability.FLUSH, Workload.SMALL);
        store.append("x", new byte[10]);
        machine.stopAt(machine.operations());
        assertThatThrownBy(store::close).isInstanceOf(SimulatedMachine.Stopped.class);
        assertThat(machine.openFiles()).isEmpty();
        assertThatThrownBy(() -> store.get("x")).isInstanceOf(StoreClosedException.class);
        store.close();
    }

    @Test
    void aBufferStoresItsBytesOnceWhateverFailsBelow() throws IOException {
        for (Durability durability : Durability.values()) {
            boolean failed = true;
            for (int at = 0; failed; at++) {
                SimulatedMachine machine = new SimulatedMachine(at);
                LogStore log = SimulatedDisk.store(machine, durability, Workload.SMALL);
                machine.failAt(machine.operations() + at, SimulatedMachine.Fault.IO, false);
                boolean told = fill(log.with(WriteBuffer.of("1m")));
                failed = machine.faults() > 0;
                machine.heal();
                try (LogStore again = SimulatedDisk.store(machine, durability, Workload.SMALL)) {
                    String what = durability + ", operation " + at + " failed";
                    if (told) {
                        assertThat(again.size("x")).as(what).isIn(0L, 10L, 15L);
                        assertThat(again.size("y")).as(what).isIn(0L, 20L);
                    } else {
                        assertThat(again.size("x")).as(what).isEqualTo(15);
                        assertThat(again.size("y")).as(what).isEqualTo(20);
                    }
                }
            }
        }
    }

    /** As when there is too little memory for the index. The batch is in the log, so its append has not failed. */
    @Test
    void aPublishedBatchThatTheIndexDoesNotLearnOfIsReadAgain() throws IOException {
        SimulatedMachine machine = new SimulatedMachine(1);
        try (LogStore writer = SimulatedDisk.store(machine, Durability.NEVER, Workload.SMALL)) {
            writer.append("x", new byte[10]);
            SimulatedDisk disk = new SimulatedDisk(machine, new ReentrantLock());
            LogView view = LogView.open(disk, false);
            writer.append("x", new byte[5]);
            Batch.Header header = new BatchReader(disk, view.active()).header(view.tail());
            assertThat(header).isNotNull();
            OutOfMemoryError error = new OutOfMemoryError("says the test");
            long end = view.tail() + header.length();
            assertThat(view.advance(header, () -> {
                        throw error;
                    }))
                    .isSameAs(error);
            assertThat(view.tail()).isEqualTo(end);
            assertThat(view.isStale()).isTrue();
            view.refresh();
            assertThat(view.isStale()).isFalse();
            assertThat(view.index().locate("x").size()).isEqualTo(15);
            view.close();
            disk.close();
        }
    }

    /** Else closing would write a checkpoint of an index that lacks a batch. */
    @Test
    void whatClosesTheLogReadsItAgainFirst() throws IOException {
        SimulatedMachine machine = new SimulatedMachine(1);
        SimulatedDisk.store(machine, Durability.NEVER, Workload.SMALL).close();
        ReentrantLock writers = new ReentrantLock();
        ReentrantLock state = new ReentrantLock();
        SimulatedDisk disk = new SimulatedDisk(machine, writers);
        LogView view = LogView.open(disk, false);
        GroupCommit commit = new GroupCommit(disk, new Meter.Group("log", "Log", Operation.SYNC).of(Operation.SYNC));
        ManifestWriter manifests = new ManifestWriter(disk, view, state, commit, Workload.SMALL);
        LogWriter writer = new LogWriter(disk, view, state, commit, manifests, Workload.SMALL);
        LogLocks locks = new LogLocks(disk, writers, state, view, writer);
        locks.lock();
        assertThat(locks.tryEnterWrite()).isTrue();
        view.setStale();
        assertThat(disk.processes().isHeld()).isTrue();
        assertThat(locks.tryEnterWrite()).isTrue();
        assertThat(view.isStale()).isFalse();
        locks.exitWrite();
        view.close();
        disk.close();
    }

    /** Appends and flushes, again if nothing was stored; returns whether it was told that something is not stored. */
    private static boolean fill(Store store) throws IOException {
        boolean told = false;
        store.append(Map.of("x", new byte[10], "y", new byte[20]));
        try {
            store.flush();
        } catch (OutcomeUnknownException e) {
            assertThat(store.size("x")).isEqualTo(10);
            assertThat(store.size("y")).isEqualTo(20);
        } catch (IOException e) {
            assertThat(store.size("x")).isEqualTo(10);
        }
        store.append("x", new byte[5]);
        try {
            store.close();
        } catch (IOException e) {
            told = true;
        }
        return told;
    }
}
