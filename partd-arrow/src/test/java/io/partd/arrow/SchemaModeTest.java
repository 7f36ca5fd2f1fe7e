package io.partd.arrow;

import static io.partd.arrow.Columns.field;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.apache.arrow.memory.BufferAllocator;
import org.apache.arrow.memory.RootAllocator;
import org.apache.arrow.vector.ipc.ArrowReader;
import org.apache.arrow.vector.types.DateUnit;
import org.apache.arrow.vector.types.FloatingPointPrecision;
import org.apache.arrow.vector.types.TimeUnit;
import org.apache.arrow.vector.types.pojo.ArrowType;
import org.apache.arrow.vector.types.pojo.Field;
import org.apache.arrow.vector.types.pojo.FieldType;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What tables of different schemas are together. */
final class SchemaModeTest {

    private static final ArrowType UTF8 = ArrowType.Utf8.INSTANCE;
    private static final ArrowType LARGE_UTF8 = ArrowType.LargeUtf8.INSTANCE;
    private static final ArrowType VIEW = ArrowType.Utf8View.INSTANCE;
    private static final ArrowType FLOAT = new ArrowType.FloatingPoint(FloatingPointPrecision.SINGLE);
    private static final ArrowType DOUBLE = new ArrowType.FloatingPoint(FloatingPointPrecision.DOUBLE);
    private static final ArrowType HALF = new ArrowType.FloatingPoint(FloatingPointPrecision.HALF);

    private final BufferAllocator allocator = new RootAllocator();

    @AfterEach
    void nothingLeaks() {
        allocator.close();
    }

    private static ArrowType integer(int width) {
        return new ArrowType.Int(width, true);
    }

    private static ArrowType unsigned(int width) {
        return new ArrowType.Int(width, false);
    }

    private static ArrowType timestamp(TimeUnit unit, @Nullable String zone) {
        return new ArrowType.Timestamp(unit, zone);
    }

    private static ArrowType decimal(int precision, int scale, int width) {
        return new ArrowType.Decimal(precision, scale, width);
    }

    /** A column of one type and one of another, and the name of the type that they have together. */
    record Pair(Field first, Object value, Field second, Object other, String together) {

        @Override
        public String toString() {
            return first + " beside " + second;
        }
    }

    private static Pair pair(ArrowType first, Object value, ArrowType second, Object other, String together) {
        return new Pair(field("x", first), value, field("x", second), other, together);
    }

    private static Map<String, Object> struct(String name, Object value) {
        return Map.of(name, value);
    }

    private static Field map(ArrowType keys, ArrowType values, boolean sorted) {
        Field key = new Field("key", FieldType.notNullable(keys), null);
        Field entries = new Field(
                "entries", FieldType.notNullable(ArrowType.Struct.INSTANCE), List.of(key, field("value", values)));
        return field("x", new ArrowType.Map(sorted), entries);
    }

