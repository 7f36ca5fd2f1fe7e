package io.partd.arrow.shuffle;

import static io.partd.arrow.Columns.field;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.partd.ByteSize;
import io.partd.arrow.Columns;
import io.partd.arrow.RecordBatch;
import io.partd.arrow.Table;
import io.partd.arrow.TableSource;
import java.io.IOException;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.ToIntFunction;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.apache.arrow.memory.BufferAllocator;
import org.apache.arrow.memory.RootAllocator;
import org.apache.arrow.memory.util.Float16;
import org.apache.arrow.vector.BaseIntVector;
import org.apache.arrow.vector.BigIntVector;
import org.apache.arrow.vector.FieldVector;
import org.apache.arrow.vector.Float2Vector;
import org.apache.arrow.vector.FloatingPointVector;
import org.apache.arrow.vector.complex.RunEndEncodedVector;
import org.apache.arrow.vector.types.FloatingPointPrecision;
import org.apache.arrow.vector.types.pojo.ArrowType;
import org.apache.arrow.vector.types.pojo.Field;
import org.apache.arrow.vector.types.pojo.Schema;
import org.apache.arrow.vector.util.Text;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Rows are sorted within each partition, in memory and by merging what was spilled. */
class SortedShuffleTest {

    private static final ArrowType.Int INT = new ArrowType.Int(32, true);
    private static final Field ID = field("id", new ArrowType.Int(64, true));
    private static final Field TEXT = field("text", ArrowType.Utf8.INSTANCE);

    private final BufferAllocator allocator = new RootAllocator();

    @TempDir
    private Path directory;

    @AfterEach
    void nothingIsLeft() throws IOException {
        allocator.close();
        assertThat(temporaryFiles()).isEmpty();
    }

    private List<Path> temporaryFiles() throws IOException {
        try (Stream<Path> files = Files.list(directory)) {
            return files.toList();
        }
    }

    private TableShuffle one(String order) {
        return TableShuffle.by("id")
                .hash(1)
                .memory(ByteSize.of("8m"))
                .allocator(allocator)
                .temporaryIn(directory)
                .sortedBy(order);
    }

    private static Map<String, List<String>> rows(TableShuffle shuffle, Table... tables) throws IOException {
        Collected sink = new Collected();
        List<TableSource> sources = new ArrayList<>();
        for (Table table : tables) {
            sources.add(TableSource.of("t" + sources.size(), table));
        }
        shuffle.run(sources, sink);
        return sink.rows();
    }

    /** Returns the ids in the order that they have then. */
    private List<Integer> ids(String order, Table... tables) throws IOException {
        return rows(one(order).columns("id"), tables).get("part-00000").stream()
                .map(row -> Integer.valueOf(row.replace(" | ", "")))
                .toList();
    }

    /** The order is that of Java's objects, stable, null last. */
    @Test
    void sortsByColumnsOfAllTypes() throws Exception {
        try (Table table = new RandomTable(11, allocator).table(RandomTable.everything(), 1_000)) {
            for (Field field : RandomTable.keyFields()) {
                List<@Nullable Value> values = new ArrayList<>();
                for (RecordBatch batch : table.batches()) {
                    FieldVector vector = batch.root().getVector(field.getName());
                    for (int row = 0; row < batch.rowCount(); row++) {
                        values.add(value(batch, vector, row));
                    }
                }
                for (boolean descending : List.of(false, true)) {
                    Comparator<Value> order = descending ? Comparator.reverseOrder() : Comparator.naturalOrder();
                    List<Integer> expected = new ArrayList<>(
                            IntStream.range(0, values.size()).boxed().toList());
                    expected.sort(Comparator.comparing(values::get, Comparator.nullsLast(order)));
                    assertThat(ids(field.getName() + (descending ? " desc" : ""), table))
                            .as("%s %s", field, descending)
                            .isEqualTo(expected);
                }
            }
        }
    }

    /** A value that is compared as Java does it. */
    private record Value(Comparable<Object> object) implements Comparable<Value> {

        @Override
        public int compareTo(Value other) {
            return object.compareTo(other.object);
        }
    }

    @SuppressWarnings("unchecked")
    private static @Nullable Value value(RecordBatch batch, FieldVector vector, int row) {
        Object object = object(batch, vector, row);
        return object == null ? null : new Value((Comparable<Object>) object);
    }

