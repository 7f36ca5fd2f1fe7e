package io.partd.log;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.partd.CorruptDataException;
import io.partd.Durability;
import io.partd.Sample;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * Stops a machine at every operation of some work, in all ways, and looks at what is there when it is started again.
 */
@ExtendWith(WithoutWarnings.class)
@Tag("sampled")
final class CrashTest {

    /** How many times what is left to chance is tried. */
    private static final int SEEDS = Integer.getInteger("partd.crash.seeds", 1);

    private static final List<SimulatedMachine.Loss> LOSSES = List.of(SimulatedMachine.Loss.values());

    @ParameterizedTest
    @EnumSource(Durability.class)
    void whatIsThereAfterAStopIsWhatWasPromised(Durability durability) throws IOException {
        int operations = operations(durability);
        assertThat(operations).isGreaterThan(300);
        int refused = 0;
        for (int at = 0; at <= operations; at += Sample.step(11)) {
            for (SimulatedMachine.Loss loss : SimulatedMachine.Loss.values()) {
                boolean random = loss == SimulatedMachine.Loss.TORN || loss == SimulatedMachine.Loss.REORDERED;
                for (int seed = 0; seed < (random ? SEEDS : 1); seed++) {
                    refused += isRefusedAfter(durability, at, loss, seed) ? 1 : 0;
                }
            }
        }
        // Without any durability a power cut may leave holes, and does so in these ways.
        assertThat(refused > 0).isEqualTo(durability == Durability.NEVER);
    }

    private static int operations(Durability durability) throws IOException {
        SimulatedMachine machine = new SimulatedMachine(0);
        new Workload(machine, durability).run();
        return machine.operations();
    }

    private static boolean isRefusedAfter(Durability durability, int at, SimulatedMachine.Loss loss, int seed) {
        SimulatedMachine machine = new SimulatedMachine(seed);
        machine.stopAt(at);
        Workload workload = new Workload(machine, durability);
        String what = "seed " + seed + ", " + durability + ", stopped at operation " + at + ", lost " + loss;
        try {
            try {
                workload.run();
            } catch (SimulatedMachine.Stopped | IOException e) {
                assertThat(machine.hasStopped()).isTrue();
                what += ", which is " + machine.log().get(at);
            }
            SimulatedMachine next = machine.restarted(loss, 1000L * at + seed);
            Map<String, String> found = found(next, durability);
            if (found == null) {
                assertThat(durability == Durability.NEVER && loss != SimulatedMachine.Loss.NOTHING)
                        .isTrue();
                return true;
            }
            assertThat(workload.possible(loss)).contains(found);
            goesOn(next, durability, found);
            return false;
        } catch (IOException | RuntimeException | AssertionError e) {
            throw new AssertionError(what + ": " + e.getMessage(), e);
        }
    }

    /** The second stop comes while the log is made whole after the first one, or at what is appended next. */
    @ParameterizedTest
    @EnumSource(Durability.class)
    void aSecondStopChangesNothing(Durability durability) throws IOException {
        int operations = operations(durability);
        int stops = 0;
        for (int at = 5; at < operations; at += 17 * Sample.step(4)) {
            for (SimulatedMachine.Loss loss : SimulatedMachine.Loss.values()) {
                boolean again = true;
                for (int second = 0; again; second++) {
                    SimulatedMachine machine = new SimulatedMachine(at);
                    machine.stopAt(at);
                    Workload workload = new Workload(machine, durability);
                    assertThatThrownBy(workload::run).isNotNull();
                    try {
                        again = stopsAgain(machine, workload, loss, durability, second);
                    } catch (IOException | RuntimeException | AssertionError e) {
                        throw new AssertionError(
                                durability + ", stopped at operation " + at + ", which is "
                                        + machine.log().get(at) + ", lost " + loss + ", then at operation " + second
                                        + " of the next start: " + e.getMessage(),
                                e);
                    }
                    stops++;
                }
            }
        }
        assertThat(stops).isGreaterThan(operations / Sample.step(4));
    }

    private static boolean stopsAgain(
            SimulatedMachine machine, Workload workload, SimulatedMachine.Loss loss, Durability durability, int second)
            throws IOException {
        SimulatedMachine after = machine.restarted(loss, second);
        Map<String, String> found = found(machine.restarted(loss, second), durability);
        if (found == null) {
            return false;
        }
        after.stopAt(second);
        try (LogStore store = SimulatedDisk.store(after, durability, Workload.SMALL)) {
            store.append(Map.of("a", new byte[] {'!'}));
        } catch (SimulatedMachine.Stopped | IOException e) {
            assertThat(after.hasStopped()).as(e.getMessage()).isTrue();
        }
        SimulatedMachine.Loss next = LOSSES.get(second % LOSSES.size());
        Map<String, String> left = found(after.restarted(next, second), durability);
        if (left == null) {
            return after.hasStopped();
        }
        // A kill leaves it to a power cut what of the unsynced reaches the disk.
        List<Map<String, String>> before =
                loss == SimulatedMachine.Loss.NOTHING ? workload.possible(next) : List.of(found);
        List<Map<String, String>> possible = new ArrayList<>(before);
        for (Map<String, String> state : before) {
            Map<String, String> longer = new TreeMap<>(state);
            longer.merge("a", "!", String::concat);
            possible.add(longer);
        }
        assertThat(possible)
                .as("first lost " + loss + ", then, at operation " + second + ", " + next)
                .contains(left);
        return after.hasStopped();
    }

    /** Returns what a log holds, or null if it is refused as damaged, which only those who never sync must expect. */
    private static @Nullable Map<String, String> found(SimulatedMachine machine, Durability durability)
            throws IOException {
        try (LogStore store = SimulatedDisk.store(machine, durability, Workload.SMALL)) {
            return Workload.contents(store);
        } catch (CorruptDataException e) {
            if (durability != Durability.NEVER) {
                throw e;
            }
            return null;
        }
    }

    private static void goesOn(SimulatedMachine machine, Durability durability, Map<String, String> found)
            throws IOException {
        Map<String, String> expected = new TreeMap<>(found);
        for (String piece : List.of("more", "and more")) {
            try (LogStore store = SimulatedDisk.store(machine, durability, Workload.SMALL)) {
                assertThat(Workload.contents(store)).isEqualTo(expected);
                store.append(Map.of("a", piece.getBytes(StandardCharsets.US_ASCII), "new", new byte[] {'!'}));
                expected.merge("a", piece, String::concat);
                expected.merge("new", "!", String::concat);
            }
        }
        assertThat(machine.openFiles()).isEmpty();
    }
}
