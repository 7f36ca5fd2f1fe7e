package io.partd.arrow.shuffle;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.partd.ByteSize;
import io.partd.arrow.RecordBatch;
import io.partd.arrow.Table;
import io.partd.arrow.TableSource;
import io.partd.shuffle.NullKeys;
import io.partd.shuffle.Partitioner;
import io.partd.shuffle.Partitioners;
import io.partd.shuffle.ShuffleSummary;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.apache.arrow.memory.BufferAllocator;
import org.apache.arrow.memory.RootAllocator;
import org.apache.arrow.vector.FieldVector;
import org.apache.arrow.vector.Float8Vector;
import org.apache.arrow.vector.IntVector;
import org.apache.arrow.vector.TimeStampMilliTZVector;
import org.apache.arrow.vector.complex.StructVector;
import org.apache.arrow.vector.types.pojo.ArrowType;
import org.apache.arrow.vector.types.pojo.FieldType;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Which rows of tables are written, what of them, and where. */
class TableRowsTest {

    private final BufferAllocator allocator = new RootAllocator();

    @AfterEach
    void nothingLeaks() {
        allocator.close();
    }

    private TableShuffle shuffle(TableKey key) {
        return key.hash(3).memory(ByteSize.of("16m")).allocator(allocator);
    }

    private static Map<String, List<String>> rows(TableShuffle shuffle, TableSource... sources) throws IOException {
        Collected sink = new Collected();
        shuffle.run(List.of(sources), sink);
        return sink.rows();
    }

    /** Of columns of all types, the rows are the same as those of a shuffle of all that pass. */
    @ParameterizedTest
    @CsvSource(
            delimiter = ';',
            value = {
                "i8 > 0 ; 700 ; 256m",
                "i8 <= 20 ; 700 ; 8m",
                "i8 is null ; 700 ; 16m",
                "not i8 > 100 and i8 >= -128 ; 300 ; 16m",
                "i8 > 127 ; 100 ; 16m"
            })
    void filtersColumnsOfAllTypes(String condition, int rowCount, String memory) throws Exception {
        try (Table first = new RandomTable(3, allocator).table(RandomTable.everything(), rowCount);
                Table second = new RandomTable(4, allocator).table(RandomTable.everything(), rowCount)) {
            List<TableSource> sources = List.of(TableSource.of("t", first), TableSource.of("u", second));
            TableShuffle all =
                    TableShuffle.by("id").hash(5).memory(ByteSize.of(memory)).allocator(allocator);
            Map<String, List<String>> expected = new TreeMap<>();
            all.run(
                    sources,
                    batch -> batch.forEach((name, table) -> table.batches().forEach(records -> {
                        expected.computeIfAbsent(name, n -> new ArrayList<>());
                        for (int i = 0; i < records.rowCount(); i++) {
                            if (passes(condition, records, i)) {
                                expected.get(name).add(Values.row(records, i));
                            }
                        }
                    })));
            Collected kept = new Collected();
            ShuffleSummary summary = all.where(condition).run(sources, kept);
            assertThat(kept.rows()).isEqualTo(expected);
            assertThat(summary.records())
                    .isEqualTo(expected.values().stream().mapToInt(List::size).sum());
        }
    }

    private static boolean passes(String condition, RecordBatch batch, int row) {
        String text = Values.value(batch.root().getVector("i8"), row, batch.dictionaries());
        if (condition.endsWith("null")) {
            return text.equals("null");
        }
        if (text.equals("null")) {
            return false;
        }
        int value = Integer.parseInt(text);
        return switch (condition) {
            case "i8 > 0" -> value > 0;
            case "i8 <= 20" -> value <= 20;
            case "i8 > 127" -> false;
            default -> value <= 100;
        };
    }

    private FieldVector struct(String name, @Nullable Integer... ids) {
        StructVector struct = StructVector.empty(name, allocator);
        IntVector id = struct.addOrGet("id", FieldType.nullable(new ArrowType.Int(32, true)), IntVector.class);
        for (int i = 0; i < ids.length; i++) {
            if (ids[i] == null) {
                struct.setNull(i);
                id.setSafe(i, 5); // of a struct that is null, what is in it does not count
            } else {
                struct.setIndexDefined(i);
                id.setSafe(i, ids[i]);
            }
        }
        id.setValueCount(ids.length);
        struct.setValueCount(ids.length);
        return struct;
    }