    private static @Nullable Object object(RecordBatch batch, FieldVector vector, int row) {
        if (vector instanceof RunEndEncodedVector runs) {
            return object(batch, runs.getValuesVector(), runs.getRunEnd(row) < 0 ? -1 : runs.getPhysicalIndex(row));
        }
        if (vector.isNull(row)) {
            return null;
        }
        if (vector.getField().getDictionary() != null) {
            FieldVector values = batch.dictionaries()
                    .lookup(vector.getField().getDictionary().getId())
                    .getVector();
            return object(batch, values, (int) ((BaseIntVector) vector).getValueAsLong(row));
        }
        if (vector instanceof Float2Vector halves) {
            return positive(Float16.toFloat(halves.get(row)));
        }
        if (vector instanceof FloatingPointVector floats) {
            return positive(floats.getValueAsDouble(row));
        }
        if (vector instanceof BaseIntVector ints) {
            long value = ints.getValueAsLong(row);
            boolean signed = ((ArrowType.Int) vector.getField().getType()).getIsSigned();
            return signed ? BigInteger.valueOf(value) : new BigInteger(Long.toUnsignedString(value));
        }
        Object object = vector.getObject(row);
        if (object instanceof Text text) {
            return new String(text.copyBytes(), StandardCharsets.ISO_8859_1);
        }
        return object instanceof byte[] bytes ? new String(bytes, StandardCharsets.ISO_8859_1) : object;
    }

    /** Zeros are equal, and so are all NaN. */
    private static double positive(double value) {
        return value == 0 ? 0 : Double.isNaN(value) ? Double.NaN : value;
    }

    @Test
    void nanIsAboveAllNumbersAndNullIsLast() throws Exception {
        Field number = field("n", new ArrowType.FloatingPoint(FloatingPointPrecision.DOUBLE));
        double otherNan = Double.longBitsToDouble(0xfff8_0000_0000_0001L);
        try (Table table = Columns.of(allocator)
                .with(ID, 0, 1, 2, 3, 4, 5, 6, 7, 8)
                .with(number, Double.NaN, null, 0.0, -0.0, 1.5, Double.POSITIVE_INFINITY, -1.5, otherNan, null)
                .table()) {
            assertThat(ids("n", table)).containsExactly(6, 2, 3, 4, 5, 0, 7, 1, 8);
            assertThat(ids("n asc", table)).containsExactly(6, 2, 3, 4, 5, 0, 7, 1, 8);
            assertThat(ids("n desc", table)).containsExactly(0, 7, 5, 4, 2, 3, 6, 1, 8);
            assertThat(ids("number(n) desc", table)).containsExactly(0, 7, 5, 4, 2, 3, 6, 1, 8);
        }
    }

    @Test
    void sortsByOneColumnAfterTheOther() throws Exception {
        try (Table first = Columns.of(allocator)
                        .with(ID, 0, 1, 2, 3)
                        .with(TEXT, "b", "a\0", "a", "b")
                        .with(field("n", INT), 1, 5, 7, 2)
                        .table();
                Table second = Columns.of(allocator)
                        .with(ID, 4, 5, 6, 7)
                        .with(TEXT, null, "", "b", "a")
                        .with(field("n", INT), 9, 1, 2, null)
                        .table()) {
            assertThat(ids("text, n desc", first, second)).containsExactly(5, 2, 7, 1, 3, 6, 0, 4);
            assertThat(ids("text desc, n", first, second)).containsExactly(0, 3, 6, 1, 2, 7, 5, 4);
            assertThat(ids("n", first, second)).containsExactly(0, 5, 3, 6, 1, 2, 4, 7);
            assertThat(ids("\"3\" desc", first, second)).containsExactly(4, 2, 1, 3, 6, 0, 5, 7);
        }
    }

    @Test
    void sortsByMembersOfStructs() throws Exception {
        Field trip = field("trip", ArrowType.Struct.INSTANCE, field("fare", INT), TEXT);
        try (Table table = Columns.of(allocator)
                .with(ID, 0, 1, 2, 3)
                .with(trip, Map.of("fare", 3), null, Map.of("text", "x"), Map.of("fare", 1))
                .table()) {
            assertThat(ids("trip.fare", table)).containsExactly(3, 0, 1, 2);
            assertThat(rows(one("trip.fare").columns("trip"), table).get("part-00000"))
                    .startsWith("[fare=1, text=null] | ");
        }
    }

    @Test
    void refusesColumnsWithoutAnOrder() throws Exception {
        Field list = field("list", ArrowType.List.INSTANCE, field("item", INT));
        Field trip = field("trip", ArrowType.Struct.INSTANCE, field("fare", INT));
        AtomicBoolean written = new AtomicBoolean();
        try (Table table = Columns.of(allocator)
                .with(ID, 1)
                .with(TEXT, "12")
                .with(list, List.of(1))
                .with(trip, Map.of("fare", 3))
                .table()) {
            Map<String, String> messages = Map.of(
                    "list",
                    "column 'list' is of type list<$data$: int32>, which has no order; sort by another column, or by one"
                            + " within it",
                    "id, trip desc",
                    "column 'trip' is of type struct<fare: int32>, which has no order; sort by another column, or by"
                            + " one within it",
                    "number(text)",
                    "column 'text' is of type string, and number(text) sorts by numbers; cast it to a type of these",
                    "fare",
                    "no column 'fare'; there are 1 to 4: [id, text, list, trip]");
            messages.forEach((order, message) -> {
                assertThatIllegalArgumentException()
                        .isThrownBy(
                                () -> one(order).run(List.of(TableSource.of("t", table)), batch -> written.set(true)))
                        .withMessage(message);
                assertThatIllegalArgumentException()
                        .isThrownBy(() -> TableShuffle.by("id")
                                .ranges(2)
                                .sortedBy(order)
                                .bounds(List.of(TableSource.of("t", table)), 2))
                        .withMessage(message);
            });
            assertThatIllegalArgumentException()
                    .isThrownBy(() -> one("text descending"))
                    .withMessageContaining("descending");
        }
        assertThat(written).isFalse();
    }

