package io.partd.buffer;

import static org.assertj.core.api.Assertions.assertThat;

import io.partd.ByteSize;
import io.partd.ChildProcess;
import io.partd.Partd;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

/**
 * Measures the heap that a buffer takes, in a JVM of its own: nothing else takes memory there, and its collector frees
 * all that can be freed when it is told to.
 */
final class BufferMemoryTest {

    @Test
    void anAccountedByteIsARealOne() throws Exception {
        try (ChildProcess child = ChildProcess.jvmAfter(
                "export JAVA_TOOL_OPTIONS='-Xmx256m -XX:+UseSerialGC -XX:-DisableExplicitGC'",
                BufferMemoryTest.class)) {
            List<String> ratios = child.join().stream()
                    .filter(line -> line.startsWith("ratio "))
                    .toList();
            assertThat(ratios).hasSize(5);
            for (String ratio : ratios) {
                assertThat(Double.parseDouble(ratio.substring(ratio.lastIndexOf(' '))))
                        .as("real heap per accounted byte, " + ratio)
                        .isBetween(0.5, 1.1);
            }
        }
    }

    public static void main(String[] arguments) throws IOException {
        for (int size : new int[] {1, 30, 100, 1_000, 60_000}) {
            try (BufferedStore store = new BufferedStore(Partd.memory(), ByteSize.of("32m"))) {
                long before = used();
                fill(store, size);
                long real = used() - before;
                System.out.println("ratio of pieces of " + size + ": " + (double) real / store.memory());
            }
        }
    }

    private static void fill(BufferedStore store, int size) throws IOException {
        byte[] piece = new byte[size];
        Map<String, byte[]> batch = new TreeMap<>();
        for (int key = 0; store.memory() < 18 << 20; key++) {
            batch.put("key-" + key % (2_000_000 / size + 100), piece);
            if (batch.size() == 50) {
                store.append(batch);
                batch = new TreeMap<>();
            }
        }
    }

    private static long used() {
        System.gc();
        Runtime runtime = Runtime.getRuntime();
        return runtime.totalMemory() - runtime.freeMemory();
    }
}
