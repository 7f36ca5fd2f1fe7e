package io.partd.arrow.shuffle;

import static io.partd.arrow.Columns.field;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.partd.ByteSize;
import io.partd.arrow.Columns;
import io.partd.arrow.SchemaMode;
import io.partd.arrow.Table;
import io.partd.arrow.TableSource;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.IntFunction;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.apache.arrow.memory.BufferAllocator;
import org.apache.arrow.memory.RootAllocator;
import org.apache.arrow.vector.types.DateUnit;
import org.apache.arrow.vector.types.FloatingPointPrecision;
import org.apache.arrow.vector.types.TimeUnit;
import org.apache.arrow.vector.types.pojo.ArrowType;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** A shuffle of tables whose schemas differ. */
final class DriftingSchemasTest {

    private static final ArrowType UTF8 = ArrowType.Utf8.INSTANCE;
    private static final ArrowType INT32 = new ArrowType.Int(32, true);
    private static final ArrowType INT64 = new ArrowType.Int(64, true);

    private final BufferAllocator allocator = new RootAllocator();
    private final Collected collected = new Collected();

    @AfterEach
    void nothingLeaks() {
        allocator.close();
    }

    /** A type, and the values 0 to 199 in it. */
    record Key(ArrowType type, IntFunction<Object> value) {}

    static Stream<List<Key>> keys() {
        IntFunction<Object> number = i -> i;
        IntFunction<Object> text = i -> "text " + i;
        return Stream.of(
                List.of(new Key(INT32, number), new Key(INT64, number)),
                List.of(
                        new Key(new ArrowType.Int(16, false), number),
                        new Key(new ArrowType.Int(8, true), i -> i % 128)),
                List.of(
                        new Key(new ArrowType.FloatingPoint(FloatingPointPrecision.SINGLE), i -> i / 4.0),
                        new Key(new ArrowType.FloatingPoint(FloatingPointPrecision.DOUBLE), i -> i / 4.0)),
                List.of(
                        new Key(INT64, number),
                        new Key(new ArrowType.FloatingPoint(FloatingPointPrecision.DOUBLE), number)),
                List.of(new Key(UTF8, text), new Key(ArrowType.LargeUtf8.INSTANCE, text)),
                List.of(new Key(ArrowType.Utf8View.INSTANCE, text), new Key(UTF8, text)),
                List.of(
                        new Key(new ArrowType.Timestamp(TimeUnit.MICROSECOND, "UTC"), i -> i),
                        new Key(new ArrowType.Timestamp(TimeUnit.NANOSECOND, "UTC"), i -> i * 1000)),
                List.of(
                        new Key(new ArrowType.Date(DateUnit.DAY), i -> i),
                        new Key(new ArrowType.Date(DateUnit.MILLISECOND), i -> i * 86_400_000L)));
    }

    /** A value goes to the same partition whichever type its table has, and so do those of plain shuffles. */
    @ParameterizedTest
    @MethodSource("keys")
    void aValueHasOnePartition(List<Key> keys) throws IOException {
        try (Table first = table(keys.get(0));
                Table second = table(keys.get(1))) {
            for (List<Table> order : List.of(List.of(first, second), List.of(second, first))) {
                for (TableShuffle shuffle : List.of(
                        TableShuffle.by("k").hash(16),
                        TableShuffle.by("k").ranges(16),
                        TableShuffle.by("k").distinct(1000, Object::toString))) {
                    Collected found = new Collected();
                    shuffle.allocator(allocator).run(sources(order), found);
                    int rows = 0;
                    for (List<String> partition : found.rows().values()) {
                        rows += partition.size();
                        Stream<String> others = found.rows().values().stream()
                                .filter(other -> other != partition)
                                .flatMap(List::stream);
                        assertThat(others).doesNotContainAnyElementsOf(partition);
                    }
                    assertThat(rows).isEqualTo(400);
                    assertThat(found.schemas()).hasSize(1);
                }
            }
        }
    }

    private Table table(Key key) {
        Object[] values = IntStream.range(0, 200).mapToObj(key.value()).toArray();
        return Columns.of(allocator).with(field("k", key.type()), values).table();
    }

    private static List<TableSource> sources(List<Table> tables) {
        List<TableSource> sources = new ArrayList<>();
        for (Table table : tables) {
            sources.add(TableSource.of("t" + sources.size(), table));
        }
        return sources;
    }

    /** Texts of a dictionary beside plain ones, a key that not all have, and another order. */
    @Test
    void theResultIsTheSameAtAnyMemoryAndNumberOfThreads() throws IOException {
        List<Table> tables = new ArrayList<>();
        try {
            for (int t = 0; t < 6; t++) {
                tables.add(drifting(t));
            }
            List<Map<String, List<String>>> results = new ArrayList<>();
            for (int threads : List.of(1, 4)) {
                for (String memory : List.of("8m", "256m")) {
                    Collected found = new Collected();
                    TableShuffle.by("k")
                            .hash(7)
                            .memory(ByteSize.of(memory))
                            .threads(threads)
                            .allocator(allocator)
                            .run(sources(tables), found);
                    results.add(found.rows());
                }
            }
            assertThat(results).allMatch(results.get(0)::equals);
            assertThat(results.get(0).values().stream().mapToInt(List::size).sum())
                    .isEqualTo(6 * 5000);
            assertThat(results.get(0)).hasSize(7);
        } finally {
            tables.forEach(Table::close);
        }
    }