    @Test
    void sortsTheRowsThatAreWanted() throws Exception {
        try (Table table = Columns.of(allocator)
                .with(ID, 0, 1, 2, 3, 4, 5)
                .with(TEXT, "x", "y", "x", "y", "x", "y")
                .with(field("n", INT), 5, 4, 3, 2, 1, 0)
                .table()) {
            // The first ones of the input.
            assertThat(ids("n", table)).containsExactly(5, 4, 3, 2, 1, 0);
            assertThat(rows(one("n").columns("id").limit(3), table).get("part-00000"))
                    .containsExactly("2 | ", "1 | ", "0 | ");
            assertThat(rows(one("n").where("n >= 3"), table).get("part-00000"))
                    .containsExactly("2 | x | 3 | ", "1 | y | 4 | ", "0 | x | 5 | ");
            assertThat(rows(one("n").where("n > 9"), table)).containsEntry("part-00000", List.of());
            assertThat(rows(
                            TableShuffle.by("text")
                                    .distinct(9, String::valueOf)
                                    .withoutKey()
                                    .sortedBy("text, n"),
                            table))
                    .isEqualTo(Map.of(
                            "[x]",
                            List.of("4 | 1 | ", "2 | 3 | ", "0 | 5 | "),
                            "[y]",
                            List.of("5 | 0 | ", "3 | 2 | ", "1 | 4 | ")));
            assertThat(rows(TableShuffle.by("id").ranges(3).columns("n").sortedBy("n"), table))
                    .isEqualTo(Map.of(
                            "part-00000",
                            List.of("4 | ", "5 | "),
                            "part-00001",
                            List.of("2 | ", "3 | "),
                            "part-00002",
                            List.of("0 | ", "1 | ")));
        }
    }

    /** All columns stay, whatever their types, and every partition is written, whether it has rows or not. */
    @ParameterizedTest
    @CsvSource({"8m, true, 9", "8m, false, 9", "1g, true, 9", "8m, true, 2000", "8m, false, 2000"})
    void eachPartitionGetsItsRowsSorted(String memory, boolean several, int partitions) throws Exception {
        try (Table table = new RandomTable(7, allocator).table(RandomTable.everything(), 5_000)) {
            List<TableSource> sources = List.of(TableSource.of("t", table), TableSource.of("u", table));
            TableShuffle shuffle = TableShuffle.by("text")
                    .hash(partitions)
                    .memory(ByteSize.of(memory))
                    .allocator(allocator)
                    .temporaryIn(directory);
            Collected expected = new Collected();
            shuffle.run(sources, expected);
            ToIntFunction<String> id = row -> Integer.parseInt(row.substring(0, row.indexOf(' ')));
            expected.rows()
                    .values()
                    .forEach(rows -> rows.sort(Comparator.comparingInt(id).reversed()));
            Collected tables = new Collected();
            shuffle.sortedBy("id desc").run(sources, tables);
            assertThat(tables.rows()).isEqualTo(expected.rows());
            Map<String, List<String>> written = new ConcurrentHashMap<>();
            WritingSink sink = new WritingSink(
                    name -> new Rows(written.computeIfAbsent(name, n -> new ArrayList<>())), 1000, several);
            shuffle.sortedBy("id desc").run(sources, sink, directory);
            assertThat(written).isEqualTo(expected.rows());
        }
    }

