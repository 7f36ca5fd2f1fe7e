package io.partd.arrow.shuffle;

import static org.assertj.core.api.Assertions.assertThat;

import io.partd.arrow.Table;
import io.partd.arrow.TableSource;
import io.partd.shuffle.Partitioners;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.function.Function;
import org.apache.arrow.memory.BufferAllocator;
import org.apache.arrow.memory.RootAllocator;
import org.apache.arrow.memory.util.Float16;
import org.apache.arrow.vector.BigIntVector;
import org.apache.arrow.vector.BitVector;
import org.apache.arrow.vector.DateDayVector;
import org.apache.arrow.vector.DateMilliVector;
import org.apache.arrow.vector.Decimal256Vector;
import org.apache.arrow.vector.DecimalVector;
import org.apache.arrow.vector.DurationVector;
import org.apache.arrow.vector.FieldVector;
import org.apache.arrow.vector.FixedSizeBinaryVector;
import org.apache.arrow.vector.Float2Vector;
import org.apache.arrow.vector.Float4Vector;
import org.apache.arrow.vector.Float8Vector;
import org.apache.arrow.vector.LargeVarBinaryVector;
import org.apache.arrow.vector.LargeVarCharVector;
import org.apache.arrow.vector.NullVector;
import org.apache.arrow.vector.SmallIntVector;
import org.apache.arrow.vector.TimeMilliVector;
import org.apache.arrow.vector.TimeNanoVector;
import org.apache.arrow.vector.TimeStampMicroVector;
import org.apache.arrow.vector.TimeStampMilliTZVector;
import org.apache.arrow.vector.TimeStampNanoVector;
import org.apache.arrow.vector.TimeStampSecVector;
import org.apache.arrow.vector.TinyIntVector;
import org.apache.arrow.vector.UInt1Vector;
import org.apache.arrow.vector.UInt4Vector;
import org.apache.arrow.vector.UInt8Vector;
import org.apache.arrow.vector.VarBinaryVector;
import org.apache.arrow.vector.types.TimeUnit;
import org.apache.arrow.vector.types.pojo.ArrowType;
import org.apache.arrow.vector.types.pojo.FieldType;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Which bytes of a value are hashed: documented in docs/partitioning.md, and never changed. */
class KeyBytesOfTypesTest {

    private final BufferAllocator allocator = new RootAllocator();

    @AfterEach
    void nothingLeaks() {
        allocator.close();
    }

    @Test
    void integersAreTheirDigits() {
        assertThat(text(new TinyIntVector("k", allocator), v -> v.setSafe(0, -128)))
                .isEqualTo("-128");
        assertThat(text(new UInt1Vector("k", allocator), v -> v.setSafe(0, 255)))
                .isEqualTo("255");
        assertThat(text(new SmallIntVector("k", allocator), v -> v.setSafe(0, 0)))
                .isEqualTo("0");
        assertThat(text(new UInt4Vector("k", allocator), v -> v.setSafe(0, -1))).isEqualTo("4294967295");
        assertThat(text(new BigIntVector("k", allocator), v -> v.setSafe(0, Long.MIN_VALUE)))
                .isEqualTo("-9223372036854775808");
        assertThat(text(new BigIntVector("k", allocator), v -> v.setSafe(0, Long.MAX_VALUE)))
                .isEqualTo("9223372036854775807");
        assertThat(text(new UInt8Vector("k", allocator), v -> v.setSafe(0, -1))).isEqualTo("18446744073709551615");
        for (long value = 1; value > 0 && value < Long.MAX_VALUE / 10; value *= 10) {
            long ofDigits = value;
            assertThat(text(new BigIntVector("k", allocator), v -> v.setSafe(0, ofDigits)))
                    .isEqualTo(Long.toString(value));
            assertThat(text(new BigIntVector("k", allocator), v -> v.setSafe(0, 1 - ofDigits)))
                    .isEqualTo(Long.toString(1 - value));
        }
    }

    @Test
    void textAndBinaryAreTheirBytes() {
        assertThat(text(Tables.texts("k", allocator, "Zürich"), v -> {})).isEqualTo("Zürich");
        assertThat(text(new LargeVarCharVector("k", allocator), v -> v.setSafe(0, utf8("日本"))))
                .isEqualTo("日本");
        assertThat(hex(new VarBinaryVector("k", allocator), v -> v.setSafe(0, new byte[] {(byte) 0xff, 0})))
                .isEqualTo("ff00");
        assertThat(hex(new LargeVarBinaryVector("k", allocator), v -> v.setSafe(0, new byte[] {0})))
                .isEqualTo("00");
        assertThat(hex(new FixedSizeBinaryVector("k", allocator, 3), v -> v.setSafe(0, new byte[] {1, 0, 2})))
                .isEqualTo("010002");
    }

