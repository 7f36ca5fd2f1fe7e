package io.partd.arrow;

import static io.partd.arrow.Columns.field;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.apache.arrow.memory.BufferAllocator;
import org.apache.arrow.memory.RootAllocator;
import org.apache.arrow.vector.BitVectorHelper;
import org.apache.arrow.vector.FieldVector;
import org.apache.arrow.vector.ipc.ArrowReader;
import org.apache.arrow.vector.types.pojo.ArrowType;
import org.apache.arrow.vector.types.pojo.Field;
import org.apache.arrow.vector.types.pojo.FieldType;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Values that no row has, as those under a null: they need not be in the type of all tables together. */
final class HiddenValuesTest {

    private static final ArrowType WIDE = new ArrowType.Int(64, false);
    private static final ArrowType OTHER = new ArrowType.Int(8, true);

    /** Which is in no type that takes both. */
    private static final long HUGE = -1L;

    private final BufferAllocator allocator = new RootAllocator();

    @AfterEach
    void nothingLeaks() {
        allocator.close();
    }

    /** A type of columns in which there are others, with a value that has a number within it. */
    record Nested(Field wide, Field other, Object one, Object huge, String read) {

        @Override
        public String toString() {
            return String.valueOf(wide);
        }
    }

    private static Nested nested(ArrowType type, Object one, Object huge, String read) {
        return new Nested(field("x", type, field("v", WIDE)), field("x", type, field("v", OTHER)), one, huge, read);
    }

    private static Field map(ArrowType values) {
        Field key = new Field("key", FieldType.notNullable(ArrowType.Utf8.INSTANCE), null);
        Field entries = new Field(
                "entries", FieldType.notNullable(ArrowType.Struct.INSTANCE), List.of(key, field("value", values)));
        return field("x", new ArrowType.Map(false), entries);
    }

    static Stream<Nested> types() {
        Field wide = field("s", ArrowType.Struct.INSTANCE, field("v", WIDE));
        Field other = field("s", ArrowType.Struct.INSTANCE, field("v", OTHER));
        return Stream.of(
                nested(ArrowType.Struct.INSTANCE, Map.of("v", 1L), Map.of("v", HUGE), "[{v=1}, [v]]"),
                nested(ArrowType.List.INSTANCE, List.of(1L, 2L), List.of(3L, HUGE), "[1, 2]"),
                nested(ArrowType.LargeList.INSTANCE, List.of(1L, 2L), List.of(3L, HUGE), "[1, 2]"),
                nested(new ArrowType.FixedSizeList(2), List.of(1L, 2L), List.of(3L, HUGE), "[1, 2]"),
                new Nested(
                        map(WIDE),
                        map(OTHER),
                        List.of(List.of("a"), List.of(1L)),
                        List.of(List.of("b"), List.of(HUGE)),
                        "[{a=1}, [a]]"),
                new Nested(
                        field("x", ArrowType.List.INSTANCE, wide),
                        field("x", ArrowType.List.INSTANCE, other),
                        List.of(Map.of("v", 1L)),
                        List.of(Map.of("v", HUGE)),
                        "[[{v=1}, [v]]]"),
                new Nested(
                        field("x", ArrowType.Struct.INSTANCE, wide),
                        field("x", ArrowType.Struct.INSTANCE, other),
                        Map.of("s", Map.of("v", 1L)),
                        Map.of("s", Map.of("v", HUGE)),
                        "[{s=[{v=1}, [v]]}, [s]]"));
    }

    @ParameterizedTest
    @MethodSource("types")
    void whatIsUnderANullIsNotRefused(Nested type) throws IOException {
        try (Table table = Columns.of(allocator)
                        .with(type.wide(), type.one(), type.huge(), type.one())
                        .table();
                Table narrow =
                        Columns.of(allocator).with(type.other(), (Object) null).table()) {
            assertThatThrownBy(() -> read(narrow, table))
                    .isInstanceOf(IOException.class)
                    .hasMessageContaining("has the uint64 18446744073709551615, which int64, ");
            FieldVector vector = table.batches().get(0).root().getVector("x");
            BitVectorHelper.unsetBit(vector.getValidityBuffer(), 1);
            try (Table read = read(narrow, table)) {
                assertThat(Rows.of(read)).hasToString("[[%s], [null], [%s]]".formatted(type.read(), type.read()));
            }
        }
    }

    /** A dictionary may have values that no index names. */
    @Test
    void whatIsNotUsedOfADictionaryIsNotRefused() throws IOException {
        for (int used : List.of(1, 0)) {
            try (Table encoded = Columns.of(allocator)
                            .encoded("x", new ArrowType.Int(8, true), field("values", WIDE), List.of(5L, HUGE), 0, used)
                            .table();
                    Table plain =
                            Columns.of(allocator).with(field("x", OTHER), -1).table()) {
                if (used == 1) {
                    assertThatThrownBy(() -> read(plain, encoded)).hasMessageContaining("18446744073709551615");
                    continue;
                }
                try (Table read = read(plain, encoded)) {
                    assertThat(Rows.of(read)).hasToString("[[5], [5]]");
                }
            }
        }
    }

    /** Reads the second of two tables in the schema that both have together. */
    private Table read(Table first, Table second) throws IOException {
        List<TableSource> sources =
                SchemaMode.UNIFY.apply(List.of(TableSource.of("t0", first), TableSource.of("t1", second)), allocator);
        try (ArrowReader reader = sources.get(1).open(allocator)) {
            return Table.readAll(reader, allocator);
        }
    }
}
