package io.partd;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;

import io.partd.buffer.WriteBuffer;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * That stores keep what they promise to keep when their process is killed; the log's own tests do more. The promise is
 * looked up, so that one that is no longer made is no longer tested.
 */
@Timeout(300)
@Tag("sampled")
final class SurvivedKillTest {

    private static final int KILLS = Sample.times(3, 6);

    @TempDir
    private Path directory;

    /** Appends numbers to two keys on and on, and reports each when the store promises to keep it. */
    static final class Appender {

        private Appender() {}

        public static void main(String[] arguments) throws IOException {
            long number = 0;
            try (Store store = open(arguments[0], Boolean.parseBoolean(arguments[1]))) {
                boolean flushes = !store.guarantees().contains(Guarantee.APPENDS_SURVIVE_KILL);
                if (!store.guarantees().contains(Guarantee.FLUSHES_SURVIVE_KILL)) {
                    throw new IllegalStateException(store + " promises nothing");
                }
                while (!System.out.checkError()) {
                    number++;
                    byte[] text = (number + ",").getBytes(US_ASCII);
                    store.append(Map.of("a", text, "b", text));
                    if (flushes) {
                        store.flush();
                    }
                    System.out.write((number + "\n").getBytes(US_ASCII));
                    System.out.flush();
                }
            }
        }
    }

    private static Store open(String uri, boolean buffered) throws IOException {
        Store store = Partd.open(uri);
        return buffered ? store.with(WriteBuffer.of("1m")) : store;
    }

    @ParameterizedTest
    @CsvSource({"file, false", "file, true", "log, false", "log, true"})
    void whatWasPromisedIsThere(String scheme, boolean buffered) throws Exception {
        String uri = scheme + ":" + directory.resolve("data");
        Random random = new Random(42);
        for (int kill = 0; kill < KILLS; kill++) {
            // After a kill a file store may have a part of a batch: each time a new one.
            String fresh = uri + kill;
            long acknowledged = acknowledged(fresh, buffered, random);
            try (Store store = Partd.open(fresh)) {
                for (String key : new String[] {"a", "b"}) {
                    String[] numbers = new String(store.get(key), US_ASCII).split(",");
                    assertThat(numbers.length)
                            .as(key + " after kill " + kill)
                            .isBetween((int) acknowledged, (int) acknowledged + 1);
                    for (int i = 0; i < acknowledged; i++) {
                        assertThat(numbers[i]).isEqualTo(Integer.toString(i + 1));
                    }
                }
            }
        }
    }

    /** Starts a process and kills it after its first report; returns its last one. */
    private static long acknowledged(String uri, boolean buffered, Random random) throws Exception {
        try (ChildProcess child = ChildProcess.jvm(Appender.class, uri, Boolean.toString(buffered))) {
            String line = child.readLine();
            Parallel.Running killer = Parallel.start(() -> {
                LockSupport.parkNanos(TimeUnit.MICROSECONDS.toNanos(random.nextInt(60_000)));
                // Unlike the process's own method, this leaves what it has printed to be read.
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
