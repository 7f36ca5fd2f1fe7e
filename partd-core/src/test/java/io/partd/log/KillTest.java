package io.partd.log;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;

import io.partd.ChildProcess;
import io.partd.Durability;
import io.partd.Parallel;
import io.partd.Sample;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Kills processes that append. What one of them was told is stored is there, whole, and nothing is there by half. */
@Tag("sampled")
final class KillTest {

    private static final int CHAINS = 4;
    private static final int KILLS = Integer.getInteger("partd.kills", Sample.times(15, 120));
    private static final int KEYS = 5;
    private static final Log.Options OPTIONS = new Log.Options(1 << 20, 500);

    @TempDir
    private Path directory;

    /** Appends the next number to each of some keys, in one batch, and reports it; on and on. */
    static final class Appender {

        private Appender() {}

        public static void main(String[] arguments) throws IOException {
            long number = Long.parseLong(arguments[1]);
            Random random = new Random(number);
            try (LogStore store = LogStore.open(Path.of(arguments[0]), Durability.NEVER, OPTIONS)) {
                // Ends also when nobody listens any more.
                while (!System.out.checkError()) {
                    number++;
                    // Now and then a batch that takes several writes.
                    store.append(batch(number, random.nextInt(50) == 0 ? 300_000 : random.nextInt(30)));
                    if (random.nextInt(2000) == 0) {
                        store.compact();
                    }
                    // One write, since half a number is a number.
                    System.out.write((number + "\n").getBytes(US_ASCII));
                    System.out.flush();
                }
            }
        }
    }

    /** The value of one key has bytes of no meaning in it, to make it long. */
    private static Map<String, byte[]> batch(long number, int padding) {
        Map<String, byte[]> batch = new TreeMap<>();
        for (int key = 0; key < KEYS; key++) {
            batch.put("key" + key, (number + ",").getBytes(US_ASCII));
        }
        byte[] padded = (number + " ".repeat(padding) + ",").getBytes(US_ASCII);
        batch.put("padding", padded);
        return batch;
    }

    @Test
    void whatWasAcknowledgedOutlivesAnyKill() throws Exception {
        ExecutorService executor = Executors.newFixedThreadPool(CHAINS);
        try {
            List<Future<?>> chains = new ArrayList<>();
            for (int i = 0; i < CHAINS; i++) {
                int chain = i;
                chains.add(executor.submit(() -> {
                    killAgainAndAgain(chain);
                    return null;
                }));
            }
            for (Future<?> chain : chains) {
                chain.get();
            }
        } finally {
            executor.shutdownNow();
        }
    }

    private void killAgainAndAgain(int chain) throws Exception {
        Path dataset = directory.resolve("dataset" + chain);
        Random random = new Random(chain);
        long stored = 0;
        for (int kill = 0; kill < KILLS / CHAINS; kill++) {
            long acknowledged = acknowledged(dataset, stored, random);
            long found = found(dataset);
            assertThat(found).as("after kill " + kill + " of chain " + chain).isIn(acknowledged, acknowledged + 1);
            assertThat(found).isGreaterThan(stored);
            stored = found;
        }
    }

    /** Starts a process and kills it after its first report; returns its last one. */
    private static long acknowledged(Path dataset, long stored, Random random) throws Exception {
        try (ChildProcess child = ChildProcess.jvm(Appender.class, dataset.toString(), Long.toString(stored))) {
            String line = child.readLine();
            Parallel.Running killer = Parallel.start(() -> {
                LockSupport.parkNanos(TimeUnit.MICROSECONDS.toNanos(random.nextInt(60_000)));
                // Unlike the process's own method, this leaves what it has printed to be read.
                ProcessHandle.of(child.pid()).ifPresent(ProcessHandle::destroyForcibly);
            });
            long last = stored;
            while (line != null) {
                try {
                    last = Long.parseLong(line);
                } catch (NumberFormatException e) {
                    throw new AssertionError(line + "\n" + child.rest(), e);
                }
                line = child.readLine();
            }
            killer.join();
            return last;
        }
    }

    /** Returns the number of batches, each of which must be there wholly. */
    private static long found(Path dataset) throws IOException {
        try (LogStore store = LogStore.open(dataset, Durability.NEVER, OPTIONS)) {
            long count = -1;
            for (String key : store.keys()) {
                String[] numbers = new String(store.get(key), US_ASCII).split(",");
                for (int i = 0; i < numbers.length; i++) {
                    assertThat(numbers[i].trim()).as(key).isEqualTo(Integer.toString(i + 1));
                }
                assertThat(count).as(key).isIn(-1L, (long) numbers.length);
                count = numbers.length;
            }
            return count;
        }
    }
}
