package io.partd.simulation;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.logging.Level;
import java.util.logging.Logger;
import java.util.stream.LongStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/**
 * Runs the engine in simulations. {@code -Dpartd.sim.seed=42} runs one seed, {@code -Dpartd.sim.seeds=5000} so many,
 * from {@code -Dpartd.sim.first} on.
 */
final class SimulationTest {

    private static final long FIRST = Long.getLong("partd.sim.first", 1);

    private static final Logger LOGGER = Logger.getLogger("io.partd.log");

    @BeforeAll
    static void hideWarnings() {
        LOGGER.setLevel(Level.OFF);
    }

    @AfterAll
    static void showWarnings() {
        LOGGER.setLevel(null);
    }

    @Test
    void theEngineKeepsItsPromises() {
        Long seed = Long.getLong("partd.sim.seed");
        if (seed == null) {
            run(FIRST, Integer.getInteger("partd.sim.seeds", 200));
        } else {
            Simulation.run(seed, Mutation.NONE);
        }
    }

    @Test
    @Tag("thorough")
    void theEngineKeepsItsPromisesForLonger() {
        run(FIRST + 200, 400);
    }

    @Test
    @Tag("soak")
    void theEngineKeepsItsPromisesForHours() {
        run(FIRST + 600, 19_400);
    }

    private static void run(long first, int seeds) {
        Totals totals = new Totals();
        LongStream.range(first, first + seeds).forEach(seed -> totals.add(Simulation.run(seed, Mutation.NONE)));
        totals.print();
    }

    @Test
    void aSeedIsAlwaysTheSameRun() {
        for (long seed = 1; seed <= 20; seed++) {
            assertThat(Simulation.run(seed, Mutation.NONE)).isEqualTo(Simulation.run(seed, Mutation.NONE));
        }
    }
}