    static Stream<Pair> pairs() {
        Field ints = field("item", integer(32));
        Field longs = field("element", integer(64));
        return Stream.of(
                pair(integer(8), -1, integer(16), 300, "int16"),
                pair(integer(32), Integer.MIN_VALUE, integer(64), Long.MAX_VALUE, "int64"),
                pair(unsigned(8), 255, integer(8), -1, "int16"),
                pair(unsigned(16), 65535, integer(64), -1L, "int64"),
                pair(unsigned(32), 4294967295L, integer(32), -1, "int64"),
                pair(unsigned(64), 5L, integer(8), -1, "int64"),
                pair(unsigned(8), 255, unsigned(64), -1L, "uint64"),
                pair(FLOAT, 1.5, DOUBLE, 0.1, "double"),
                pair(HALF, 1.5, FLOAT, 0.25, "float"),
                pair(HALF, 1.5, DOUBLE, 0.1, "double"),
                pair(integer(32), Integer.MAX_VALUE, FLOAT, 0.5, "double"),
                pair(integer(64), 1L << 60, DOUBLE, 0.1, "double"),
                pair(unsigned(64), Long.MIN_VALUE, DOUBLE, 0.1, "double"),
                pair(
                        decimal(5, 2, 128),
                        new BigDecimal("123.45"),
                        decimal(6, 4, 128),
                        new BigDecimal("-12.3456"),
                        "decimal128(7, 4)"),
                pair(
                        decimal(38, 0, 128),
                        BigDecimal.TEN.pow(37),
                        decimal(6, 4, 128),
                        new BigDecimal("0.0001"),
                        "decimal256(42, 4)"),
                pair(UTF8, "ø", LARGE_UTF8, "", "large_string"),
                pair(UTF8, "ø", VIEW, "more than twelve bytes", "large_string"),
                pair(VIEW, "ø", LARGE_UTF8, "long", "large_string"),
                pair(
                        ArrowType.Binary.INSTANCE,
                        new byte[] {1},
                        ArrowType.LargeBinary.INSTANCE,
                        new byte[0],
                        "large_binary"),
                pair(
                        ArrowType.Binary.INSTANCE,
                        new byte[] {1},
                        ArrowType.BinaryView.INSTANCE,
                        new byte[20],
                        "large_binary"),
                pair(
                        new ArrowType.Date(DateUnit.DAY),
                        -1,
                        new ArrowType.Date(DateUnit.MILLISECOND),
                        86_400_000L,
                        "date64[ms]"),
                pair(
                        timestamp(TimeUnit.SECOND, "UTC"),
                        -5,
                        timestamp(TimeUnit.NANOSECOND, "UTC"),
                        7L,
                        "timestamp[ns, tz=UTC]"),
                pair(
                        timestamp(TimeUnit.MICROSECOND, null),
                        -5,
                        timestamp(TimeUnit.MILLISECOND, ""),
                        7L,
                        "timestamp[us]"),
                pair(
                        new ArrowType.Time(TimeUnit.SECOND, 32),
                        5,
                        new ArrowType.Time(TimeUnit.NANOSECOND, 64),
                        7L,
                        "time64[ns]"),
                pair(
                        new ArrowType.Time(TimeUnit.SECOND, 32),
                        5,
                        new ArrowType.Time(TimeUnit.MILLISECOND, 32),
                        7,
                        "time32[ms]"),
                pair(
                        new ArrowType.Duration(TimeUnit.SECOND),
                        5L,
                        new ArrowType.Duration(TimeUnit.MICROSECOND),
                        7L,
                        "duration[us]"),
                new Pair(
                        field("x", ArrowType.List.INSTANCE, ints),
                        Arrays.asList(1, null),
                        field("x", ArrowType.LargeList.INSTANCE, longs),
                        List.of(1L << 40),
                        "large_list<item: int64>"),
                new Pair(
                        field("x", new ArrowType.FixedSizeList(2), ints),
                        List.of(1, 2),
                        field("x", new ArrowType.FixedSizeList(1), ints),
                        List.of(3),
                        "list<item: int32>"),
                new Pair(
                        field("x", new ArrowType.FixedSizeList(2), ints),
                        List.of(1, 2),
                        field("x", ArrowType.List.INSTANCE, ints),
                        List.of(),
                        "list<item: int32>"),
                new Pair(
                        field("x", ArrowType.Struct.INSTANCE, field("a", integer(32))),
                        struct("a", 1),
                        field("x", ArrowType.Struct.INSTANCE, field("b", UTF8), field("a", integer(64))),
                        struct("b", "t"),
                        "struct<a: int64, b: string>"),
                new Pair(
                        map(UTF8, integer(32), true),
                        List.of(List.of("k"), List.of(1)),
                        map(LARGE_UTF8, integer(64), false),
                        List.of(List.of(), List.of()),
                        "map<key: large_string not null, value: int64>"));
    }

    @ParameterizedTest
    @MethodSource("pairs")
    void aColumnHasTheTypeOfBothWithTheSameValues(Pair pair) throws IOException {
        try (Table first = Columns.of(allocator)
                        .with(pair.first(), null, pair.value(), pair.value())
                        .table();
                Table second = Columns.of(allocator)
                        .with(pair.second(), pair.other(), null)
                        .table();
                Table nulls = Columns.of(allocator)
                        .with(field("x", ArrowType.Null.INSTANCE), null, null)
                        .table()) {
            List<String> together = new ArrayList<>();
            for (List<Table> order : List.of(
                    List.of(first, second),
                    List.of(second, first),
                    List.of(nulls, second, first),
                    List.of(first, second, nulls))) {
                List<String> words = new ArrayList<>();
                for (Table table : order) {
                    words.add(words(table));
                }
                together.clear();
                try (Read read = read(order)) {
                    List<String> found = new ArrayList<>();
                    for (Table table : read.tables) {
                        found.add(words(table));
                        together.addAll(table.describeColumns());
                    }
                    assertThat(found).isEqualTo(words);
                    assertThat(together).allMatch(type -> sameOrder(type).equals("x: " + pair.together()));
                }
            }
        }
    }

