package io.partd.parquet;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;
import org.apache.arrow.vector.BigIntVector;
import org.apache.arrow.vector.BitVector;
import org.apache.arrow.vector.FieldVector;
import org.apache.arrow.vector.FixedSizeBinaryVector;
import org.apache.arrow.vector.Float4Vector;
import org.apache.arrow.vector.Float8Vector;
import org.apache.arrow.vector.IntVector;
import org.apache.arrow.vector.UInt8Vector;
import org.apache.arrow.vector.VarBinaryVector;
import org.apache.arrow.vector.VarCharVector;
import org.apache.arrow.vector.VectorSchemaRoot;
import org.apache.parquet.format.Statistics;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** What the footer says of the values in a row group: bounds that hold for all of them, exact or truncated. */
class StatisticsTest {

    @TempDir
    private Path directory;

    private Statistics of(WrittenFile.Rows rows) throws IOException {
        return WrittenFile.write(directory.resolve("file.parquet"), ParquetOptions.DEFAULT, rows)
                .statistics(0, 0);
    }

    private Statistics texts(List<byte[]> values) throws IOException {
        return of(allocator -> {
            VarCharVector vector = new VarCharVector("t", allocator);
            for (int i = 0; i < values.size(); i++) {
                vector.setSafe(i, values.get(i));
            }
            return root(vector, values.size());
        });
    }

    private Statistics bytes(List<byte[]> values) throws IOException {
        return of(allocator -> {
            VarBinaryVector vector = new VarBinaryVector("b", allocator);
            for (int i = 0; i < values.size(); i++) {
                vector.setSafe(i, values.get(i));
            }
            return root(vector, values.size());
        });
    }

    private static VectorSchemaRoot root(FieldVector vector, int rows) {
        vector.setValueCount(rows);
        return VectorSchemaRoot.of(vector);
    }

    private static Arguments text(String text, String min, @Nullable String max) {
        return Arguments.of(text.getBytes(UTF_8), min.getBytes(UTF_8), max == null ? null : max.getBytes(UTF_8));
    }

    static Stream<Arguments> longTexts() {
        String last = Character.toString(Character.MAX_CODE_POINT);
        return Stream.of(
                text("a".repeat(65), "a".repeat(64), "a".repeat(63) + "b"),
                text("a".repeat(63) + "é", "a".repeat(63), "a".repeat(62) + "b"),
                text("€".repeat(30), "€".repeat(21), "€".repeat(20) + "\u20AD"),
                text("😀".repeat(30), "😀".repeat(16), "😀".repeat(15) + "😁"),
                text("\u007F".repeat(70), "\u007F".repeat(64), "\u007F".repeat(63) + "\u0080"),
                text("\uD7FF".repeat(30), "\uD7FF".repeat(21), "\uD7FF".repeat(20) + "\uE000"),
                text("a" + last.repeat(20), "a" + last.repeat(15), "b"),
                text(last.repeat(20), last.repeat(16), null));
    }

    @ParameterizedTest
    @MethodSource("longTexts")
    void longTextsAreTruncatedBetweenCharacters(byte[] text, byte[] min, byte @Nullable [] max) throws IOException {
        isTruncated(texts(List.of(text, text)), min, max);
    }

    static Stream<Arguments> longBytes() {
        return Stream.of(
                Arguments.of(filled(70, 1), filled(64, 1), ended(filled(63, 1), 2)),
                Arguments.of(ended(filled(1, 1), filled(70, 255)), ended(filled(1, 1), filled(63, 255)), filled(1, 2)),
                Arguments.of(filled(65, 255), filled(64, 255), null));
    }

    @ParameterizedTest
    @MethodSource("longBytes")
    void longBytesAreTruncated(byte[] value, byte[] min, byte @Nullable [] max) throws IOException {
        isTruncated(bytes(List.of(value, value)), min, max);
    }

    @Test
    void textsThatAreNotUtf8AreTruncatedAsBytes() throws IOException {
        byte[] value = filled(70, 0x80);
        isTruncated(texts(List.of(value)), filled(64, 0x80), ended(filled(63, 0x80), 0x81));
    }

    private static byte[] filled(int length, int with) {
        byte[] bytes = new byte[length];
        Arrays.fill(bytes, (byte) with);
        return bytes;
    }

    private static byte[] ended(byte[] first, int... last) {
        byte[] bytes = Arrays.copyOf(first, first.length + last.length);
        for (int i = 0; i < last.length; i++) {
            bytes[first.length + i] = (byte) last[i];
        }
        return bytes;
    }

    private static byte[] ended(byte[] first, byte[] last) {
        return ByteBuffer.allocate(first.length + last.length)
                .put(first)
                .put(last)
                .array();
    }

