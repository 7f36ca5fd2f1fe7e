package io.partd.shuffle;

import static org.assertj.core.api.Assertions.assertThat;

import io.partd.ByteSize;
import io.partd.shuffle.PlainCsv.Row;
import io.partd.shuffle.ShuffleSummary.PartitionSize;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What goes in comes out: every record, byte for byte, in order, in its partition. */
class ShuffleTest {

    private static final String HEADER = "first,\"the, key\",third\r\n";

    /** What a shuffle is expected to do, by the plain reader. */
    private static final class Expected {

        private final Map<String, String> partitions = new TreeMap<>();
        private final List<String> faults = new ArrayList<>();
        private final StringBuilder rejects = new StringBuilder();
        private long records;
    }

    static LongStream seeds() {
        return LongStream.range(0, 40);
    }

    /** Memory from 2 to 4 MiB makes blocks of 32 to 64 KiB, so that their ends fall anywhere. */
    @ParameterizedTest(name = "seed {0}")
    @MethodSource("seeds")
    void putsEveryRecordInItsPartition(long seed) throws IOException {
        Random random = new Random(seed);
        int sourceCount = 1 + random.nextInt(3);
        List<Source> sources = new ArrayList<>();
        List<byte[]> bodies = new ArrayList<>();
        for (int i = 0; i < sourceCount; i++) {
            RandomCsv csv = new RandomCsv(random.nextLong(), ',').withFaults().withCarriageReturns();
            byte[] body = csv.records(random.nextInt(8000), 3).bytes();
            bodies.add(body);
            byte[] text = concatenated(HEADER.getBytes(StandardCharsets.UTF_8), body);
            sources.add(new BytesSource("source" + i, text).inPiecesOf(1 + random.nextInt(100_000)));
        }
        Partitioner partitioner = Partitioners.hash(1 + random.nextInt(100), ".csv");
        Expected expected = expected(bodies, partitioner);

        Collected sink = new Collected();
        List<String> faults = new ArrayList<>();
        StringBuilder rejects = new StringBuilder();
        ShuffleSummary summary = Shuffle.of(DelimitedFormat.csv(Column.of("the, key")), partitioner)
                .memory(ByteSize.of((2 << 20) + random.nextInt(2 << 20)))
                .threads(1 + random.nextInt(8))
                .onFault((fault, record) -> {
                    faults.add(fault.toString());
                    rejects.append(StandardCharsets.ISO_8859_1.decode(record));
                })
                .run(sources, sink);

        assertThat(sink.bytes()).isEqualTo(expected.partitions);
        assertThat(rejects.toString()).isEqualTo(expected.rejects.toString());
        assertThat(faults).isEqualTo(expected.faults);
        assertThat(summary.records()).isEqualTo(expected.records);
        assertThat(summary.rejected()).isEqualTo(expected.faults.size());
        assertThat(summary.bytes())
                .isEqualTo(summary.partitions().stream()
                        .mapToLong(PartitionSize::bytes)
                        .sum());
        for (PartitionSize partition : summary.partitions()) {
            assertThat(partition.bytes() + HEADER.length())
                    .isEqualTo(sink.bytes().get(partition.name()).length());
        }
    }