    /** Returns a type in which the names of elements and the order of structures' fields do not depend on the order. */
    private static String sameOrder(String type) {
        return type.replaceAll("element|[$]data[$]", "item").replace("b: string, a: int64", "a: int64, b: string");
    }

    /**
     * Returns the values of a table as texts in which the types of numbers do not count, nor what is null in structs.
     */
    private static String words(Table table) {
        List<String> words = new ArrayList<>();
        for (List<@Nullable Object> row : Rows.of(table)) {
            words.add(word(row));
        }
        return words.toString();
    }

    private static String word(@Nullable Object value) {
        if (value instanceof Map<?, ?> map) {
            Map<String, String> sorted = new java.util.TreeMap<>();
            map.forEach((name, member) -> {
                if (member != null) {
                    sorted.put(word(name), word(member));
                }
            });
            return sorted.toString();
        }
        if (value instanceof List<?> list) {
            // A map comes with its keys in order, which are as many more as there are nulls.
            boolean isMap = !list.isEmpty() && list.get(0) instanceof Map<?, ?>;
            return isMap
                    ? word(list.get(0))
                    : list.stream().map(SchemaModeTest::word).toList().toString();
        }
        if (value instanceof BigDecimal decimal) {
            return decimal.stripTrailingZeros().toPlainString();
        }
        if (value instanceof Double || value instanceof Float) {
            return word(new BigDecimal(((Number) value).doubleValue()));
        }
        if (value instanceof Number number && !(value instanceof java.math.BigInteger)) {
            return new BigDecimal(number.toString()).stripTrailingZeros().toPlainString();
        }
        return String.valueOf(value);
    }

    /** What several sources have become. */
    private static final class Read implements AutoCloseable {

        private final List<Table> tables = new ArrayList<>();

        @Override
        public void close() {
            tables.forEach(Table::close);
        }
    }

    private Read read(List<Table> tables) throws IOException {
        return read(SchemaMode.UNIFY, tables);
    }

    private Read read(SchemaMode mode, List<Table> tables) throws IOException {
        List<TableSource> sources = new ArrayList<>();
        for (Table table : tables) {
            sources.add(TableSource.of("t" + sources.size(), table));
        }
        Read read = new Read();
        boolean done = false;
        try {
            for (TableSource source : mode.apply(sources, allocator)) {
                try (ArrowReader reader = source.open(allocator)) {
                    read.tables.add(Table.readAll(reader, allocator));
                }
            }
            done = true;
            return read;
        } finally {
            if (!done) {
                read.close();
            }
        }
    }

    @Test
    void dictionariesBecomeOneTypeOrPlainValues() throws IOException {
        Field texts = field("values", UTF8);
        Field largeTexts = field("values", LARGE_UTF8);
        try (Table small = Columns.of(allocator)
                        .encoded("x", new ArrowType.Int(8, true), texts, List.of("a", "b"), 1, null, 0)
                        .table();
                Table large = Columns.of(allocator)
                        .encoded("x", new ArrowType.Int(32, true), largeTexts, List.of("c", "a"), 1, 0)
                        .table();
                Table plain =
                        Columns.of(allocator).with(field("x", VIEW), "b", null).table();
                Table none =
                        Columns.of(allocator).with(field("y", UTF8), "b", null).table()) {
            try (Read read = read(List.of(small, large, none))) {
                assertThat(read.tables)
                        .allSatisfy(table -> assertThat(table.describeColumns().get(0))
                                .isEqualTo("x: dictionary<values=large_string, indices=int32, ordered=0>"));
                assertThat(words(read.tables.get(0))).isEqualTo("[[b, null], [null, null], [a, null]]");
                assertThat(words(read.tables.get(1))).isEqualTo("[[a, null], [c, null]]");
                assertThat(words(read.tables.get(2))).isEqualTo("[[null, b], [null, null]]");
            }
            for (List<Table> order : List.of(List.of(small, plain, large), List.of(plain, large, small))) {
                try (Read read = read(order)) {
                    assertThat(read.tables)
                            .allSatisfy(
                                    table -> assertThat(table.describeColumns()).containsExactly("x: large_string"));
                    assertThat(read.tables.stream().map(SchemaModeTest::words))
                            .containsExactlyInAnyOrder("[[b], [null], [a]]", "[[b], [null]]", "[[a], [c]]");
                }
            }
        }
    }

