package io.partd.cli.shuffle;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;

import io.partd.cli.JavaProcess;
import io.partd.shuffle.Partitioner;
import io.partd.shuffle.Partitioners;
import java.io.BufferedInputStream;
import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.BitSet;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;

/** Five million rows through a process of its own, whose memory is measured from here. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@Tag("large")
class LargeShuffleTest {

    private static final int ROWS = 5_000_000;
    private static final int KEYS = 1_000;
    private static final long SEED = 20_261_123L;
    private static final String HEADER = "row,key,text\n";

    private static final long MEMORY = 64L << 20;

    /** What the JVM, its code and its garbage take besides; docs/shuffle.md says so. */
    private static final long OVERHEAD = 200L << 20;

    @TempDir
    private static Path directory;

    private Path input = Path.of("");

    /** Keys and texts are drawn anew, from the seed, by whoever needs them in the rows' order. */
    private static final class Rows {

        private final SplittableRandom random = new SplittableRandom(SEED);
        private int number = -1;
        private int key;
        private String text = "";

        void next() {
            number++;
            key = random.nextInt(KEYS);
            int length = random.nextInt(40);
            String plain = "x".repeat(length);
            text = length % 7 == 0 ? "\"" + plain + ",\"\"\n\"" : plain;
        }

        byte[] bytes() {
            return (number + ",k" + key + "," + text + "\n").getBytes(US_ASCII);
        }
    }

    @BeforeAll
    void writeInput() throws IOException {
        input = directory.resolve("rows.csv");
        Rows rows = new Rows();
        try (OutputStream out = new BufferedOutputStream(Files.newOutputStream(input), 1 << 16)) {
            out.write(HEADER.getBytes(US_ASCII));
            for (int i = 0; i < ROWS; i++) {
                rows.next();
                out.write(rows.bytes());
            }
        }
    }

    @Test
    void everyRowIsInItsPartitionInOrderAndMemoryIsBounded() throws Exception {
        Path out = directory.resolve("many");
        long peak = shuffle(out, "-n", "100");

        assertThat(peak).as("peak resident bytes").isBetween(1L << 20, MEMORY + OVERHEAD);
        assertRowsAre(out, Partitioners.hash(100, ".csv"));
    }

    @Test
    void oneGiantPartitionTakesNoMoreMemory() throws Exception {
        Path out = directory.resolve("one");
        long peak = shuffle(out, "-n", "1");

        assertThat(peak).as("peak resident bytes").isBetween(1L << 20, MEMORY + OVERHEAD);
        assertThat(Files.mismatch(input, out.resolve("part-00000.csv"))).isEqualTo(-1);
    }

    /** Returns the most memory that was resident, in bytes. */
    private long shuffle(Path out, String... options) throws Exception {
        List<String> command = new ArrayList<>(JavaProcess.command());
        command.addAll(List.of("shuffle", input.toString(), "--by", "key", "--memory", "64m", "--to", out.toString()));
        command.addAll(List.of(options));
        return PeakMemory.of(command, directory.resolve("log"));
    }

    private static void assertRowsAre(Path out, Partitioner partitioner) throws IOException {
        int[] partitions = new int[KEYS];
        for (int key = 0; key < KEYS; key++) {
            byte[] bytes = ("k" + key).getBytes(US_ASCII);
            partitions[key] = partitioner.partition(bytes, 0, bytes.length);
        }
        List<InputStream> parts = new ArrayList<>();
        try {
            for (int i = 0; i < partitioner.count(); i++) {
                InputStream part = new BufferedInputStream(Files.newInputStream(out.resolve(partitioner.name(i))));
                parts.add(part);
                assertThat(part.readNBytes(HEADER.length())).asString(US_ASCII).isEqualTo(HEADER);
            }
            Rows rows = new Rows();
            BitSet wrong = new BitSet();
            for (int i = 0; i < ROWS; i++) {
                rows.next();
                byte[] expected = rows.bytes();
                byte[] found = parts.get(partitions[rows.key]).readNBytes(expected.length);
                wrong.set(i, !Arrays.equals(expected, found));
            }
            assertThat(wrong.stream().limit(10))
                    .as("rows that are not in their place")
                    .isEmpty();
            for (InputStream part : parts) {
                assertThat(part.read()).as("nothing else is in the partitions").isNegative();
            }
        } finally {
            for (InputStream part : parts) {
                part.close();
            }
        }
    }
}
