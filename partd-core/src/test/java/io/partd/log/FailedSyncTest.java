package io.partd.log;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.partd.CorruptDataException;
import io.partd.Durability;
import io.partd.OutcomeUnknownException;
import io.partd.log.SimulatedMachine.Loss;
import java.io.IOException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * After a sync that failed, in the same start of the system: what the system could not write it calls clean, so that no
 * sync brings it to the disk any more.
 */
@ExtendWith(WithoutWarnings.class)
final class FailedSyncTest {

    private static final int SEEDS = 30;

    private static byte[] bytes(String text) {
        return text.getBytes(ISO_8859_1);
    }

    /** Returns a machine on whose log a sync has failed, with 40 pieces acknowledged before it and one after them. */
    private static SimulatedMachine failed(int seed, Durability fsync) throws IOException {
        SimulatedMachine machine = new SimulatedMachine(seed);
        LogStore store = SimulatedDisk.store(machine, fsync, Workload.SMALL);
        for (int i = 0; i < 40; i++) {
            store.append("x", bytes("piece " + i + ";"));
        }
        store.flush();
        failASync(machine, store);
        assertThatThrownBy(store::close).isInstanceOf(IOException.class);
        machine.heal();
        return machine;
    }

    private static void failASync(SimulatedMachine machine, LogStore store) {
        for (int later = 0; machine.failedSyncs() == 0; later++) {
            machine.failAt(machine.operations() + later % 8, SimulatedMachine.Fault.IO, false);
            try {
                store.append("x", bytes("unknown;"));
                store.flush();
            } catch (IOException e) {
                // If it was no sync that failed, the call had no effect.
            }
        }
    }

    @ParameterizedTest
    @EnumSource(
            value = Durability.class,
            names = {"FLUSH", "BATCH"})
    void whatIsPromisedThenSurvivesAPowerCut(Durability fsync) throws IOException {
        for (int seed = 0; seed < SEEDS; seed++) {
            SimulatedMachine machine = failed(seed, fsync);
            String found;
            try (LogStore store = SimulatedDisk.store(machine, fsync, Workload.SMALL)) {
                found = new String(store.get("x"), ISO_8859_1);
                assertThat(found).startsWith("piece 0;piece 1;").contains("piece 39;unknown;");
                for (int i = 0; i < 3; i++) {
                    store.append("x", bytes("after " + i + ";"));
                }
                store.flush();
                requireAfterPowerCut(machine, seed, fsync, found + "after 0;after 1;after 2;");
            }
            requireAfterPowerCut(machine, seed, fsync, found + "after 0;after 1;after 2;");
        }
    }

    private static void requireAfterPowerCut(SimulatedMachine machine, int seed, Durability fsync, String expected)
            throws IOException {
        for (Loss loss : new Loss[] {Loss.ALL_UNSYNCED, Loss.TORN, Loss.REORDERED}) {
            SimulatedMachine next = machine.restarted(loss, seed);
            try (LogStore store = SimulatedDisk.store(next, fsync, Workload.SMALL)) {
                assertThat(new String(store.get("x"), ISO_8859_1))
                        .as("seed " + seed + ", " + loss)
                        .isEqualTo(expected);
            } catch (CorruptDataException e) {
                throw new AssertionError("seed " + seed + ", " + loss + ": " + e.getMessage(), e);
            }
        }
    }

    @Test
    void onlyTheFirstOpeningThatSyncsRewritesTheLog() throws IOException {
        SimulatedMachine machine = failed(1, Durability.BATCH);
        int before = machine.operations();
        try (LogStore store = SimulatedDisk.store(machine, Durability.NEVER, Workload.SMALL)) {
            store.append("x", bytes("of somebody without promises"));
        }
        assertThat(machine.log().subList(before, machine.operations())).noneMatch(line -> line.startsWith("sync "));
        long epoch = machine.epoch();
        SimulatedDisk.store(machine, Durability.FLUSH, Workload.SMALL).close();
        assertThat(machine.epoch()).isGreaterThan(epoch);
        epoch = machine.epoch();
        SimulatedDisk.store(machine, Durability.FLUSH, Workload.SMALL).close();
        assertThat(machine.epoch()).isEqualTo(epoch);
    }

    @Test
    void anotherStartOfTheSystemKnowsWhatIsOnTheDisk() throws IOException {
        SimulatedMachine machine = failed(1, Durability.BATCH).restarted(Loss.ALL_UNSYNCED, 1);
        SimulatedDisk.store(machine, Durability.BATCH, Workload.SMALL).close();
        assertThat(machine.log()).noneMatch(line -> line.startsWith("rename "));
    }

    /** A process that had the log open all the time cannot rely on its own syncs either. */
    @Test
    void anotherProcessIsToldToo() throws IOException {
        SimulatedMachine machine = new SimulatedMachine(1);
        try (LogStore other = SimulatedDisk.store(machine, Durability.FLUSH, Workload.SMALL)) {
            LogStore failing = SimulatedDisk.store(machine, Durability.BATCH, Workload.SMALL);
            failing.append("x", bytes("before"));
            other.append("x", bytes("of another"));
            failASync(machine, failing);
            machine.heal();
            assertThatThrownBy(other::flush)
                    .isInstanceOf(OutcomeUnknownException.class)
                    .hasMessageContaining("fsync failed in another process");
            assertThatThrownBy(failing::close).isInstanceOf(IOException.class);
            assertThat(new String(other.get("x"), ISO_8859_1)).startsWith("beforeof another");
        } catch (IOException e) {
            assertThat(e).hasMessageContaining("fsync failed in another process");
        }
        try (LogStore again = SimulatedDisk.store(machine, Durability.FLUSH, Workload.SMALL)) {
            again.append("x", bytes("after"));
            again.flush();
        }
    }

    @Test
    void anOpeningThatCannotRewriteTheLogSaysSo() throws IOException {
        SimulatedMachine machine = failed(1, Durability.BATCH);
        machine.failAt(machine.operations(), SimulatedMachine.Fault.FULL, true);
        assertThatThrownBy(() -> SimulatedDisk.store(machine, Durability.BATCH, Workload.SMALL))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("has to be rewritten, since an fsync of it has failed, and could not be: ")
                .hasMessageContaining("no space left on device");
        try (LogStore store = SimulatedDisk.store(machine, Durability.NEVER, Workload.SMALL)) {
            assertThat(new String(store.get("x"), ISO_8859_1)).contains("piece 39;unknown;");
        }
        machine.heal();
        try (LogStore store = SimulatedDisk.store(machine, Durability.BATCH, Workload.SMALL)) {
            assertThat(new String(store.get("x"), ISO_8859_1)).contains("piece 39;unknown;");
        }
    }
}