    static Stream<Pair> conflicts() {
        ArrowType utc = timestamp(TimeUnit.MICROSECOND, "UTC");
        return Stream.of(
                pair(integer(64), 1L, UTF8, "1", "int64 string"),
                pair(ArrowType.Bool.INSTANCE, null, integer(8), 1, "bool int8"),
                pair(UTF8, "", ArrowType.Binary.INSTANCE, "", "string binary"),
                pair(decimal(5, 2, 128), BigDecimal.ONE.setScale(2), DOUBLE, 1.0, "decimal128(5, 2) double"),
                pair(
                        utc,
                        1L,
                        timestamp(TimeUnit.MICROSECOND, "Europe/Oslo"),
                        1L,
                        "timestamp[us, tz=UTC] timestamp[us, tz=Europe/Oslo]"),
                pair(utc, 1L, timestamp(TimeUnit.MICROSECOND, null), 1L, "timestamp[us, tz=UTC] timestamp[us]"),
                pair(new ArrowType.Date(DateUnit.DAY), 1, utc, 1L, "date32[day] timestamp[us, tz=UTC]"),
                pair(
                        decimal(76, 0, 256),
                        BigDecimal.ONE,
                        decimal(38, 1, 128),
                        BigDecimal.ONE.setScale(1),
                        "decimal256(76, 0) decimal128(38, 1)"));
    }

    @ParameterizedTest
    @MethodSource("conflicts")
    void whatHasNoTypeInCommonIsRefused(Pair pair) {
        String[] types = pair.together().split(" (?=[a-z])(?!tz)");
        try (Table first =
                        Columns.of(allocator).with(pair.first(), pair.value()).table();
                Table second =
                        Columns.of(allocator).with(pair.second(), pair.other()).table();
                Table nulls = Columns.of(allocator)
                        .with(field("x", ArrowType.Null.INSTANCE), (Object) null)
                        .table()) {
            assertThatThrownBy(() -> read(List.of(nulls, first, second)))
                    .isInstanceOf(IOException.class)
                    .hasMessage("t2: column 'x' is " + types[1] + ", and in t1 " + types[0]
                            + "; make them one type, or leave one out");
            assertThatThrownBy(() -> read(List.of(second, nulls, first)))
                    .hasMessageStartingWith("t2: column 'x' is " + types[0] + ", and in t0 " + types[1]);
        }
    }

    @Test
    void whatIsWithinIsNamedByItsPath() {
        Field inner = field("x", ArrowType.Struct.INSTANCE, field("xs", ArrowType.List.INSTANCE, field("item", UTF8)));
        Field other = field("x", ArrowType.Struct.INSTANCE, field("xs", ArrowType.List.INSTANCE, field("item", FLOAT)));
        try (Table first = Columns.of(allocator).with(inner).table();
                Table second = Columns.of(allocator).with(other).table()) {
            assertThatThrownBy(() -> read(List.of(first, second)))
                    .hasMessageStartingWith("t1: column 'x.xs.$data$' is float, and in t0 string; ");
        }
    }

    @Test
    void columnsComeInTheOrderOfTheirArrival() throws IOException {
        Field a = field("a", integer(32));
        Field b = new Field("b", FieldType.notNullable(UTF8), List.of());
        Field c = field("C", integer(32));
        Field lower = field("c", integer(32));
        try (Table first = Columns.of(allocator).with(b, "x").with(a, 1).table();
                Table second = Columns.of(allocator).with(c, 2).with(b, "y").table();
                Table third = Columns.of(allocator)
                        .with(a, 3)
                        .with(lower, 4)
                        .with(b, "z")
                        .table();
                Table empty = Table.of(new org.apache.arrow.vector.types.pojo.Schema(List.of()), List.of());
                Read read = read(List.of(first, second, third))) {
            assertThat(read.tables.get(1).describeColumns())
                    .containsExactly("b: string not null", "a: int32", "C: int32", "c: int32");
            assertThat(words(read.tables.get(0))).isEqualTo("[[x, 1, null, null]]");
            assertThat(words(read.tables.get(1))).isEqualTo("[[y, null, 2, null]]");
            assertThat(words(read.tables.get(2))).isEqualTo("[[z, 3, null, 4]]");
            try (Read withEmpty = read(List.of(empty, first))) {
                assertThat(withEmpty.tables.get(1).describeColumns()).containsExactly("b: string", "a: int32");
            }
        }
    }

