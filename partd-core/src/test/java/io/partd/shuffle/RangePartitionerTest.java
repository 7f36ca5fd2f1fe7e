package io.partd.shuffle;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.partd.ByteSize;
import io.partd.InvalidKeyException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.function.IntFunction;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class RangePartitionerTest {

    private static final DelimitedFormat FORMAT = DelimitedFormat.csv(Column.of("k"));

    @Test
    void makesPartitionsOfNearEqualSize() throws IOException {
        Random random = new Random(1);
        for (IntFunction<String> keys : List.<IntFunction<String>>of(
                i -> "%06d".formatted(random.nextInt(1_000_000)),
                i -> "%06d".formatted(i),
                i -> "%06d".formatted(999_999 - i),
                i -> "%.9f".formatted(Math.abs(random.nextGaussian())),
                i -> "%012d".formatted((long) Math.exp(10 + random.nextDouble() * 15)))) {
            String text = text(150_000, keys);
            for (int count : new int[] {1, 2, 7, 64}) {
                List<Integer> sizes = sizes(count, text);
                double even = sizes.stream().mapToInt(Integer::intValue).sum() / (double) count;
                assertThat(sizes).allSatisfy(size -> assertThat(size / even).isBetween(0.8, 1.25));
            }
        }
    }

    /** Such as paths in one directory; also in several directories, and more of them than the sample has room for. */
    @Test
    void dividesKeysThatBeginAlike() throws IOException {
        Random random = new Random(7);
        String path = "s3://bucket/" + "d/".repeat(70);
        for (IntFunction<String> keys : List.<IntFunction<String>>of(
                i -> path + "%06d".formatted(i),
                i -> "abc".charAt(i % 3) + path + "%06d".formatted(i),
                i -> path.repeat(20) + random.nextInt(1_000_000))) {
            List<Integer> sizes = sizes(8, text(15_000, keys));
            double even = sizes.stream().mapToInt(Integer::intValue).sum() / 8.0;
            assertThat(sizes).allSatisfy(size -> assertThat(size / even).isBetween(0.8, 1.25));
        }
    }

    /** The sample's cuts fall among the records of one key, and go to the nearer end. */
    @Test
    void dividesAFewKeysAsEvenlyAsCanBe() throws IOException {
        Random random = new Random(2);
        for (int i = 0; i < 20; i++) {
            String text = text(3_000, j -> "abc".substring(j % 3, j % 3 + 1) + "," + "x".repeat(random.nextInt(9)));
            assertThat(sizes(3, text)).allSatisfy(size -> assertThat(size).isGreaterThan(0));
        }
    }

    @Test
    void keepsAFrequentKeyTogether() throws IOException {
        String text = text(10_000, i -> i % 10 < 6 ? "m" : i % 2 == 0 ? "a" + i : "z" + i);
        Map<String, String> partitions = run(4, text).texts();
        assertThat(partitions.values().stream().filter(p -> p.contains("\nm\n")))
                .hasSize(1);
        assertThat(String.join("", partitions.values())).hasSize(text.length() + 3 * "k\n".length());
    }

    @Test
    void ordersPartitionsByBytes() throws IOException {
        Random random = new Random(3);
        String[] letters = {"a", "B", "é", "日", "𝄞", " ", "\uffee"};
        String text = text(5_000, i -> letters[random.nextInt(7)] + letters[random.nextInt(7)] + random.nextInt(10));
        byte[] last = {};
        for (String partition : run(16, text).texts().values()) {
            List<byte[]> keys = partition
                    .lines()
                    .skip(1)
                    .map(key -> key.getBytes(StandardCharsets.UTF_8))
                    .sorted(Arrays::compareUnsigned)
                    .toList();
            if (!keys.isEmpty()) {
                assertThat(Arrays.compareUnsigned(last, keys.get(0))).isLessThanOrEqualTo(0);
                last = keys.get(keys.size() - 1);
            }
        }
    }

    @Test
    void ordersPartitionsByNumberIfAsked() throws IOException {
        Random random = new Random(4);
        String text = text(5_000, i -> switch (random.nextInt(4)) {
            case 0 -> "" + random.nextInt(100_000);
            case 1 -> "-" + random.nextDouble();
            case 2 -> "%.3e".formatted(random.nextGaussian() * 1e9);
            default -> " +." + random.nextInt(1000) + " ";
        });
        double last = Double.NEGATIVE_INFINITY;
        int rows = 0;
        for (String partition : numeric(text, 8).texts().values()) {
            double[] keys = partition
                    .lines()
                    .skip(1)
                    .mapToDouble(key -> Double.parseDouble(key.strip()))
                    .sorted()
                    .toArray();
            rows += keys.length;
            assertThat(partition.length() * 8.0 / text.length()).isBetween(0.9, 1.1);
            assertThat(keys[0]).isGreaterThan(last);
            last = keys[keys.length - 1];
        }
        assertThat(rows).isEqualTo(5_000);
    }

    @Test
    void putsEmptyKeysBelowAllNumbers() throws IOException {
        Map<String, String> partitions =
                numeric("k,v\n-1e300,a\n,b\n5,c\n\"\",d\n", 2).texts();
        assertThat(partitions.get("part-00000")).isEqualTo("k,v\n,b\n\"\",d\n");
    }

    @ParameterizedTest
    @ValueSource(strings = {"NaN", "Infinity", "x", "1,5", "12d", "12F", "0x1p3", "1e", "--1", "1 2", ".", "٣"})
    void refusesKeysThatAreNoNumbers(String key) throws IOException {
        Partitioner partitioner = Partitioners.numericRanges(
                2, "", FORMAT, List.of(BytesSource.of("in", "k\n1\n2\n" + key + "\n")), Shuffle.MIN_MEMORY);
        byte[] bytes = key.getBytes(StandardCharsets.UTF_8);
        assertThatThrownBy(() -> partitioner.partition(bytes, 0, bytes.length))
                .isInstanceOf(InvalidKeyException.class)
                .hasMessage("key '" + key + "': it is not a number, as a numeric range needs");
    }

    @Test
    void findsTheSameBoundsEachTime() throws IOException {
        Random random = new Random(5);
        String text = text(250_000, i -> "" + random.nextInt());
        Map<String, String> first = run(32, text).texts();
        assertThat(run(32, text).texts()).isEqualTo(first);
    }

    @Test
    void countsTheBytesOfRecords() throws IOException {
        List<String> lines = new ArrayList<>();
        for (int i = 0; i < 1000; i++) {
            lines.add("a%04d,%s%n".formatted(i, "x".repeat(900)));
            lines.add("b%04d,y%n".formatted(i));
        }
        Collections.shuffle(lines, new Random(6));
        List<Integer> sizes = sizes(4, "k,v\n" + String.join("", lines));
        assertThat(sizes).allSatisfy(size -> assertThat(size).isBetween(200_000, 270_000));
    }

    @Test
    void leavesPartitionsEmptyWhereThereIsNothing() throws IOException {
        assertThat(sizes(3, "k\n")).containsExactly(0, 0, 0);
        assertThat(sizes(3, "k\n1\n")).containsExactlyInAnyOrder(0, 0, 2);
    }

    /** Keys that have the longest bound in common cannot be told apart, but are still in order. */
    @Test
    void takesLongKeys() throws IOException {
        String text = text(1_000, i -> "x".repeat(200 + i % 2) + i);
        assertThat(sizes(2, text).stream().mapToInt(Integer::intValue).sum()).isEqualTo(text.length() - 2);
        String early = text(1_000, i -> "%03d".formatted(i) + "x".repeat(200));
        assertThat(sizes(2, early)).allSatisfy(size -> assertThat(size).isGreaterThan(90_000));
    }

    @Test
    void saysWhereARecordIsTooLong() {
        String text = "k\n1\n2\n" + "x".repeat(300_000);
        assertThatThrownBy(() -> Partitioners.ranges(
                        2,
                        "",
                        FORMAT,
                        List.of(BytesSource.of("a", "k\n1\n"), BytesSource.of("b", text)),
                        Shuffle.MIN_MEMORY))
                .isInstanceOf(FaultException.class)
                .hasMessageStartingWith("b:4: the record is longer than 262144 bytes");
    }

    private static String text(int count, IntFunction<String> keys) {
        StringBuilder text = new StringBuilder("k\n");
        for (int i = 0; i < count; i++) {
            text.append(keys.apply(i)).append('\n');
        }
        return text.toString();
    }

    /** Returns the partitions' sizes without header. */
    private static List<Integer> sizes(int count, String text) throws IOException {
        int header = text.indexOf('\n') + 1;
        List<Integer> sizes = run(count, text).texts().values().stream()
                .map(partition -> partition.length() - header)
                .toList();
        assertThat(sizes).hasSize(count);
        return sizes;
    }

    private static Collected run(int count, String text) throws IOException {
        List<Source> sources = List.of(BytesSource.of("in", text));
        Partitioner partitioner = Partitioners.ranges(count, "", FORMAT, sources, ByteSize.of("4m"));
        Collected sink = new Collected();
        Shuffle.of(FORMAT, partitioner).run(sources, sink);
        return sink;
    }

    private static Collected numeric(String text, int count) throws IOException {
        List<Source> sources = List.of(BytesSource.of("in", text));
        Partitioner partitioner = Partitioners.numericRanges(count, "", FORMAT, sources, ByteSize.of("4m"));
        Collected sink = new Collected();
        Shuffle.of(FORMAT, partitioner).run(sources, sink);
        return sink;
    }
}