    private Table drifting(int number) {
        Object[] keys = new Object[5000];
        Object[] values = new Object[5000];
        Object[] indices = new Object[5000];
        for (int i = 0; i < keys.length; i++) {
            keys[i] = i % 10 == 0 ? null : "key " + i % 300;
            values[i] = number * 10_000 + i;
            indices[i] = i % 10 == 0 ? null : i % 300;
        }
        List<String> texts = IntStream.range(0, 300).mapToObj(i -> "key " + i).toList();
        Columns columns = Columns.of(allocator);
        return switch (number % 3) {
            case 0 ->
                columns.with(field("k", UTF8), keys)
                        .with(field("v", INT32), values)
                        .table();
            case 1 ->
                columns.with(field("v", INT64), values)
                        .encoded("k", new ArrowType.Int(16, true), field("values", UTF8), texts, indices)
                        .table();
            default ->
                columns.with(field("v", INT64), values)
                        .with(field("more", INT32), values)
                        .table();
        };
    }

    @Test
    void dictionariesStayOnes() throws IOException {
        ArrowType.Int int8 = new ArrowType.Int(8, true);
        try (Table first = Columns.of(allocator)
                        .encoded("k", int8, field("values", UTF8), List.of("a", "b"), 0, 1, 1)
                        .table();
                Table second = Columns.of(allocator)
                        .encoded(
                                "k",
                                new ArrowType.Int(32, true),
                                field("values", ArrowType.LargeUtf8.INSTANCE),
                                List.of("b", "c"),
                                0,
                                1)
                        .table();
                Table third = Columns.of(allocator)
                        .with(field("k", ArrowType.Null.INSTANCE), (Object) null)
                        .table()) {
            TableShuffle.by("k").hash(1).allocator(allocator).run(sources(List.of(first, third, second)), collected);
            assertThat(collected.rows().values().iterator().next())
                    .containsExactly("a | ", "b | ", "b | ", "null | ", "b | ", "c | ");
            assertThat(collected.schemas().get(0).findField("k").getDictionary())
                    .isNotNull();
        }
    }

    @Test
    void theKeyMayBeAColumnThatTheFirstTableLacks() throws IOException {
        try (Table first = Columns.of(allocator).with(field("v", INT32), 1).table();
                Table second = Columns.of(allocator)
                        .with(field("k", UTF8), "a")
                        .with(field("v", INT32), 2)
                        .table()) {
            TableShuffle.by("k")
                    .distinct(10, values -> "k=" + values.get(0))
                    .withoutKey()
                    .allocator(allocator)
                    .run(sources(List.of(first, second)), collected);
            assertThat(collected.rows()).isEqualTo(Map.of("k=null", List.of("1 | "), "k=a", List.of("2 | ")));
        }
    }

    @Test
    void whatCannotBeUnifiedIsRefusedBeforeAnyOutput() throws IOException {
        try (Table ints = Tables.of(Tables.ints("k", allocator, 1), Tables.ints("v", allocator, 1));
                Table texts = Tables.of(Tables.ints("k", allocator, 1), Tables.texts("v", allocator, "1"));
                Table fewer = Tables.of(Tables.ints("k", allocator, 1))) {
            TableShuffle shuffle = TableShuffle.by("k").hash(4).allocator(allocator);
            assertThatThrownBy(() -> shuffle.run(sources(List.of(ints, ints, texts)), collected))
                    .isInstanceOf(IOException.class)
                    .hasMessage("t2: column 'v' is string, and in t0 int32; make them one type, or leave one out");
            assertThatThrownBy(() -> shuffle.schemas(SchemaMode.STRICT).run(sources(List.of(ints, fewer)), collected))
                    .isInstanceOf(IOException.class)
                    .hasMessage("t1: the table is of the columns [k], and in t0 of the columns [k, v];"
                            + " strict schemas are all the same");
            assertThat(collected.batches()).isZero();
        }
    }

    @Test
    void aValueThatTheCommonTypeDoesNotHaveIsNamedWithItsTable() throws IOException {
        ArrowType.Timestamp micros = new ArrowType.Timestamp(TimeUnit.MICROSECOND, null);
        ArrowType.Timestamp nanos = new ArrowType.Timestamp(TimeUnit.NANOSECOND, null);
        try (Table first = Columns.of(allocator).with(field("k", nanos), 1).table();
                Table second = Columns.of(allocator)
                        .with(field("k", micros), Long.MAX_VALUE / 10)
                        .table()) {
            assertThatThrownBy(() -> TableShuffle.by("k")
                            .hash(4)
                            .allocator(allocator)
                            .run(sources(List.of(first, second)), collected))
                    .isInstanceOf(IOException.class)
                    .hasMessageStartingWith("t1: column 'k' has the timestamp[us] +31197-");
        }
    }
}
