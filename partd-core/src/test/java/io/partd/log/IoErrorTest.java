package io.partd.log;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.partd.Durability;
import io.partd.OutcomeUnknownException;
import io.partd.Sample;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * Has every operation of some work fail, once or for a while, and looks at what is there then and whether it goes on.
 */
@ExtendWith(WithoutWarnings.class)
@Tag("sampled")
final class IoErrorTest {

    private static final String DISTRUSTED = "takes no more writes";

    /** How many steps a lasting error spoils. */
    private static final int SPOILT = 2;

    @ParameterizedTest
    @EnumSource(Durability.class)
    void anErrorSpoilsOneCall(Durability durability) {
        sweep(durability, SimulatedMachine.Fault.IO, false);
    }

    @ParameterizedTest
    @EnumSource(Durability.class)
    void lastingErrorsSpoilTheCallsMeanwhile(Durability durability) {
        sweep(durability, SimulatedMachine.Fault.IO, true);
    }

    @ParameterizedTest
    @EnumSource(
            value = Durability.class,
            names = {"NEVER", "BATCH"})
    void aFullDiskSpoilsTheCallsMeanwhile(Durability durability) {
        sweep(durability, SimulatedMachine.Fault.FULL, false);
        sweep(durability, SimulatedMachine.Fault.FULL, true);
    }

    private static void sweep(Durability durability, SimulatedMachine.Fault fault, boolean lasting) {
        int failed = 0;
        int operations = Integer.MAX_VALUE;
        for (int at = 0; at < operations; at += Sample.step(9)) {
            Run run = new Run(durability, at);
            run.machine.failAt(at, fault, lasting);
            try {
                run.run();
            } catch (IOException | RuntimeException | AssertionError e) {
                List<String> log = run.machine.log();
                throw new AssertionError(
                        durability + (lasting ? ", errors from operation " : ", error at operation ") + at
                                + (at < log.size() ? ", which is " + log.get(at) : "") + ": " + e.getMessage(),
                        e);
            }
            failed += run.failures > 0 ? 1 : 0;
            operations = run.machine.operations();
        }
        assertThat(failed).isGreaterThan(100 / Sample.step(9));
    }

    /** The work with an error in it. */
    private static final class Run {

        private final SimulatedMachine machine;
        private final Durability durability;
        private Map<String, String> state = Map.of();
        private int failures;
        private boolean unknown;

        Run(Durability durability, int seed) {
            this.durability = durability;
            machine = new SimulatedMachine(seed);
        }

        void run() throws IOException {
            LogStore store = open();
            for (Workload.Step step : Workload.STEPS) {
                if (failed(store, step)) {
                    store = recovered(store, step);
                } else if (step.closes()) {
                    store = open();
                }
                assertThat(Workload.contents(store)).as("after " + step).isEqualTo(state);
            }
            try {
                store.close();
            } catch (IOException e) {
                failures++;
            }
            machine.heal();
            try (LogStore again = open()) {
                assertThat(Workload.contents(again)).as("in the end").isEqualTo(state);
            }
            assertThat(machine.openFiles()).isEmpty();
        }

        private LogStore open() throws IOException {
            @Nullable IOException failure = null;
            for (int i = 0; i <= SPOILT; i++) {
                try {
                    return SimulatedDisk.store(machine, durability, Workload.SMALL);
                } catch (IOException e) {
                    failure = e;
                    failures++;
                }
            }
            machine.heal();
            assertThat(machine.faults()).as(String.valueOf(failure)).isPositive();
            return SimulatedDisk.store(machine, durability, Workload.SMALL);
        }

        /** Does a step; tells whether it failed, and is still to be done. */
        private boolean failed(LogStore store, Workload.Step step) throws IOException {
            int before = machine.faults();
            machine.forgetFailedSyncs();
            try {
                step.action().on(store);
                state = step.after(state);
                return false;
            } catch (IOException e) {
                failures++;
                unknown = e instanceof OutcomeUnknownException;
                assertThat(machine.faults()).as(step + ": " + e).isGreaterThan(before);
                assertThat(e).hasMessageContaining(SimulatedMachine.DIRECTORY.toString());
                return true;
            }
        }

        private LogStore recovered(LogStore failed, Workload.Step step) throws IOException {
            if (step.closes()) {
                return open();
            }
            Map<String, String> after = step.after(state);
            Map<String, String> found = Workload.contents(failed);
            boolean distrusted = machine.failedSyncs() > 0;
            // Readers have a change of unknown outcome: whether it outlives a power cut is what nobody knows.
            assertThat(found).as("after " + step + " failed").isEqualTo(unknown ? after : state);
            if (distrusted) {
                assertThat(unknown || !step.flushes())
                        .as(step + " failed with a sync")
                        .isTrue();
                requireNoMoreSyncs(failed);
            } else {
                assertThat(unknown).as(step + " failed without a sync").isFalse();
                for (int i = 1; i < SPOILT; i++) {
                    if (!failed(failed, step)) {
                        return failed;
                    }
                    assertThat(Workload.contents(failed)).isEqualTo(state);
                }
            }
            machine.heal();
            if (distrusted) {
                assertThatThrownBy(failed::close).hasMessageContaining(DISTRUSTED);
            }
            LogStore store = distrusted ? open() : failed;
            assertThat(Workload.contents(store)).as("after " + step + " failed").isEqualTo(found);
            if (!unknown) {
                step.action().on(store);
            }
            state = new TreeMap<>(after);
            return store;
        }

        private void requireNoMoreSyncs(LogStore store) {
            int before = syncs();
            assertThatThrownBy(() -> store.append("more", new byte[1]))
                    .isNotInstanceOf(OutcomeUnknownException.class)
                    .hasMessageContaining(DISTRUSTED);
            assertThatThrownBy(() -> store.iset("other", new byte[1])).hasMessageContaining(DISTRUSTED);
            assertThatThrownBy(store::drop).hasMessageContaining(DISTRUSTED);
            assertThatThrownBy(store::compact).hasMessageContaining(DISTRUSTED);
            if (durability != Durability.NEVER) {
                assertThatThrownBy(store::flush)
                        .isInstanceOf(OutcomeUnknownException.class)
                        .hasMessageContaining(DISTRUSTED);
            }
            assertThat(syncs()).isEqualTo(before);
        }

        private int syncs() {
            return (int) machine.log().stream()
                    .filter(line -> line.startsWith("sync "))
                    .count();
        }
    }
}
