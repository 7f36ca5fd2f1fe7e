package io.partd.simulation;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.logging.Level;
import java.util.logging.Logger;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
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
    @EnumSource(
            value = Mutation.class,
            mode = EnumSource.Mode.EXCLUDE,
            names = {"NONE", "CHECKSUM_NOT_COMPARED"})
    @Tag("thorough")
    void aMutantIsCaught(Mutation mutation) {
        requireCaught(mutation);
    }

    /** Takes too long for every build: no bits flip on the simulated disk, so only torn writes can show it. */
    @Test
    @Tag("soak")
    void aChecksumThatIsNotComparedIsCaught() {
        requireCaught(Mutation.CHECKSUM_NOT_COMPARED);
    }

    private static void requireCaught(Mutation mutation) {
        long caughtAt = 0;
        for (long seed = 1; seed <= SEEDS && caughtAt == 0; seed++) {
            caughtAt = isCaught(seed, mutation) ? seed : 0;
        }
        assertThat(mutation.isApplied())
                .as("the engine still has what the mutation changes")
                .isTrue();
        assertThat(caughtAt).as("seed that catches it").isPositive();
        Simulation.run(caughtAt, Mutation.NONE);
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
