package io.partd.log;

import static org.assertj.core.api.Assertions.assertThat;

import io.partd.ChildProcess;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Appends to a log in a JVM that has hardly any memory left. */
final class LowMemoryTest {

    private static final int ROUNDS = 80;
    private static final int KEYS = 3_000;
    private static final int STEP = 16 << 10;

    @Test
    void anAppendForWhichTheMemoryIsTooSmallAddsNothing(@TempDir Path folder) throws Exception {
        try (ChildProcess child = ChildProcess.jvmAfter(
                "export JAVA_TOOL_OPTIONS='-Xmx20m -XX:+UseSerialGC'",
                LowMemoryTest.class,
                folder.resolve("log").toString())) {
            List<String> lines = child.join();
            assertThat(lines)
                    .last()
                    .asString()
                    .matches("ended, [1-9]\\d* of " + ROUNDS + " appends had too little memory");
            assertThat(lines).noneMatch(line -> line.startsWith("wrong: "));
        }
    }

    public static void main(String[] arguments) throws IOException {
        int failures = 0;
        try (LogStore store = LogStore.open(Path.of(arguments[0]))) {
            for (int round = 0; round < ROUNDS; round++) {
                Map<String, byte[]> batch = batch(round);
                boolean failed = !append(store, batch, round * STEP);
                failures += failed ? 1 : 0;
                Set<String> expected = failed ? Set.of() : batch.keySet();
                Set<String> found = new HashSet<>(store.keys());
                if (!found.equals(expected)) {
                    System.out.println("wrong: append " + round + (failed ? " failed" : " returned")
                            + ", and the log has " + found.size() + " keys");
                }
                store.append("after", new byte[1]);
                store.drop();
            }
        }
        System.out.println("ended, " + failures + " of " + ROUNDS + " appends had too little memory");
    }

    private static Map<String, byte[]> batch(int round) {
        Map<String, byte[]> batch = new TreeMap<>();
        byte[] value = "value".getBytes(StandardCharsets.US_ASCII);
        for (int i = 0; i < KEYS; i++) {
            batch.put("key-" + round + "-" + i, value);
        }
        return batch;
    }

    /** Appends with so many bytes of memory left; returns false if that is too little. */
    private static boolean append(LogStore store, Map<String, byte[]> batch, int left) {
        List<byte[]> ballast = new ArrayList<>();
        try {
            byte[] spare = new byte[left + 1];
            fill(ballast);
            ballast.add(spare);
        } catch (OutOfMemoryError e) {
            throw new IllegalStateException("the heap is too small for the test", e);
        }
        ballast.remove(ballast.size() - 1);
        try {
            store.append(batch);
            return true;
        } catch (OutOfMemoryError e) {
            return false;
        } catch (IOException e) {
            System.out.println("wrong: " + e);
            return false;
        } finally {
            ballast.clear();
        }
    }

    private static void fill(List<byte[]> ballast) {
        ballast.addAll(java.util.Collections.nCopies(10_000, null));
        ballast.clear();
        for (int size = 1 << 20; size >= 1 << 10; size /= 4) {
            try {
                while (true) {
                    ballast.add(new byte[size]);
                }
            } catch (OutOfMemoryError e) {
                // The next ones are smaller.
                continue;
            }
        }
    }
}