    @Test
    void findsColumnsWithinStructs() throws Exception {
        try (Table table = Tables.of(Tables.ints("n", allocator, 0, 1, 2, 3), struct("user", 5, null, 7, 5))) {
            TableSource source = TableSource.of("t", table);
            TableShuffle shuffle = shuffle(TableShuffle.by("user.id")).columns("n");
            assertThat(rows(shuffle.where("user.id = 5"), source).values().stream()
                            .flatMap(List::stream))
                    .containsExactly("0 | ", "3 | ");
            assertThat(rows(shuffle.where("user.id is null"), source).values().stream()
                            .flatMap(List::stream))
                    .containsExactly("1 | ");
            assertThat(rows(shuffle.where("user.id != 7"), source).values().stream()
                            .flatMap(List::stream))
                    .containsExactly("0 | ", "3 | ");
            Partitioner hash = Partitioners.hash(3, "");
            byte[] key = "5".getBytes(StandardCharsets.UTF_8);
            assertThat(rows(shuffle, source).get(hash.name(hash.partition(key, 0, 1))))
                    .contains("0 | ", "3 | ");
            assertThatIllegalArgumentException()
                    .isThrownBy(() -> rows(shuffle.where("user.name = 'x'"), source))
                    .withMessage("column 'user.name': in 'user', no column 'name'; there are 1 to 1: [id]");
        }
    }

    @Test
    void testsDictionaries() throws Exception {
        try (Table first = Table.of(Tables.encoded("c", allocator, List.of("oslo", "bergen"), 0, 1, -1, 1));
                Table second = Table.of(Tables.encoded("c", allocator, List.of("moss", "oslo"), 1, 0))) {
            TableSource[] sources = {TableSource.of("t", first), TableSource.of("u", second)};
            TableShuffle shuffle = shuffle(TableShuffle.by("c"));
            assertThat(rows(shuffle.where("c like '%o%' and c != 'moss'"), sources).values().stream()
                            .flatMap(List::stream))
                    .containsExactly("oslo | ", "oslo | ");
            assertThat(rows(shuffle.where("c is null or c = 'bergen'"), sources).values().stream()
                            .flatMap(List::stream))
                    .containsExactlyInAnyOrder("bergen | ", "null | ", "bergen | ");
        }
    }

    @Test
    void takesTheFirstRowsOfAllSources() throws Exception {
        try (Table first = Tables.of(Tables.ints("n", allocator, 0, 1, 2, 3, 4));
                Table second = Tables.of(Tables.ints("n", allocator, 5, 6, 7))) {
            TableShuffle shuffle = TableShuffle.by("n").hash(1).allocator(allocator);
            TableSource[] sources = {TableSource.of("first", first), TableSource.of("second", second)};
            assertThat(rows(shuffle.limit(6), sources).get("part-00000"))
                    .containsExactly("0 | ", "1 | ", "2 | ", "3 | ", "4 | ", "5 | ");
            assertThat(rows(shuffle.where("n in (1, 4, 6, 7)").limit(3), sources)
                            .get("part-00000"))
                    .containsExactly("1 | ", "4 | ", "6 | ");
            assertThat(rows(shuffle.limit(0), sources).get("part-00000")).isEmpty();
            Collected distinct = new Collected();
            TableShuffle.by("n")
                    .distinct(10, String::valueOf)
                    .allocator(allocator)
                    .limit(2)
                    .run(List.of(sources), distinct);
            assertThat(distinct.rows()).containsOnlyKeys("[0]", "[1]");
        }
    }

    @Test
    void writesColumnsInTheirOrder() throws Exception {
        try (Table table = Tables.of(
                Tables.ints("a", allocator, 1, 2),
                Tables.texts("b", allocator, "x", "y"),
                Tables.ints("c", allocator, 3, 4))) {
            TableSource source = TableSource.of("t", table);
            TableShuffle shuffle = TableShuffle.by("a").hash(1).allocator(allocator);
            assertThat(rows(shuffle.columns("c", "b"), source).get("part-00000"))
                    .containsExactly("3 | x | ", "4 | y | ");
            assertThat(rows(shuffle.columns("3", "1").where("\"2\" = 'y'"), source)
                            .get("part-00000"))
                    .containsExactly("4 | 2 | ");
            assertThatIllegalArgumentException()
                    .isThrownBy(() -> rows(shuffle.columns("c", "3"), source))
                    .withMessage("column '3' is to be written twice");
            assertThatIllegalArgumentException()
                    .isThrownBy(() -> rows(shuffle.columns("a").withoutKey(), source))
                    .withMessage("t has no column but [a], which is the key: without it, none is left");
        }
    }