    private static Expected expected(List<byte[]> bodies, Partitioner partitioner) throws IOException {
        Expected expected = new Expected();
        for (int p = 0; p < partitioner.count(); p++) {
            expected.partitions.put(partitioner.name(p), HEADER);
        }
        for (int i = 0; i < bodies.size(); i++) {
            for (Row row : PlainCsv.read(bodies.get(i), ',')) {
                String key = row.key(1);
                if (key == null) {
                    expected.faults.add("source" + i + ":" + (row.line() + 1) + ": " + row.fault(1));
                    expected.rejects.append(row.bytes());
                } else {
                    byte[] bytes = key.getBytes(StandardCharsets.ISO_8859_1);
                    String name = partitioner.name(partitioner.partition(bytes, 0, bytes.length));
                    expected.partitions.merge(name, row.bytes(), String::concat);
                    expected.records++;
                }
            }
        }
        return expected;
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 3, 4, 5, 6, 7, 8})
    void keepsTheOrderWithAnyNumberOfThreads(int threads) throws IOException {
        StringBuilder text = new StringBuilder("key,number\n");
        for (int i = 0; i < 100_000; i++) {
            text.append("k").append(i * 7919 % 13).append(',').append(i).append('\n');
        }
        Collected sink = new Collected();
        Shuffle.of(DelimitedFormat.csv(Column.of("key")), Partitioners.hash(5, ""))
                .memory(Shuffle.MIN_MEMORY)
                .threads(threads)
                .run(List.of(BytesSource.of("in", text.toString())), sink);

        int rows = 0;
        for (String partition : sink.texts().values()) {
            List<Integer> numbers = partition
                    .lines()
                    .skip(1)
                    .map(line -> Integer.valueOf(line.substring(line.indexOf(',') + 1)))
                    .toList();
            assertThat(numbers).isSorted();
            rows += numbers.size();
        }
        assertThat(rows).isEqualTo(100_000);
    }

    @Test
    void keepsTheLinesOfLines() throws IOException {
        Collected sink = new Collected();
        ShuffleSummary summary = Shuffle.of(new LineFormat(), Partitioners.distinct(10, key -> "<" + key + ">"))
                .run(List.of(BytesSource.of("in", "b\na\r\n\nb\r\n\r\na")), sink);

        assertThat(sink.texts()).isEqualTo(Map.of("<a>", "a\r\na", "<b>", "b\nb\r\n", "<>", "\n\r\n"));
        assertThat(summary.records()).isEqualTo(6);
    }

    @Test
    void takesACarriageReturnForPartOfALineEndOnlyBeforeANewline() throws IOException {
        Collected sink = new Collected();
        Shuffle.of(new LineFormat(), Partitioners.distinct(10, key -> "<" + key + ">"))
                .run(List.of(BytesSource.of("in", "a\r\r\nb\r")), sink);

        assertThat(sink.texts()).containsOnlyKeys("<a\r>", "<b\r>");
    }

    @Test
    void makesEveryPartitionEvenWithoutARecord() throws IOException {
        Collected withHeader = new Collected();
        Collected without = new Collected();
        Shuffle.of(DelimitedFormat.csv(Column.of("k")), Partitioners.hash(3, ".csv"))
                .run(List.of(BytesSource.of("in", "k\n")), withHeader);
        Shuffle.of(new LineFormat(), Partitioners.hash(3, ".txt")).run(List.of(BytesSource.of("in", "a\n")), without);

        assertThat(withHeader.texts())
                .isEqualTo(Map.of("part-00000.csv", "k\n", "part-00001.csv", "k\n", "part-00002.csv", "k\n"));
        assertThat(without.texts()).containsOnlyKeys("part-00000.txt", "part-00001.txt", "part-00002.txt");
        assertThat(String.join("", without.texts().values())).isEqualTo("a\n");
    }

    @Test
    void makesAHundredThousandPartitions() throws IOException {
        StringBuilder text = new StringBuilder();
        for (int i = 0; i < 300_000; i++) {
            text.append(i).append('\n');
        }
        Collected sink = new Collected();
        ShuffleSummary summary = Shuffle.of(new LineFormat(), Partitioners.hash(100_000, ""))
                .memory(Shuffle.MIN_MEMORY)
                .run(List.of(BytesSource.of("in", text.toString())), sink);

        assertThat(summary.records()).isEqualTo(300_000);
        assertThat(sink.texts()).hasSize(100_000).containsKeys("part-00000", "part-99999");
        assertThat(sink.texts().values().stream().flatMap(String::lines).distinct())
                .hasSize(300_000);
    }

    @Test
    void writesOneGiantPartitionInPieces() throws IOException {
        String row = "x".repeat(98) + ",same\n";
        long[] largest = {0};
        Collected sink = new Collected();
        ShuffleSummary summary = Shuffle.of(DelimitedFormat.csv(Column.of("b")), Partitioners.distinct(1, key -> key))
                .memory(Shuffle.MIN_MEMORY)
                .run(List.of(BytesSource.of("in", "a,b\n" + row.repeat(50_000))), batch -> {
                    long size = batch.values().stream()
                            .flatMap(List::stream)
                            .mapToLong(ByteBuffer::remaining)
                            .sum();
                    largest[0] = Math.max(largest[0], size);
                    sink.append(batch);
                });

        assertThat(sink.text("same")).isEqualTo("a,b\n" + row.repeat(50_000));
        assertThat(summary.bytes()).isEqualTo(50_000L * row.length());
        assertThat(largest[0]).isLessThan(1 << 20);
    }

    @Test
    void canRunAgain() throws IOException {
        Shuffle shuffle = Shuffle.of(DelimitedFormat.csv(Column.of("a")), Partitioners.distinct(5, key -> key));
        Collected first = new Collected();
        Collected second = new Collected();
        shuffle.run(List.of(BytesSource.of("in", "a\n1\n2\n")), first);
        shuffle.run(List.of(BytesSource.of("in", "a\n3\n2\n")), second);

        assertThat(first.texts()).isEqualTo(Map.of("1", "a\n1\n", "2", "a\n2\n"));
        assertThat(second.texts()).isEqualTo(Map.of("1", "a\n", "2", "a\n2\n", "3", "a\n3\n"));
    }

    private static byte[] concatenated(byte[] a, byte[] b) {
        return ByteBuffer.allocate(a.length + b.length).put(a).put(b).array();
    }
}