    /** Texts of which only the last bytes differ make keys so long that runs are merged more than once. */
    @Test
    void mergesWhatIsSpilled() throws Exception {
        int count = 60_000;
        List<Long> numbers = new ArrayList<>();
        Random random = new Random(5);
        for (int i = 0; i < count; i++) {
            numbers.add((long) random.nextInt(20_000));
        }
        List<Table> tables = new ArrayList<>();
        for (int from = 0; from < count; from += 1_000) {
            List<Long> some = numbers.subList(from, from + 1_000);
            int first = from;
            tables.add(Columns.of(allocator)
                    .with(ID, IntStream.range(0, 1_000).mapToObj(i -> first + i).toArray())
                    .with(
                            TEXT,
                            some.stream()
                                    .map(number -> "x".repeat(1_500) + String.format("%06d", number))
                                    .toArray())
                    .table());
        }
        AtomicBoolean spilled = new AtomicBoolean();
        Map<String, List<Long>> written = new ConcurrentHashMap<>();
        WritingSink sink = new WritingSink(name -> {
            spilled.compareAndSet(false, !temporaryFiles().isEmpty());
            return (batch, rows, partition) -> {
                BigIntVector ids = (BigIntVector) batch.root().getVector("id");
                for (int i = rows.start(partition); i < rows.end(partition); i++) {
                    written.computeIfAbsent(name, n -> new ArrayList<>()).add(ids.get(rows.rows()[i]));
                }
            };
        });
        List<TableSource> sources = new ArrayList<>();
        tables.forEach(table -> sources.add(TableSource.of("t", table)));
        TableShuffle shuffle = TableShuffle.by("id")
                .hash(2)
                .memory(ByteSize.of("8m"))
                .allocator(allocator)
                .sortedBy("text desc");
        shuffle.run(sources, sink, directory);
        assertThat(spilled).isTrue();
        assertThat(written).containsOnlyKeys("part-00000", "part-00001");
        assertThat(written.values().stream().mapToInt(List::size).sum()).isEqualTo(count);
        Comparator<Long> order = Comparator.<Long, Long>comparing(id -> numbers.get(id.intValue()))
                .reversed()
                .thenComparing(Comparator.naturalOrder());
        written.values().forEach(ids -> assertThat(ids).isSortedAccordingTo(order));
        Map<String, List<Long>> before = Map.copyOf(written);
        written.clear();
        shuffle.memory(ByteSize.of("256m")).threads(1).run(sources, sink, directory);
        assertThat(written).isEqualTo(before);
        tables.forEach(Table::close);
    }

    /** Rows that were spilled when indices were narrow get the wide ones. */
    @Test
    void dictionariesThatGrowAreWhole() throws Exception {
        List<Table> tables = new ArrayList<>();
        List<TableSource> sources = new ArrayList<>();
        List<String> expected = new ArrayList<>();
        int rows = 20_000;
        for (int t = 0; t < 20; t++) {
            int table = t;
            List<String> values = IntStream.range(0, 100)
                    .mapToObj(i -> "text " + table + " " + i)
                    .toList();
            Object[] ids = new Object[rows];
            Object[] indices = new Object[rows];
            for (int i = 0; i < rows; i++) {
                ids[i] = t * rows + i;
                indices[i] = i % 100;
                expected.add(ids[i] + " | " + values.get(i % 100) + " | ");
            }
            tables.add(Columns.of(allocator)
                    .with(ID, ids)
                    .encoded("text", new ArrowType.Int(8, true), TEXT, values, indices)
                    .table());
            sources.add(TableSource.of("t" + t, tables.get(t)));
        }
        List<String> found = Collections.synchronizedList(new ArrayList<>());
        List<Schema> schemas = Collections.synchronizedList(new ArrayList<>());
        WritingSink sink = new WritingSink(name -> (batch, some, partition) -> {
            schemas.add(batch.schema());
            new Rows(found).add(batch, some, partition);
        });
        TableShuffle.by("id")
                .hash(1)
                .memory(ByteSize.of("8m"))
                .allocator(allocator)
                .sortedBy("id desc")
                .run(sources, sink, directory);
        Collections.reverse(expected);
        assertThat(found).isEqualTo(expected);
        assertThat(schemas.stream().distinct()).hasSize(1);
        tables.forEach(Table::close);
    }

    @Test
    void aPartitionThatFailsEndsItAndNothingLeaks() {
        try (Table table = new RandomTable(7, allocator).table(RandomTable.everything(), 2_000)) {
            WritingSink sink = new WritingSink(name -> {
                if (name.endsWith("5")) {
                    throw new IOException("no room");
                }
                return new Rows(new ArrayList<>());
            });
            TableShuffle shuffle =
                    TableShuffle.by("text").hash(9).allocator(allocator).sortedBy("text");
            assertThatThrownBy(() -> shuffle.run(List.of(TableSource.of("t", table)), sink, directory))
                    .isInstanceOf(IOException.class)
                    .hasMessage("no room");
            assertThatThrownBy(() -> shuffle.run(List.of(TableSource.of("t", table)), batch -> {
                        throw new IOException("full");
                    }))
                    .hasMessage("full");
        }
    }

    private record Rows(List<String> found) implements WritingSink.Partition {

        @Override
        public void add(RecordBatch batch, RowsByPartition rows, int partition) {
            for (int i = rows.start(partition); i < rows.end(partition); i++) {
                found.add(Values.row(batch, rows.rows()[i]));
            }
        }
    }
}