    @Test
    void aColumnIsNullableIfItIsInOneTable() throws IOException {
        Field strict = new Field("x", FieldType.notNullable(integer(32)), List.of());
        try (Table first = Columns.of(allocator).with(strict, 1).table();
                Table second = Columns.of(allocator)
                        .with(field("x", integer(32)), (Object) null)
                        .table()) {
            for (List<Table> order : List.of(List.of(first, second), List.of(second, first))) {
                try (Read read = read(order)) {
                    assertThat(read.tables)
                            .allSatisfy(
                                    table -> assertThat(table.describeColumns()).containsExactly("x: int32"));
                }
            }
        }
    }

    @Test
    void ofTwoColumnsOfANameEachStaysInItsPlace() throws IOException {
        Field x = field("x", integer(32));
        Field wide = field("x", integer(64));
        try (Table first = Columns.of(allocator).with(x, 1).with(x, 2).table();
                Table second = Columns.of(allocator).with(wide, 3L).with(x, 4).table();
                Table one = Columns.of(allocator).with(x, 5).table();
                Read read = read(List.of(first, second))) {
            assertThat(read.tables.get(0).describeColumns()).containsExactly("x: int64", "x: int32");
            assertThat(words(read.tables.get(0))).isEqualTo("[[1, 2]]");
            assertThat(words(read.tables.get(1))).isEqualTo("[[3, 4]]");
            assertThatThrownBy(() -> read(List.of(one, first)))
                    .hasMessageStartingWith(
                            "t1: the table is of the columns [x, x], some of them twice, and in t0 of the columns [x]");
        }
    }

    @Test
    void valuesThatTheTypeDoesNotHaveAreRefusedAndNoneThatAreNull() throws IOException {
        assertRefused(
                field("x", timestamp(TimeUnit.MICROSECOND, null)),
                253_402_300_799_000_000L,
                field("x", timestamp(TimeUnit.NANOSECOND, null)),
                "the timestamp[us] 9999-12-31T23:59:59, which timestamp[ns], ");
        assertRefused(
                field("x", integer(64)),
                (1L << 53) + 1,
                field("x", DOUBLE),
                "the int64 9007199254740993, which double, ");
        assertRefused(field("x", integer(64)), Long.MAX_VALUE, field("x", DOUBLE), "the int64 9223372036854775807, ");
        assertRefused(
                field("x", unsigned(64)), -1L, field("x", DOUBLE), "the uint64 18446744073709551615, which double, ");
        assertRefused(
                field("x", unsigned(64)),
                -1L,
                field("x", integer(8)),
                "the uint64 18446744073709551615, which int64, ");
        assertRefused(
                field("x", new ArrowType.Duration(TimeUnit.SECOND)),
                Long.MIN_VALUE,
                field("x", new ArrowType.Duration(TimeUnit.MILLISECOND)),
                "the duration[s] PT-2562047788015215H-30M-8S, which duration[ms], ");
    }

    private void assertRefused(Field field, long value, Field other, String message) throws IOException {
        try (Table first = Columns.of(allocator).with(field, 1, value).table();
                Table second = Columns.of(allocator).with(other, (Object) null).table()) {
            assertThatThrownBy(() -> read(List.of(second, first)))
                    .isInstanceOf(IOException.class)
                    .hasMessageStartingWith("t1: column 'x' has " + message);
            first.batches().get(0).root().getVector("x").setNull(1);
            try (Read read = read(List.of(second, first))) {
                assertThat(read.tables.get(1).rowCount()).isEqualTo(2);
            }
        }
    }

