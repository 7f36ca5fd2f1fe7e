package io.partd.arrow;

import static io.partd.arrow.Columns.field;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.partd.CorruptDataException;
import io.partd.KeptStore;
import io.partd.Partd;
import io.partd.Store;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.apache.arrow.memory.BufferAllocator;
import org.apache.arrow.memory.RootAllocator;
import org.apache.arrow.vector.ipc.ArrowReader;
import org.apache.arrow.vector.types.FloatingPointPrecision;
import org.apache.arrow.vector.types.TimeUnit;
import org.apache.arrow.vector.types.pojo.ArrowType;
import org.apache.arrow.vector.types.pojo.Field;
import org.apache.arrow.vector.types.pojo.FieldType;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Appends of tables whose schemas differ, to one key. */
final class AppendedSchemasTest {

    private static final ArrowType UTF8 = ArrowType.Utf8.INSTANCE;
    private static final ArrowType INT32 = new ArrowType.Int(32, true);
    private static final ArrowType INT64 = new ArrowType.Int(64, true);
    private static final ArrowType DOUBLE = new ArrowType.FloatingPoint(FloatingPointPrecision.DOUBLE);
    private static final ArrowType MICROS = new ArrowType.Timestamp(TimeUnit.MICROSECOND, null);
    private static final ArrowType NANOS = new ArrowType.Timestamp(TimeUnit.NANOSECOND, null);

    private final BufferAllocator allocator = new RootAllocator();
    private final KeptStore kept = new KeptStore(Partd.memory());
    private final Partd<Table> tables = kept.handle().with(ArrowTables.layer(allocator));

    @AfterEach
    void close() throws IOException {
        tables.close();
        allocator.close();
    }

    private void append(Partd<Table> to, String key, Columns columns) throws IOException {
        try (Table table = columns.table()) {
            to.append(key, table);
        }
    }

    private Columns columns() {
        return Columns.of(allocator);
    }

    private void appendThree(Partd<Table> to) throws IOException {
        append(to, "x", columns().with(field("n", INT32), 1).with(field("s", UTF8), "a"));
        append(
                to,
                "x",
                columns().with(field("s", ArrowType.LargeUtf8.INSTANCE), "b").with(field("n", INT64), 1L << 40));
        append(
                to,
                "x",
                columns()
                        .encoded("s", new ArrowType.Int(8, true), field("values", UTF8), List.of("c"), 0)
                        .with(field("more", ArrowType.Bool.INSTANCE), (Object) null));
    }

    private static final List<String> TYPES = List.of("n: int64", "s: large_string", "more: bool");
    private static final String ROWS = "[[1, a, null], [1099511627776, b, null], [null, c, null]]";

    @Test
    void theValueIsOneTable() throws IOException {
        appendThree(tables);
        try (Table table = tables.get("x")) {
            assertThat(table.describeColumns()).isEqualTo(TYPES);
            assertThat(Rows.of(table)).hasToString(ROWS);
            assertThat(table.batches()).hasSize(3);
        }
        List<Table> both = tables.get(List.of("x", "none"));
        assertThat(both.get(0).describeColumns()).isEqualTo(TYPES);
        both.forEach(Table::close);
    }

    @Test
    void aStreamHasTheSchemaOfAllPieces() throws IOException {
        appendThree(tables);
        List<Object> rows = new ArrayList<>();
        try (Stream<Table> pieces = tables.stream("x")) {
            pieces.forEach(table -> {
                assertThat(table.describeColumns()).isEqualTo(TYPES);
                rows.addAll(Rows.of(table));
                table.close();
            });
        }
        assertThat(rows).hasToString(ROWS);
        try (ArrowReader reader = KeySource.of(tables, "x").open(allocator);
                Table table = Table.readAll(reader, allocator)) {
            assertThat(table.describeColumns()).isEqualTo(TYPES);
            assertThat(Rows.of(table)).hasToString(ROWS);
        }
    }

    /** Only one thread at a time may read. */
    @Test
    void aParallelStreamIsInAppendOrder() throws IOException {
        List<List<Object>> expected = new ArrayList<>();
        for (int i = 0; i < 500; i++) {
            append(tables, "x", columns().with(field("n", INT32), i));
            expected.add(List.of(List.of(i)));
        }
        try (Stream<Table> pieces = tables.stream("x").parallel()) {
            assertThat(pieces.map(table -> {
                                try (table) {
                                    return Rows.of(table);
                                }
                            })
                            .toList())
                    .hasToString(expected.toString());
        }
    }

    @Test
    void poppingReturnsOneTable() throws IOException {
        appendThree(tables);
        try (Table table = tables.pop("x")) {
            assertThat(Rows.of(table)).hasToString(ROWS);
        }
        assertThat(tables.keys()).isEmpty();
    }

    /** The first piece goes together with the last one; the one between them does not. */
    @Test
    void whatDoesNotGoWithAnyPieceIsRefused() throws IOException {
        append(tables, "x", columns().with(field("a", INT32), 1));
        append(tables, "x", columns().with(field("a", INT32), 1).with(field("b", INT32), 1));
        try (Partd<Table> other = kept.handle().with(ArrowTables.layer(allocator));
                Table wrong = columns().with(field("b", UTF8), "text").table()) {
            for (Partd<Table> handle : List.of(tables, other)) {
                assertThatThrownBy(() -> handle.append("x", wrong))
                        .isInstanceOf(IOException.class)
                        .hasMessage("key 'x': column 'b' is int32; string cannot be appended");
            }
        }
        try (Table table = tables.get("x")) {
            assertThat(table.rowCount()).isEqualTo(2);
        }
    }