    private static void isTruncated(Statistics statistics, byte[] min, byte @Nullable [] max) {
        assertThat(statistics.getMin_value()).isEqualTo(min);
        assertThat(statistics.is_min_value_exact).isFalse();
        assertThat(statistics.getMax_value()).isEqualTo(max);
        assertThat(statistics.isSetIs_max_value_exact()).isEqualTo(max != null);
        assertThat(statistics.is_max_value_exact).isFalse();
        assertThat(statistics.null_count).isZero();
    }

    @Test
    void shortValuesBesideLongOnesAreExact() throws IOException {
        String text = "z".repeat(100);
        Statistics statistics = texts(List.of("".getBytes(UTF_8), text.getBytes(UTF_8)));
        assertThat(statistics.getMin_value()).isEmpty();
        assertThat(statistics.is_min_value_exact).isTrue();
        assertThat(statistics.getMax_value()).asString(UTF_8).isEqualTo("z".repeat(63) + "{");
        assertThat(statistics.is_max_value_exact).isFalse();
        statistics = bytes(List.of(filled(64, 7), filled(64, 9)));
        assertThat(statistics.getMin_value()).isEqualTo(filled(64, 7));
        assertThat(statistics.getMax_value()).isEqualTo(filled(64, 9));
        assertThat(statistics.is_min_value_exact).isTrue();
        assertThat(statistics.is_max_value_exact).isTrue();
    }

    /** In pages with dictionaries and without, of values that begin alike. */
    @Test
    void boundsHoldForAllValues() throws IOException {
        String last = Character.toString(Character.MAX_CODE_POINT);
        String[] beginnings = {
            "", "a".repeat(62), "é".repeat(31), "\uFFFF".repeat(20), "😀".repeat(15) + last, last.repeat(14)
        };
        for (int seed = 0; seed < 60; seed++) {
            Random random = new Random(seed);
            List<byte[]> values = new ArrayList<>();
            boolean few = random.nextBoolean();
            int rows = random.nextInt(3) == 0 ? 40_000 : 100;
            List<byte[]> some = new ArrayList<>();
            for (int i = 0; i < rows; i++) {
                if (few && some.size() > 5) {
                    values.add(some.get(random.nextInt(some.size())));
                    continue;
                }
                StringBuilder text = new StringBuilder(beginnings[random.nextInt(beginnings.length)]);
                for (int c = random.nextInt(6); c > 0; c--) {
                    text.appendCodePoint(
                            random.nextInt(3) == 0 ? Character.MAX_CODE_POINT : 0x60 + random.nextInt(0x60));
                }
                some.add(text.toString().getBytes(UTF_8));
                values.add(some.get(some.size() - 1));
            }
            Statistics statistics = texts(values);
            byte[] least = values.stream().min(Arrays::compareUnsigned).orElseThrow();
            byte[] most = values.stream().max(Arrays::compareUnsigned).orElseThrow();
            byte[] min = statistics.getMin_value();
            byte[] max = statistics.getMax_value();
            assertThat(Arrays.compareUnsigned(min, least)).as("seed %d", seed).isNotPositive();
            assertThat(statistics.is_min_value_exact).as("seed %d", seed).isEqualTo(Arrays.equals(min, least));
            if (max != null) {
                assertThat(Arrays.compareUnsigned(max, most))
                        .as("seed %d", seed)
                        .isNotNegative();
                assertThat(statistics.is_max_value_exact).as("seed %d", seed).isEqualTo(Arrays.equals(max, most));
                assertThat(new String(max, UTF_8).getBytes(UTF_8))
                        .as("seed %d", seed)
                        .isEqualTo(max);
            } else {
                assertThat(new String(most, UTF_8).codePoints().limit(15)).containsOnly(Character.MAX_CODE_POINT);
            }
            assertThat(new String(min, UTF_8).getBytes(UTF_8))
                    .as("seed %d", seed)
                    .isEqualTo(min);
        }
    }

    /** A bound has to have the length of all values, and so many bytes are not worth it. */
    @Test
    void longValuesOfOneLengthHaveNoBounds() throws IOException {
        Statistics statistics = of(allocator -> {
            FixedSizeBinaryVector vector = new FixedSizeBinaryVector("f", allocator, 70);
            vector.allocateNew(2);
            vector.set(0, filled(70, 1));
            vector.setNull(1);
            return root(vector, 2);
        });
        assertThat(statistics.isSetMin_value()).isFalse();
        assertThat(statistics.isSetMax_value()).isFalse();
        assertThat(statistics.null_count).isEqualTo(1);
    }

