package io.partd.log;

import static org.assertj.core.api.Assertions.assertThat;

import io.partd.Durability;
import java.io.IOException;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** Batches of many blocks, which another thread writes while the next block is filled. */
@ExtendWith(WithoutWarnings.class)
final class LargeBatchTest {

    private static final Log.Options OPTIONS = new Log.Options(64 << 20, 1_000);

    @Test
    void anErrorInAnyBlockLeavesNothingOfTheBatch() throws IOException {
        Map<String, byte[]> batch = Map.of("a", bytes(1, 3_000_000), "b", bytes(2, 2_500_000), "small", bytes(3, 10));
        SimulatedMachine healthy = new SimulatedMachine(0);
        int before;
        int after;
        try (LogStore log = SimulatedDisk.store(healthy, Durability.NEVER, OPTIONS)) {
            log.append("a", bytes(0, 5));
            before = healthy.operations();
            log.append(batch);
            after = healthy.operations();
            assertThat(log.get("b")).isEqualTo(batch.get("b"));
        }
        assertThat(after - before).isGreaterThan(6);
        for (int at = before; at < after - 1; at++) {
            SimulatedMachine machine = new SimulatedMachine(at);
            try (LogStore log = SimulatedDisk.store(machine, Durability.NEVER, OPTIONS)) {
                log.append("a", bytes(0, 5));
                machine.failAt(at, SimulatedMachine.Fault.FULL, false);
                boolean failed = false;
                try {
                    log.append(batch);
                } catch (IOException e) {
                    failed = true;
                    assertThat(e).hasMessageContaining("no space left on device");
                }
                machine.heal();
                assertThat(log.size("b")).as("operation " + at).isEqualTo(failed ? 0 : 2_500_000);
                log.append(Map.of("b", bytes(4, 7)));
                assertThat(log.get("a")).startsWith(bytes(0, 5)).hasSize(failed ? 5 : 3_000_005);
                assertThat(log.size("b")).isEqualTo(failed ? 7 : 2_500_007);
            }
        }
    }

    private static byte[] bytes(long seed, int length) {
        byte[] bytes = new byte[length];
        new Random(seed).nextBytes(bytes);
        return bytes;
    }
}