    @Test
    void strictRefusesAllOfItButMetadata() throws IOException {
        Field x = field("x", integer(32));
        Field y = field("y", integer(32));
        Field noted = new Field("x", new FieldType(true, integer(32), null, Map.of("unit", "km")), List.of());
        try (Table first = Columns.of(allocator).with(x, 1).with(y, 1).table();
                Table same = Columns.of(allocator).with(noted, 2).with(y, 2).table(Map.of("by", "hand"));
                Table wide = Columns.of(allocator)
                        .with(x, 2)
                        .with(field("y", integer(64)), 2L)
                        .table();
                Table nulls = Columns.of(allocator)
                        .with(x, 2)
                        .with(new Field("y", FieldType.notNullable(integer(32)), List.of()), 2)
                        .table();
                Table order = Columns.of(allocator).with(y, 2).with(x, 2).table();
                Table fewer = Columns.of(allocator).with(x, 2).table()) {
            try (Read read = read(SchemaMode.STRICT, List.of(first, same))) {
                assertThat(words(read.tables.get(1))).isEqualTo("[[2, 2]]");
            }
            assertStrict(first, wide, "t1: column 'y' is int64, and in t0 int32; strict schemas are all the same");
            assertStrict(first, nulls, "t1: column 'y' is int32 not null, and in t0 int32; strict");
            assertStrict(
                    first, order, "t1: the table is of the columns [y, x], and in t0 of the columns [x, y]; strict");
            assertStrict(first, fewer, "t1: the table is of the columns [x], and in t0 of the columns [x, y]; strict");
        }
    }

    private void assertStrict(Table first, Table second, String message) {
        assertThatThrownBy(() -> read(SchemaMode.STRICT, List.of(first, second)))
                .isInstanceOf(IOException.class)
                .hasMessageStartingWith(message);
    }

    @Test
    void metadataAreTheFirstOnesWithoutWhatIsNoLongerSo() throws IOException {
        Map<String, String> metadata = new HashMap<>(Map.of("by", "hand", "avro.schema", "{\"fields\":[]}"));
        metadata.put("pandas", "{\"index_columns\": [], \"columns\": [{\"name\": \"x\"}, {\"name\": \"y\"}]}");
        Field x = field("x", integer(32));
        Field y = field("y", integer(32));
        try (Table first = Columns.of(allocator).with(x, 1).with(y, 1).table(metadata);
                Table second = Columns.of(allocator).with(x, 2).with(y, 2).table(Map.of("by", "machine"));
                Table wide = Columns.of(allocator)
                        .with(field("x", integer(64)), 2L)
                        .with(y, 3)
                        .table()) {
            try (Read read = read(List.of(first, second))) {
                assertThat(read.tables.get(0).schema().getCustomMetadata()).isEqualTo(metadata);
            }
            try (Read read = read(List.of(first, wide))) {
                assertThat(read.tables.get(0).schema().getCustomMetadata())
                        .containsOnlyKeys("by", "pandas")
                        .containsEntry("by", "hand")
                        .hasEntrySatisfying(
                                "pandas",
                                json -> assertThat(json).contains("\"y\"").doesNotContain("\"x\""));
            }
        }
    }

    /** Sources of one schema are read as they are, and of others what is the same is not copied. */
    @Test
    void nothingIsCopiedThatIsTheSame() throws IOException {
        Field x = field("x", integer(32));
        Field y = field("y", integer(32));
        try (Table first = Columns.of(allocator).with(x, 1).table();
                Table second = Columns.of(allocator).with(x, 2).table();
                Table more = Columns.of(allocator).with(x, 2).with(y, 3).table()) {
            TableSource source = TableSource.of("first", first);
            TableSource other = TableSource.of("second", second);
            assertThat(SchemaMode.UNIFY.apply(List.of(source, other), allocator))
                    .containsExactly(source, other);
            TableSource wider = TableSource.of("more", more);
            List<TableSource> cast = SchemaMode.UNIFY.apply(List.of(source, wider), allocator);
            assertThat(cast.get(1)).isSameAs(wider);
            try (ArrowReader reader = cast.get(0).open(allocator)) {
                assertThat(reader.loadNextBatch()).isTrue();
                assertThat(reader.getVectorSchemaRoot()
                                .getVector("x")
                                .getDataBuffer()
                                .memoryAddress())
                        .isEqualTo(first.batches()
                                .get(0)
                                .root()
                                .getVector("x")
                                .getDataBuffer()
                                .memoryAddress());
                assertThat(reader.loadNextBatch()).isFalse();
            }
        }
    }
}