    /** Else the key could not be read again. */
    @Test
    void valuesThatTheCommonTypeDoesNotHaveAreRefused() throws IOException {
        append(tables, "exact", columns().with(field("n", INT64), 1L << 60));
        append(tables, "exact", columns().with(field("n", DOUBLE), 0.5));
        try (Table table = tables.get("exact")) {
            assertThat(Rows.of(table)).hasToString("[[" + Math.scalb(1.0, 60) + "], [0.5]]");
        }
        append(tables, "stored", columns().with(field("n", INT64), (1L << 53) + 1));
        append(tables, "given", columns().with(field("n", DOUBLE), 0.5));
        append(tables, "time", columns().with(field("n", NANOS), 5L));
        try (Table doubles = columns().with(field("n", DOUBLE), 0.5).table();
                Table longs = columns().with(field("n", INT64), (1L << 53) + 1).table();
                Table late = columns()
                        .with(field("n", MICROS), 253_402_300_799_000_000L)
                        .table()) {
            String longMessage = "column 'n' has the int64 9007199254740993, which double, ";
            assertThatThrownBy(() -> tables.append("stored", doubles))
                    .isInstanceOf(IOException.class)
                    .hasMessageStartingWith("key 'stored', piece 1 at byte 0: " + longMessage);
            assertThatThrownBy(() -> tables.append("given", longs))
                    .hasMessageStartingWith("key 'given': " + longMessage);
            assertThatThrownBy(() -> tables.append("time", late))
                    .hasMessageStartingWith("key 'time': column 'n' has the timestamp[us] 9999-12-31T23:59:59, which");
        }
        for (String key : List.of("stored", "given", "time")) {
            try (Table table = tables.get(key)) {
                assertThat(table.rowCount()).as(key).isEqualTo(1);
            }
        }
    }

    @Test
    void nullsAreTakenInAnyOrder() throws IOException {
        Field strict = new Field("n", FieldType.notNullable(INT64), List.of());
        append(tables, "x", columns().with(strict, 1L));
        append(tables, "x", columns().with(field("n", INT64), 2L, null));
        append(tables, "y", columns().with(field("n", ArrowType.Null.INSTANCE), (Object) null));
        append(tables, "y", columns().with(strict, 2L));
        for (Map.Entry<String, String> expected :
                Map.of("x", "[[1], [2], [null]]", "y", "[[null], [2]]").entrySet()) {
            try (Table table = tables.get(expected.getKey())) {
                assertThat(Rows.of(table)).hasToString(expected.getValue());
                assertThat(table.describeColumns()).containsExactly("n: int64");
            }
        }
    }

    @Test
    void strictTablesTakeOneSchema() throws IOException {
        try (Partd<Table> strict =
                        kept.handle().with(ArrowTables.layer(allocator).schemas(SchemaMode.STRICT));
                Table wide = columns().with(field("n", INT64), 1L).table();
                Table more = columns()
                        .with(field("n", INT32), 1)
                        .with(field("m", INT32), 1)
                        .table()) {
            append(strict, "x", columns().with(field("n", INT32), 1));
            append(strict, "x", columns().with(field("n", INT32), 2));
            assertThatThrownBy(() -> strict.append("x", wide))
                    .hasMessage("key 'x': column 'n' is int32; int64 cannot be appended");
            assertThatThrownBy(() -> strict.append("x", more))
                    .hasMessage("key 'x': the table is of the columns [n]; of the columns [n, m] cannot be appended");
            try (Stream<Table> pieces = strict.stream("x")) {
                assertThat(pieces.peek(Table::close).map(Table::describeColumns).toList())
                        .containsExactly(List.of("n: int32"), List.of("n: int32"));
            }
            tables.append("x", wide);
            assertThatThrownBy(() -> strict.get("x"))
                    .isInstanceOf(CorruptDataException.class)
                    .hasMessageContaining("column 'n' is int64; in the pieces before it is int32");
        }
    }

    /** Another handle has widened the key since: what is appended goes with the wider schema as well. */
    @Test
    void severalHandlesAppendToOneKey() throws IOException {
        try (Partd<Table> other = kept.handle().with(ArrowTables.layer(allocator))) {
            append(tables, "x", columns().with(field("n", INT32), 1));
            append(other, "x", columns().with(field("n", INT64), 2L));
            append(tables, "x", columns().with(field("n", INT32), 3));
            append(other, "x", columns().with(field("n", DOUBLE), 4.5));
            append(tables, "x", columns().with(field("n", INT64), 5L));
            try (Table table = other.get("x")) {
                assertThat(Rows.of(table)).hasToString("[[1.0], [2.0], [3.0], [4.5], [5.0]]");
            }
        }
    }

    @Test
    void whatIsDamagedInTheMiddleIsSaidThere() throws IOException {
        append(tables, "x", columns().with(field("n", INT32), 1));
        try (Store raw = kept.handle()) {
            raw.append("x", new byte[3]);
        }
        List<Object> rows = new ArrayList<>();
        try (Stream<Table> pieces = tables.stream("x")) {
            assertThatThrownBy(() -> pieces.forEach(table -> {
                        rows.addAll(Rows.of(table));
                        table.close();
                    }))
                    .hasCauseInstanceOf(CorruptDataException.class)
                    .hasMessageContaining("piece 2");
        }
        assertThat(rows).hasToString("[[1]]");
    }
}
