package io.partd.shuffle;

import static org.assertj.core.api.Assertions.assertThat;

import com.dynatrace.hash4j.hashing.Hashing;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.Random;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** The hash is the one that {@code docs/partitioning.md} promises. */
class HashPartitionerTest {

    private static final Path DOCUMENT =
            Path.of(System.getProperty("basedir", ".")).resolve("../docs/partitioning.md");
    private static final Pattern ROW = Pattern.compile(
            "\\| .+ \\| (?:`([0-9a-f]+)`)?(?: × (\\d+))? \\| `([0-9a-f]{16})` \\| (\\d+) \\| (\\d+) \\| (\\d+) \\|");

    @Test
    void isTheOneInTheDocument() throws IOException {
        List<Matcher> rows = Files.readAllLines(DOCUMENT).stream()
                .takeWhile(line -> !line.startsWith("## Tables"))
                .filter(line -> line.startsWith("|"))
                .skip(2)
                .map(ROW::matcher)
                .toList();
        assertThat(rows).hasSizeGreaterThan(15).allSatisfy(row -> {
            assertThat(row.matches()).as("a row of the table").isTrue();
            byte[] key = key(row.group(1), row.group(2));
            long hash = Hashing.xxh3_64().hashBytesToLong(key, 0, key.length);
            assertThat(String.format(Locale.ROOT, "%016x", hash)).isEqualTo(row.group(3));
            assertThat(partition(8, key)).isEqualTo(Integer.parseInt(row.group(4)));
            assertThat(partition(64, key)).isEqualTo(Integer.parseInt(row.group(5)));
            assertThat(partition(100, key)).isEqualTo(Integer.parseInt(row.group(6)));
        });
    }

    private static byte[] key(String hex, String times) {
        String once = hex == null ? "" : hex;
        return HexFormat.of().parseHex(once.repeat(times == null ? 1 : Integer.parseInt(times)));
    }

    @Test
    void looksAtTheKeyAlone() throws IOException {
        Partitioner partitioner = Partitioners.hash(997, "");
        byte[] around = new byte[1000];
        Random random = new Random(1);
        for (int i = 0; i < 500; i++) {
            random.nextBytes(around);
            int from = random.nextInt(500);
            int to = from + random.nextInt(500);
            byte[] key = Arrays.copyOfRange(around, from, to);
            assertThat(partitioner.partition(around, from, to)).isEqualTo(partitioner.partition(key, 0, key.length));
        }
    }

    @Test
    void callsPartitionsByNumber() {
        Partitioner partitioner = Partitioners.hash(100_000, ".csv");
        assertThat(partitioner.count()).isEqualTo(100_000);
        assertThat(partitioner.name(0)).isEqualTo("part-00000.csv");
        assertThat(partitioner.name(99_999)).isEqualTo("part-99999.csv");
        assertThat(Partitioners.hash(18, "2024/trips-{partition}-a.csv").name(17))
                .isEqualTo("2024/trips-00017-a.csv");
        assertThat(Partitioners.ranges(2, "{partition}", List.of()).name(1)).isEqualTo("00001");
    }

    private static int partition(int count, byte[] key) throws IOException {
        return Partitioners.hash(count, "").partition(key, 0, key.length);
    }
}
