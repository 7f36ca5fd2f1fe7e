package io.partd.redis;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;

import io.partd.ChildProcess;
import io.partd.Parallel;
import io.partd.Partd;
import io.partd.Store;
import java.io.IOException;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Clients that are killed: what they were told is stored is, and what was under way is there wholly or not at all. */
@Timeout(180)
final class ClientKillTest {

    private static final int KEYS = 12;
    private static final int KILLS = 6;
    private static final int PADDING = 100_000;

    /** Appends the next number to each of some keys, in one batch, and reports it; on and on. */
    static final class Appender {

        private Appender() {}

        public static void main(String[] arguments) throws IOException {
            long number = Long.parseLong(arguments[1]);
            Random random = new Random(number);
            byte[] padding = new byte[PADDING];
            Arrays.fill(padding, (byte) ' ');
            try (Store store = Partd.open(arguments[0])) {
                while (!System.out.checkError()) {
                    number++;
                    Map<String, byte[]> batch = new TreeMap<>();
                    // Now and then a batch that is put aside first, or goes in a transaction.
                    int padded = random.nextInt(8) > 0 ? 0 : random.nextInt(10) == 0 ? PADDING : 3_000;
                    byte[] text = Arrays.copyOf((number + ",").getBytes(US_ASCII), 12 + padded);
                    Arrays.fill(text, (number + ",").length(), text.length, (byte) ' ');
                    for (int key = 0; key < KEYS; key++) {
                        batch.put("key" + key, text);
                    }
                    store.append(batch);
                    System.out.write((number + "\n").getBytes(US_ASCII));
                    System.out.flush();
                }
            }
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"server", "cluster"})
    void whatWasAcknowledgedIsThere(String kind) throws Exception {
        String uri = kind.equals("server")
                ? RedisServer.shared().uri("killed")
                : RedisCluster.shared().uri("killed");
        Random random = new Random(7);
        for (int kill = 0; kill < KILLS; kill++) {
            String dataset = uri + kill;
            long acknowledged = acknowledged(dataset, random);
            try (Store store = Partd.open(dataset)) {
                long first = -1;
                for (int key = 0; key < KEYS; key++) {
                    String[] numbers = new String(store.get("key" + key), US_ASCII).split(",");
                    long found = numbers.length - 1L; // padding follows the last comma
                    for (int i = 0; i < found; i++) {
                        assertThat(numbers[i].trim()).isEqualTo(Integer.toString(i + 1));
                    }
                    assertThat(found).as("key" + key + " after kill " + kill).isIn(acknowledged, acknowledged + 1);
                    if (kind.equals("server")) {
                        assertThat(found)
                                .as("key" + key + " after kill " + kill)
                                .isIn(first < 0 ? found : first);
                        first = found;
                    }
                }
                store.drop();
            }
        }
    }

    /** Starts a process and kills it after its first report; returns its last one. */
    private static long acknowledged(String uri, Random random) throws Exception {
        List<String> command = List.of(
                ProcessHandle.current().info().command().orElseThrow(),
                "-XX:TieredStopAtLevel=1",
                "-cp",
                System.getProperty("surefire.test.class.path", System.getProperty("java.class.path")),
                Appender.class.getName(),
                uri,
                "0");
        try (ChildProcess child = ChildProcess.of(command)) {
            String line = child.readLine();
            Parallel.Running killer = Parallel.start(() -> {
                LockSupport.parkNanos(TimeUnit.MICROSECONDS.toNanos(random.nextInt(150_000)));
                ProcessHandle.of(child.pid()).ifPresent(ProcessHandle::destroyForcibly);
            });
            long last = 0;
            while (line != null) {
                last = Long.parseLong(line);
                line = child.readLine();
            }
            killer.join();
            return last;
        }
    }
}
