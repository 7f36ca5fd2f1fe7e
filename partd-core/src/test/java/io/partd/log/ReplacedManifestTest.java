package io.partd.log;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;

import io.partd.Durability;
import java.io.IOException;
import org.junit.jupiter.api.Test;

/** What a process reads while another one is replacing the manifest, which the epoch 0 says. */
final class ReplacedManifestTest {

    private static final String LONG = "x".repeat(700);

    private final SimulatedMachine machine = new SimulatedMachine(1);

    private LogStore open() throws IOException {
        return SimulatedDisk.store(machine, Durability.NEVER, Workload.SMALL);
    }

    /** The reader has not looked since before the manifest was replaced the last time. */
    @Test
    void aReaderSeesWhatWasAddedBefore() throws IOException {
        try (LogStore writer = open();
                LogStore reader = open()) {
            assertThat(reader.get("a")).isEmpty();
            for (int i = 0; i < 5; i++) {
                writer.append("a", LONG.getBytes(US_ASCII));
            }
            machine.setEpoch(0);
            assertThat(reader.get("a")).asString(US_ASCII).isEqualTo(LONG.repeat(5));
            assertThat(reader.size("a")).isEqualTo(5L * LONG.length());
        }
    }

    @Test
    void aReaderSeesThatTheLogWasDropped() throws IOException {
        try (LogStore writer = open();
                LogStore reader = open()) {
            writer.append("a", LONG.getBytes(US_ASCII));
            assertThat(reader.keys()).containsExactly("a");
            writer.drop();
            writer.append("b", LONG.getBytes(US_ASCII));
            machine.setEpoch(0);
            assertThat(reader.keys()).containsExactly("b");
        }
    }

    @Test
    void aReaderSeesWhatWasAddedAfterACompaction() throws IOException {
        try (LogStore writer = open();
                LogStore reader = open()) {
            writer.append("a", LONG.getBytes(US_ASCII));
            assertThat(reader.get("a")).hasSize(LONG.length());
            writer.compact();
            writer.append("a", LONG.getBytes(US_ASCII));
            machine.setEpoch(0);
            assertThat(reader.get("a")).hasSize(2 * LONG.length());
        }
    }
}
