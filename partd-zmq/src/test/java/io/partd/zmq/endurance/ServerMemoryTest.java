package io.partd.zmq.endurance;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;

import io.partd.Partd;
import io.partd.Sample;
import io.partd.Store;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicIntegerArray;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/** Sixty-four clients, and a disk that is slower than they are, for a minute with {@code -Pthorough}. */
@EnabledOnOs(OS.LINUX)
@Tag("sampled")
class ServerMemoryTest {

    private static final int CLIENTS = 64;
    private static final int KEYS = 20;
    private static final int VALUE = 10_000;
    private static final long MEBIBYTE = 1 << 20;
    /** As {@code partd serve --memory 256m} divides it. */
    private static final List<String> FLAGS = List.of("-Xmx224m", "-XX:+UseG1GC");

    private static final String BUFFER = "96m";
    private static final String MESSAGES = "96m";
    private static final long MOST = 256 + 200;

    private static final String DISK = "30000000";

    @TempDir
    private Path directory;

    @Test
    @Timeout(300)
    void staysUnderTheCapAndStarvesNobody() throws Exception {
        AtomicIntegerArray done = new AtomicIntegerArray(CLIENTS);
        AtomicLong most = new AtomicLong();
        String log = directory.resolve("log").toString();
        try (ServerProcess server = ServerProcess.start(FLAGS, log, "tcp://127.0.0.1:0", BUFFER, MESSAGES, DISK)) {
            long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(Sample.times(8, 60));
            Tasks.run(CLIENTS + 1, client -> {
                if (client == CLIENTS) {
                    while (System.nanoTime() < end) {
                        most.accumulateAndGet(server.memory(), Math::max);
                        Thread.sleep(50);
                    }
                } else {
                    done.set(client, append(server.address(), client, end));
                }
            });
            check(server.address(), done);
        }
        assertThat(most.get() / MEBIBYTE)
                .as("most memory that was in use, in MiB")
                .isLessThan(MOST);
        int[] counts = new int[CLIENTS];
        Arrays.setAll(counts, done::get);
        Arrays.sort(counts);
        assertThat(counts[0])
                .as("appends of each client: %s", Arrays.toString(counts))
                .isGreaterThan(counts[CLIENTS / 2] / 4);
    }

    private static int append(String address, int client, long end) throws Exception {
        byte[] value = new byte[VALUE];
        int count = 0;
        try (Store store = Partd.open(address)) {
            Map<String, byte[]> batch = new HashMap<>();
            while (System.nanoTime() < end) {
                Arrays.fill(value, (byte) (client + count));
                for (int key = 0; key < KEYS; key++) {
                    batch.put("client" + client + "/" + key, value);
                }
                batch.put("counts", ("<" + client + ":" + count + ">").getBytes(US_ASCII));
                store.append(batch);
                count++;
            }
        }
        return count;
    }

    /** Every acknowledged append is there, once and in its client's order. */
    private static void check(String address, AtomicIntegerArray done) throws Exception {
        try (Store store = Partd.open(address)) {
            int[] next = new int[CLIENTS];
            for (String piece : new String(store.get("counts"), US_ASCII).split("(?<=>)")) {
                String[] numbers = piece.substring(1, piece.length() - 1).split(":");
                int client = Integer.parseInt(numbers[0]);
                assertThat(Integer.parseInt(numbers[1])).isEqualTo(next[client]);
                next[client]++;
            }
            for (int client = 0; client < CLIENTS; client++) {
                assertThat(next[client]).isEqualTo(done.get(client));
                assertThat(store.size("client" + client + "/0")).isEqualTo((long) VALUE * done.get(client));
            }
        }
    }
}