    @Test
    void booleansAreWords() {
        assertThat(text(new BitVector("k", allocator), v -> v.setSafe(0, 1))).isEqualTo("true");
        assertThat(text(new BitVector("k", allocator), v -> v.setSafe(0, 0))).isEqualTo("false");
    }

    @Test
    void decimalsAreTheirText() {
        assertThat(text(new DecimalVector("k", allocator, 10, 2), v -> v.setSafe(0, new BigDecimal("-1.50"))))
                .isEqualTo("-1.50");
        assertThat(text(new DecimalVector("k", allocator, 10, 2), v -> v.setSafe(0, new BigDecimal("0.05"))))
                .isEqualTo("0.05");
        assertThat(text(new DecimalVector("k", allocator, 38, 0), v -> v.setSafe(0, new BigDecimal("9".repeat(38)))))
                .isEqualTo("9".repeat(38));
        assertThat(text(new DecimalVector("k", allocator, 10, -2), v -> v.setSafe(0, new BigDecimal("12E2"))))
                .isEqualTo("1200");
        assertThat(text(
                        new Decimal256Vector("k", allocator, 70, 3),
                        v -> v.setSafe(0, new BigDecimal("-" + "8".repeat(60) + ".123"))))
                .isEqualTo("-" + "8".repeat(60) + ".123");
    }

    @Test
    void datesAreWrittenAsIsoDoes() {
        assertThat(text(new DateDayVector("k", allocator), v -> v.setSafe(0, 19_782)))
                .isEqualTo("2024-02-29");
        assertThat(text(new DateDayVector("k", allocator), v -> v.setSafe(0, -1)))
                .isEqualTo("1969-12-31");
        assertThat(text(new DateDayVector("k", allocator), v -> v.setSafe(0, -719_528)))
                .isEqualTo("0000-01-01");
        assertThat(text(new DateDayVector("k", allocator), v -> v.setSafe(0, 2_932_897)))
                .isEqualTo("+10000-01-01");
        assertThat(text(new DateMilliVector("k", allocator), v -> v.setSafe(0, 19_782 * 86_400_000L)))
                .isEqualTo("2024-02-29");
        assertThat(text(new DateMilliVector("k", allocator), v -> v.setSafe(0, -86_400_000L)))
                .isEqualTo("1969-12-31");
    }

    @Test
    void timesAreMicrosecondsWhateverTheirUnit() {
        assertThat(text(new TimeStampSecVector("k", allocator), v -> v.setSafe(0, -5)))
                .isEqualTo("-5000000");
        assertThat(text(new TimeStampSecVector("k", allocator), v -> v.setSafe(0, 0)))
                .isEqualTo("0");
        assertThat(text(new TimeStampSecVector("k", allocator), v -> v.setSafe(0, Long.MAX_VALUE)))
                .isEqualTo("9223372036854775807000000");
        assertThat(text(
                        new TimeStampMilliTZVector("k", allocator, "Asia/Tokyo"),
                        v -> v.setSafe(0, 1_709_209_800_500L)))
                .isEqualTo("1709209800500000");
        assertThat(text(new TimeStampMicroVector("k", allocator), v -> v.setSafe(0, 1_709_209_800_500_000L)))
                .isEqualTo("1709209800500000");
        assertThat(text(new TimeStampNanoVector("k", allocator), v -> v.setSafe(0, 1_709_209_800_500_000_999L)))
                .isEqualTo("1709209800500000");
        assertThat(text(new TimeStampNanoVector("k", allocator), v -> v.setSafe(0, -1)))
                .isEqualTo("-1");
        assertThat(text(new TimeMilliVector("k", allocator), v -> v.setSafe(0, 86_399_999)))
                .isEqualTo("86399999000");
        assertThat(text(new TimeNanoVector("k", allocator), v -> v.setSafe(0, 1000)))
                .isEqualTo("1");
        FieldType seconds = FieldType.nullable(new ArrowType.Duration(TimeUnit.SECOND));
        assertThat(text(new DurationVector("k", seconds, allocator), v -> v.setSafe(0, 2)))
                .isEqualTo("2000000");
    }