    private Statistics doubles(double... values) throws IOException {
        return of(allocator -> {
            Float8Vector vector = new Float8Vector("d", allocator);
            for (int i = 0; i < values.length; i++) {
                vector.setSafe(i, values[i]);
            }
            return root(vector, values.length);
        });
    }

    private static String hex(byte @Nullable [] bytes) {
        return bytes == null ? "none" : HexFormat.of().formatHex(bytes);
    }

    private static String hex(double value) {
        return hex(ByteBuffer.allocate(8)
                .order(ByteOrder.LITTLE_ENDIAN)
                .putDouble(value)
                .array());
    }

    @Test
    void zerosHaveBothSigns() throws IOException {
        for (double[] values : new double[][] {{0.0}, {-0.0}, {0.0, -0.0}}) {
            Statistics statistics = doubles(values);
            assertThat(hex(statistics.getMin_value())).isEqualTo(hex(-0.0));
            assertThat(hex(statistics.getMax_value())).isEqualTo(hex(0.0));
        }
        Statistics statistics = doubles(-1.5, Double.POSITIVE_INFINITY);
        assertThat(hex(statistics.getMin_value())).isEqualTo(hex(-1.5));
        assertThat(hex(statistics.getMax_value())).isEqualTo(hex(Double.POSITIVE_INFINITY));
        statistics = of(allocator -> {
            Float4Vector vector = new Float4Vector("f", allocator);
            vector.setSafe(0, 0f);
            return root(vector, 1);
        });
        assertThat(hex(statistics.getMin_value())).isEqualTo("00000080");
        assertThat(hex(statistics.getMax_value())).isEqualTo("00000000");
    }

    /** In one page of three, too. */
    @Test
    void numbersBesideNanHaveNoBounds() throws IOException {
        double[] values = new double[100_000];
        for (int i = 0; i < values.length; i++) {
            values[i] = i;
        }
        assertThat(doubles(values).isSetMax_value()).isTrue();
        for (int at : new int[] {0, 50_000, 99_999}) {
            double[] withNan = values.clone();
            withNan[at] = Double.NaN;
            Statistics statistics = doubles(withNan);
            assertThat(statistics.isSetMin_value()).isFalse();
            assertThat(statistics.isSetMax_value()).isFalse();
            assertThat(statistics.null_count).isZero();
        }
    }

    @Test
    void integersAreOrderedAsTheirType() throws IOException {
        Statistics signed = of(allocator -> {
            BigIntVector vector = new BigIntVector("n", allocator);
            vector.setSafe(0, -1);
            vector.setSafe(1, 1);
            return root(vector, 2);
        });
        assertThat(hex(signed.getMin_value())).isEqualTo("ffffffffffffffff");
        assertThat(hex(signed.getMax_value())).isEqualTo("0100000000000000");
        Statistics unsigned = of(allocator -> {
            UInt8Vector vector = new UInt8Vector("n", allocator);
            vector.setSafe(0, -1);
            vector.setSafe(1, 1);
            return root(vector, 2);
        });
        assertThat(hex(unsigned.getMin_value())).isEqualTo("0100000000000000");
        assertThat(hex(unsigned.getMax_value())).isEqualTo("ffffffffffffffff");
        Statistics edges = of(allocator -> {
            IntVector vector = new IntVector("n", allocator);
            vector.setSafe(0, Integer.MIN_VALUE);
            vector.setSafe(1, Integer.MAX_VALUE);
            return root(vector, 2);
        });
        assertThat(hex(edges.getMin_value())).isEqualTo("00000080");
        assertThat(hex(edges.getMax_value())).isEqualTo("ffffff7f");
    }

    @Test
    void booleansHaveBounds() throws IOException {
        for (int[] values : new int[][] {{0, 0}, {1, 1}, {1, 0}}) {
            Statistics statistics = of(allocator -> {
                BitVector vector = new BitVector("b", allocator);
                vector.setSafe(0, values[0]);
                vector.setSafe(1, values[1]);
                vector.setNull(2);
                return root(vector, 3);
            });
            assertThat(statistics.getMin_value()).containsExactly(Math.min(values[0], values[1]));
            assertThat(statistics.getMax_value()).containsExactly(Math.max(values[0], values[1]));
            assertThat(statistics.null_count).isEqualTo(1);
        }
    }

    @Test
    void nullsAloneAreCounted() throws IOException {
        Statistics statistics = of(allocator -> {
            VarCharVector vector = new VarCharVector("t", allocator);
            vector.allocateNew(40_000);
            return root(vector, 40_000);
        });
        assertThat(statistics.null_count).isEqualTo(40_000);
        assertThat(statistics.isSetMin_value()).isFalse();
        assertThat(statistics.isSetMax_value()).isFalse();
        assertThat(statistics.isSetIs_min_value_exact()).isFalse();
    }
}
