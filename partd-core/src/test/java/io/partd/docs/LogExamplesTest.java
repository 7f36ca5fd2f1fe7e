package io.partd.docs;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.partd.Durability;
import io.partd.Partd;
import io.partd.Store;
import io.partd.log.LogStore;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/** Compiles and runs the Java in {@code docs/log-store.md}. */
@EnabledOnOs(OS.LINUX)
final class LogExamplesTest {

    @TempDir
    private Path temp;

    @Test
    void appendsToALog() throws IOException {
        Path directory = temp.resolve("log");
        byte[] fjord = "7,fjord\n".getBytes(UTF_8);
        byte[] museum = "9,museum\n".getBytes(UTF_8);
        byte[] oldTown = "3,old town\n".getBytes(UTF_8);
        try (Store trips = Partd.log(directory)) {
            trips.append(Map.of("oslo", fjord, "bern", oldTown));
        }
        try (Store trips = LogStore.open(directory, Durability.BATCH)) { // each append is on the disk when it returns
            trips.append("oslo", museum);
            byte[] oslo = trips.get("oslo");
            assertThat(oslo).asString(UTF_8).isEqualTo("7,fjord\n9,museum\n");
        }
    }
}