    @Test
    void floatsAreTheBitsOfDoubles() {
        assertThat(hex(new Float8Vector("k", allocator), v -> v.setSafe(0, 1.5)))
                .isEqualTo("000000000000f83f");
        assertThat(hex(new Float4Vector("k", allocator), v -> v.setSafe(0, 1.5f)))
                .isEqualTo("000000000000f83f");
        assertThat(hex(new Float2Vector("k", allocator), v -> v.setSafe(0, Float16.toFloat16(1.5f))))
                .isEqualTo("000000000000f83f");
        assertThat(hex(new Float8Vector("k", allocator), v -> v.setSafe(0, -0.0)))
                .isEqualTo("0000000000000000");
        assertThat(hex(
                        new Float8Vector("k", allocator),
                        v -> v.setSafe(0, Double.longBitsToDouble(0xfff8000000000001L))))
                .isEqualTo("000000000000f87f");
        assertThat(hex(new Float4Vector("k", allocator), v -> v.setSafe(0, Float.NaN)))
                .isEqualTo("000000000000f87f");
    }

    @Test
    void nullIsTheEmptyKey() {
        assertThat(hex(Tables.texts("k", allocator, (String) null), v -> {})).isEmpty();
        assertThat(hex(new NullVector("k", 1), v -> {})).isEmpty();
    }

    @Test
    void severalColumnsHaveTheirLengthsBeforeThem() {
        try (Table table = Tables.of(Tables.texts("a", allocator, "ab", null), Tables.ints("b", allocator, 42, 7))) {
            assertThat(keys(table, "a", "b"))
                    .containsExactly(
                            "0200000000000000" + "6162" + "0200000000000000" + "3432",
                            "0000000000000000" + "0100000000000000" + "37");
        }
    }

    @Test
    void dictionariesAreAsTheirValues() throws Exception {
        List<String> values = List.of("Louisiana", "Zürich", "42");
        try (Table plain = Tables.of(Tables.texts("k", allocator, "42", null, "Zürich", "Louisiana", "42"));
                Table encoded = Table.of(Tables.encoded("k", allocator, values, 2, -1, 1, 0, 2))) {
            assertThat(shuffled(encoded)).isEqualTo(shuffled(plain));
        }
    }

    @Test
    void aValueIsInThePartitionThatItsTextIsIn() throws Exception {
        List<String> texts = List.of("Louisiana", "Zürich", "42", "", "日本", "x".repeat(241));
        try (Table table = Tables.of(Tables.texts("k", allocator, texts.toArray(String[]::new)))) {
            Collected collected = shuffled(table, new Collected());
            for (String text : texts) {
                byte[] bytes = utf8(text);
                int partition = Partitioners.hash(64, "").partition(bytes, 0, bytes.length);
                assertThat(collected.rows().get("part-%05d".formatted(partition)))
                        .as(text)
                        .contains(text + " | ");
            }
            assertThat(collected.rows().get("part-00023")).contains("Louisiana | ");
            assertThat(collected.rows().get("part-00017")).contains("42 | ");
        }
    }

    private static Object shuffled(Table table) throws Exception {
        return shuffled(table, new Collected()).rows();
    }

    private static Collected shuffled(Table table, Collected collected) throws Exception {
        TableShuffle.by("k").hash(64).run(List.of(TableSource.of("table", table)), collected);
        return collected;
    }

    /** Something that sets the value of a vector's first row. */
    private interface Setter<V> {
        void set(V vector);
    }

    private <V extends FieldVector> String text(V vector, Setter<V> setter) {
        return new String(HexFormat.of().parseHex(hex(vector, setter)), StandardCharsets.UTF_8);
    }

    private <V extends FieldVector> String hex(V vector, Setter<V> setter) {
        setter.set(vector);
        vector.setValueCount(1);
        try (Table table = Tables.of(vector)) {
            return keys(table, "k").get(0);
        }
    }

    private static List<String> keys(Table table, String... columns) {
        List<KeyColumn> keys = new ArrayList<>();
        List<ArrayData> arrays = new ArrayList<>();
        for (String column : columns) {
            FieldVector vector = table.batches().get(0).root().getVector(column);
            ArrayData array = ArrayData.of(vector);
            arrays.add(array);
            keys.add(new KeyColumn(KeyTypes.of(column, vector.getField()), array, null));
        }
        Function<Integer, String> hashed = row -> {
            KeyBytes bytes = new KeyBytes();
            new RowKeys(keys, List.of(), "t").hashed(row, bytes);
            return HexFormat.of().formatHex(bytes.bytes(), 0, bytes.length());
        };
        List<String> all = new ArrayList<>();
        for (int row = 0; row < table.rowCount(); row++) {
            all.add(hashed.apply(row));
        }
        arrays.forEach(ArrayData::release);
        return all;
    }

    private static byte[] utf8(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }
}