    /** A derived key is where its text is. */
    @Test
    void derivesKeys() throws Exception {
        TimeStampMilliTZVector at = new TimeStampMilliTZVector(
                "at",
                FieldType.nullable(
                        new ArrowType.Timestamp(org.apache.arrow.vector.types.TimeUnit.MILLISECOND, "Europe/Oslo")),
                allocator);
        Float8Vector fare = new Float8Vector("fare", allocator);
        long[] times = {0, -1, 1_709_251_199_999L};
        double[] fares = {12.5, -0.5, Double.NaN};
        for (int i = 0; i < 3; i++) {
            at.setSafe(i, times[i]);
            fare.setSafe(i, fares[i]);
        }
        at.setValueCount(3);
        fare.setValueCount(3);
        try (Table table = Tables.of(at, fare, Tables.texts("zip", allocator, "é007", "x", null))) {
            TableSource source = TableSource.of("t", table);
            List<List<String>> expected = List.of(
                    List.of("year(at)", "1970", "1969", "2024"),
                    List.of("month(at)", "1970-01", "1969-12", "2024-02"),
                    List.of("day(at)", "1970-01-01", "1969-12-31", "2024-02-29"),
                    List.of("hour(at)", "1970-01-01-00", "1969-12-31-23", "2024-02-29-23"),
                    List.of("bucket(fare, 5)", "10", "-5", "null"),
                    List.of("prefix(zip, 2)", "é0", "x", "null"));
            Partitioner hash = Partitioners.hash(1000, "");
            for (List<String> each : expected) {
                Collected distinct = new Collected();
                TableShuffle.by(each.get(0))
                        .distinct(10, values -> String.valueOf(values.get(0)))
                        .allocator(allocator)
                        .run(List.of(source), distinct);
                assertThat(distinct.rows().keySet()).containsExactlyInAnyOrderElementsOf(each.subList(1, 4));
                Map<String, List<String>> hashed =
                        rows(TableShuffle.by(each.get(0)).hash(1000).allocator(allocator), source);
                for (int i = 0; i < 3; i++) {
                    String key = each.get(i + 1);
                    byte[] text = key.equals("null") ? new byte[0] : key.getBytes(StandardCharsets.UTF_8);
                    assertThat(hashed.get(hash.name(hash.partition(text, 0, text.length))))
                            .isEqualTo(distinct.rows().get(key));
                }
                Map<String, List<String>> ranges =
                        rows(TableShuffle.by(each.get(0)).ranges(3).allocator(allocator), source);
                assertThat(ranges.values().stream().flatMap(List::stream).toList())
                        .hasSize(3);
            }
            assertThatIllegalArgumentException()
                    .isThrownBy(() -> rows(shuffle(TableShuffle.by("month(fare)")), source))
                    .withMessage("key 'month(fare)': column 'fare' is of type double, and this is made of dates,"
                            + " timestamps and texts like them");
            assertThatThrownBy(() -> rows(shuffle(TableShuffle.by("month(zip)")), source))
                    .hasMessageContaining("t: key 'month(zip)' needs a date or a time");
        }
    }

    @Test
    void placesRowsWithoutAKey() throws Exception {
        try (Table table = Tables.of(
                Tables.ints("a", allocator, 1, null, 3, 4), Tables.texts("b", allocator, "x", "y", null, "z"))) {
            TableSource source = TableSource.of("t", table);
            TableShuffle shuffle = TableShuffle.by("a", "b").hash(1).allocator(allocator);
            assertThat(rows(shuffle, source).get("part-00000")).hasSize(4);
            assertThat(rows(shuffle.nullKeys(NullKeys.DROP), source).get("part-00000"))
                    .containsExactly("1 | x | ", "4 | z | ");
            assertThatThrownBy(() -> rows(shuffle.nullKeys(NullKeys.ERROR), source))
                    .isInstanceOf(IOException.class)
                    .hasMessage("columns 'a', 'b' of t: the key in row 1 of a batch has no value");
        }
        try (Table table = Table.of(Tables.encoded("c", allocator, List.of("oslo"), 0, -1, 0))) {
            TableShuffle shuffle = TableShuffle.by("c").hash(1).allocator(allocator);
            assertThat(rows(shuffle.nullKeys(NullKeys.DROP), TableSource.of("t", table))
                            .get("part-00000"))
                    .containsExactly("oslo | ", "oslo | ");
        }
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "b > 5 | in 'b > 5': column 'b' is of the type string, and a text, a date or a time is compared in 'single quotes'",
                "a = 'x' | in 'a = 'x'': column 'a' is of the type int32, and numbers are compared without quotes",
                "a like 'x' | in 'a like 'x'': column 'a' is of the type int32, and 'like' is for texts",
                "a = true | in 'a = true': column 'a' is of the type int32, and true and false are compared with columns of the type bool",
                "aa = 5 | no column 'aa', but 'a'; there are 1 to 2: [a, b]",
            })
    void refusesWhatCannotBeCompared(String condition, String message) throws Exception {
        try (Table table = Tables.of(Tables.ints("a", allocator, 1), Tables.texts("b", allocator, "x"))) {
            assertThatIllegalArgumentException()
                    .isThrownBy(() -> rows(shuffle(TableShuffle.by("a")).where(condition), TableSource.of("t", table)))
                    .withMessage(message);
        }
    }
}
