package io.partd.simulation;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.logging.Level;
import java.util.logging.Logger;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** The simulation finds out when the engine is wrong: each {@link Mutation} is caught within a thousand seeds. */
final class MutantTest {

    private static final int SEEDS = 1000;

    private static final Logger LOGGER = Logger.getLogger("io.partd.log");

    @BeforeAll
    static void hideWarnings() {
        LOGGER.setLevel(Level.OFF);
    }

    @AfterAll
    static void showWarnings() {
        LOGGER.setLevel(null);
    }

    @ParameterizedTest
    @EnumSource(value = Mutation.class, mode = EnumSource.Mode.EXCLUDE, names = "NONE")
    @Tag("thorough")
    void aMutantIsCaught(Mutation mutation) {
        long seed = 1;
        while (!isCaught(seed, mutation)) {
            assertThat(mutation.isApplied())
                    .as("the engine still has what the mutation changes")
                    .isTrue();
            assertThat(++seed).as("seed").isLessThanOrEqualTo(SEEDS);
        }
        Logger.getLogger(MutantTest.class.getName()).info(mutation + " is caught at seed " + seed);
        Simulation.run(seed, Mutation.NONE);
    }

    private static boolean isCaught(long seed, Mutation mutation) {
        try {
            Simulation.run(seed, mutation);
            return false;
        } catch (AssertionError e) {
            return true;
        }
    }
}
