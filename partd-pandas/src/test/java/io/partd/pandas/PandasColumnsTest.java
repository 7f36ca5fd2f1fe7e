package io.partd.pandas;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.partd.CorruptDataException;
import io.partd.ForwardingStore;
import io.partd.Partd;
import io.partd.Store;
import io.partd.UnreadableOnce;
import io.partd.arrow.Table;
import io.partd.codec.Codecs;
import io.partd.codecs.numpy.Numpy;
import io.partd.codecs.numpy.NumpyArray;
import io.partd.codecs.pickle.PickleReader;
import io.partd.codecs.pickle.PickleWriter;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.apache.arrow.memory.BufferAllocator;
import org.apache.arrow.memory.RootAllocator;
import org.apache.arrow.vector.BigIntVector;
import org.apache.arrow.vector.BitVector;
import org.apache.arrow.vector.FieldVector;
import org.apache.arrow.vector.Float8Vector;
import org.apache.arrow.vector.IntVector;
import org.apache.arrow.vector.TimeStampMilliTZVector;
import org.apache.arrow.vector.VarCharVector;
import org.apache.arrow.vector.complex.ListVector;
import org.apache.arrow.vector.dictionary.Dictionary;
import org.apache.arrow.vector.types.pojo.DictionaryEncoding;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What the layer says of columns, their keys and types. */
final class PandasColumnsTest {

    private final BufferAllocator allocator = new RootAllocator();

    @TempDir
    private Path temp;

    @AfterEach
    void nothingIsLeftOpen() {
        allocator.close();
    }

    private Partd<Table> over(Store store) {
        return store.with(PandasColumns.layer(allocator));
    }

    private TestTable columns() {
        return new TestTable(allocator);
    }

    private List<List<@Nullable Object>> read(Partd<Table> partd, String key) throws IOException {
        try (Table table = partd.get(key)) {
            return Described.of(table);
        }
    }

    private static List<Object> column(String name, String type, @Nullable String... values) {
        return Arrays.asList(name, type, Arrays.asList(values));
    }

    @Test
    void isFoundByItsName() {
        assertThat(Codecs.named("pandas-columns")).hasToString("PandasColumns");
        assertThat(Codecs.named("pandas-blocks")).hasToString("PandasBlocks");
        assertThat(PandasColumns.layer().columns("b", "a")).hasToString("PandasColumns[b, a]");
        assertThat(Codecs.named("pandas-columns?column=b&column=a%2C1")).hasToString("PandasColumns[b, a,1]");
    }

    static List<String> versions() {
        return GoldenFrames.VERSIONS;
    }

    @ParameterizedTest
    @MethodSource("versions")
    @EnabledOnOs(OS.LINUX)
    void whatPythonOnceStoredIsRead(String version) throws IOException {
        Path directory = GoldenFrames.directory().resolve("columns-" + version);
        Path copy = temp.resolve("copy");
        try (Stream<Path> files = Files.walk(directory)) {
            for (Path file : files.toList()) {
                Files.copy(file, copy.resolve(directory.relativize(file).toString()));
            }
        }
        try (Partd<Table> partd = over(Partd.file(copy))) {
            List<String> lines = Files.readAllLines(GoldenFrames.directory().resolve("columns-" + version + ".txt"));
            SortedSet<String> keys = new TreeSet<>();
            for (String line : lines) {
                String[] words = line.split("\t", 2);
                assertThat(read(partd, words[0])).as(words[0]).isEqualTo(Described.parsed(words[1]));
                keys.add(words[0]);
            }
            keys.remove("no rows");
            assertThat(partd.keys()).isEqualTo(keys);
        }
    }

    @Test
    void storesWhatPythonDoes() throws IOException {
        Store store = Partd.memory();
        Partd<Table> partd = over(store);
        try (Table table = columns().longs("n", 1, 2).texts("s", "x", null).table()) {
            partd.append("k", table);
            partd.append("k", table);
        }
        assertThat(store.keys())
                .containsExactly(
                        "k/.columns",
                        "k/.index",
                        "k/.index-name",
                        "k/.index.dtype",
                        "k/n",
                        "k/n.dtype",
                        "k/s",
                        "k/s.dtype");
        assertThat(new PickleReader().read(store.get("k/.columns"))).isEqualTo(List.of("n", "s"));
        assertThat(new PickleReader().read(store.get("k/.index-name"))).isNull();
        Partd<NumpyArray> arrays = store.with(Numpy.codec());
        assertThat(arrays.get("k/.index")).isEqualTo(NumpyArray.of(new long[] {0, 1, 0, 1}));
        assertThat(arrays.get("k/n")).isEqualTo(NumpyArray.of(new long[] {1, 2, 1, 2}));
        assertThat(arrays.get("k/s").toObjects()).containsExactly("x", null, "x", null);
        assertThat(store.get("k/s")[Long.BYTES]).as("pickled").isEqualTo((byte) 0x80);
        assertThat(partd.size("k")).isEqualTo(2L * 4 * Long.BYTES + store.size("k/s"));
    }

    @Test
    void anIndexOfTheMetadataIsStoredAsSuch() throws IOException {
        Store store = Partd.memory();
        Partd<Table> partd = over(store);
        String metadata = "{\"index_columns\":[\"id\"],\"column_indexes\":[{\"pandas_type\":\"int64\"}],"
                + "\"columns\":[{\"name\":\"id\",\"field_name\":\"id\"}]}";
        try (Table table = columns().longs("id", 7, 8).longs("3", 1, 2).table(Map.of("pandas", metadata))) {
            partd.append("k", table);
        }
        assertThat(new PickleReader().read(store.get("k/.columns"))).isEqualTo(List.of(3L));
        assertThat(new PickleReader().read(store.get("k/.index-name"))).isEqualTo("id");
        assertThat(read(partd, "k")).containsExactly(column("3", "int64", "1", "2"), column("id", "int64", "7", "8"));
        try (Table table = partd.get("k")) {
            partd.append("again", table);
        }
        assertThat(store.get("again/.columns")).isEqualTo(store.get("k/.columns"));
        assertThat(store.get("again/.index")).isEqualTo(store.get("k/.index"));
        try (Table table = columns().longs("3", 1).table()) {
            assertThatThrownBy(() -> partd.append("k", table))
                    .hasMessage("key 'k' has an index named 'id'; a table with an index without a name cannot be"
                            + " appended");
        }
        String range = "{\"index_columns\":[{\"kind\":\"range\",\"name\":\"r\",\"start\":10,\"stop\":6,\"step\":-2}]}";
        try (Table table = columns().longs("a", 1, 2).table(Map.of("pandas", range))) {
            partd.append("range", table);
        }
        assertThat(read(partd, "range"))
                .containsExactly(column("a", "int64", "1", "2"), column("r", "int64", "10", "8"));
        String two = "{\"index_columns\":[\"a\",\"b\"]}";
        try (Table table = columns().longs("a", 1).longs("b", 2).table(Map.of("pandas", two))) {
            assertThatThrownBy(() -> partd.append("two", table)).hasMessageContaining("an index of the columns [a, b]");
        }
    }

    /** Notes which keys are read. */
    private static final class ReadStore extends ForwardingStore {

        private final SortedSet<String> read = new TreeSet<>();

        private ReadStore(Store store) {
            super(store);
        }

        @Override
        public List<byte[]> get(List<String> keys) throws IOException {
            read.addAll(keys);
            return super.get(keys);
        }

        @Override
        public InputStream open(String key) throws IOException {
            read.add(key);
            return super.open(key);
        }

        @Override
        public long size(String key) throws IOException {
            read.add(key);
            return super.size(key);
        }
    }

    @Test
    void aViewReadsItsColumnsAndTheIndexOnly() throws IOException {
        Store store = Partd.memory();
        try (Table table =
                columns().longs("a", 1, 2).longs("b", 3, 4).texts("c", "x", "y").table()) {
            over(store).append("k", table);
        }
        ReadStore seen = new ReadStore(store);
        Partd<Table> view = seen.with(PandasColumns.layer(allocator).columns("c", "a"));
        assertThat(read(view, "k"))
                .containsExactly(
                        column("c", "text", "x", "y"),
                        column("a", "int64", "1", "2"),
                        column("__index_level_0__", "int64", "0", "1"));
        SortedSet<String> only = new TreeSet<>(
                List.of("k/.index", "k/.index.dtype", "k/.index-name", "k/a", "k/a.dtype", "k/c", "k/c.dtype"));
        assertThat(seen.read).isEqualTo(only);
        try (Stream<Table> pieces = view.stream("k")) {
            pieces.forEach(Table::close);
        }
        assertThat(seen.read).isEqualTo(only);
        assertThat(read(view, "nothing")).isEmpty();
        Partd<Table> wrong = store.with(PandasColumns.layer(allocator).columns("a", "d"));
        assertThatThrownBy(() -> wrong.get("k")).hasMessage("key 'k' has no column 'd'; it has [a, b, c]");
        try (Table table = columns().longs("a", 1).table()) {
            assertThatThrownBy(() -> view.append("k", table))
                    .isInstanceOf(IOException.class)
                    .hasMessage("a view of the columns [c, a] is only read");
            assertThatThrownBy(() -> view.iset("x", table)).hasMessageContaining("is only read");
        }
        assertThatThrownBy(() -> PandasColumns.layer().columns("a", "a")).hasMessage("column 'a' is given twice");
    }

    @Test
    void otherColumnsAndTypesAreRefusedAndAddNothing() throws IOException {
        Store store = Partd.memory();
        Partd<Table> partd = over(store);
        try (Table first = columns().longs("a", 1).table();
                Table other = columns().longs("b", 1).table();
                Table texts = columns().texts("a", "x").table()) {
            partd.append("k", first);
            SortedSet<String> keys = store.keys();
            assertThatThrownBy(() -> partd.append(Map.of("k", other, "x", first)))
                    .hasMessage("key 'k' has the columns [a]; a table of [b] cannot be appended");
            assertThatThrownBy(() -> partd.append(Map.of("k", texts, "x", first)))
                    .hasMessage("key 'k/a' holds elements of <i8; |O cannot be appended");
            assertThat(store.keys()).isEqualTo(keys);
            assertThat(read(partd, "k").get(0)).isEqualTo(column("a", "int64", "1"));
        }
    }

    @Test
    void whatNumPyHasNoRoomForIsRefused() throws IOException {
        Partd<Table> partd = over(Partd.memory());
        BigIntVector numbers = new BigIntVector("n", allocator);
        numbers.allocateNew(2);
        numbers.set(0, 1);
        assertRefused(
                partd, numbers, 2, "column 'n' is of Int(64, true) and has nulls, which NumPy's array of <i8 cannot");
        BitVector truths = new BitVector("t", allocator);
        truths.allocateNew(1);
        assertRefused(partd, truths, 1, "column 't' is of Bool and has nulls");
        ListVector lists = ListVector.empty("l", allocator);
        lists.allocateNew();
        assertRefused(partd, lists, 0, "column 'l' is of List, which NumPy's arrays do not hold");
    }

    private void assertRefused(Partd<Table> partd, FieldVector vector, int rows, String message) {
        try (Table table = columns().vector(vector, rows).table()) {
            assertThatThrownBy(() -> partd.append("k", table))
                    .isInstanceOf(IOException.class)
                    .hasMessageStartingWith("key 'k': " + message);
        }
    }

    @Test
    void nullsBecomeWhatPandasHasForThem() throws IOException {
        Store store = Partd.memory();
        Partd<Table> partd = over(store);
        Float8Vector floats = new Float8Vector("f", allocator);
        floats.allocateNew(2);
        floats.set(0, 1.5);
        TimeStampMilliTZVector times = new TimeStampMilliTZVector("t", allocator, "Europe/Oslo");
        times.allocateNew(2);
        times.set(0, 1000);
        try (Table table = columns().vector(floats, 2).vector(times, 2).table()) {
            partd.append("k", table);
        }
        assertThat(read(partd, "k"))
                .containsExactly(
                        column("f", "float64", "3ff8000000000000", "nan"),
                        column("t", "timestamp[ms]", "1000", null),
                        column("__index_level_0__", "int64", "0", "1"));
    }

    @Test
    void dictionariesAreStoredAsTheirValues() throws IOException {
        Partd<Table> partd = over(Partd.memory());
        VarCharVector values = new VarCharVector("", allocator);
        values.allocateNew();
        values.setSafe(0, new byte[] {'x'});
        values.setSafe(1, new byte[] {'y'});
        values.setValueCount(2);
        DictionaryEncoding encoding = new DictionaryEncoding(5, false, null);
        IntVector codes = new IntVector(
                "c",
                new org.apache.arrow.vector.types.pojo.FieldType(
                        true, new org.apache.arrow.vector.types.pojo.ArrowType.Int(32, true), encoding),
                allocator);
        codes.allocateNew(3);
        codes.set(0, 1);
        codes.set(1, 0);
        TestTable table = columns().vector(codes, 3);
        table.dictionaries().put(new Dictionary(values, encoding));
        try (Table encoded = table.table()) {
            partd.append("k", encoded);
        }
        assertThat(read(partd, "k").get(0)).isEqualTo(column("c", "text", "y", "x", null));
    }

    @Test
    void namesThatShareAKeyAreRefused() throws IOException {
        Store store = Partd.memory();
        Partd<Table> partd = over(store);
        assertNameRefused(partd, "column 'a?' and column 'a!' are both stored as '/a'", "a!", "a?");
        assertNameRefused(partd, "column '.index' and what holds '/.index' are both stored as '/.index'", ".index");
        assertNameRefused(partd, "column 'a.dtype' and column 'a' are both stored as '/a.dtype'", "a", "a.dtype");
        assertNameRefused(partd, "column '€' has none of the characters that a key can have", "€");
        try (Table table = columns().longs("prix €", 1).longs("c/d", 2).table()) {
            partd.append("k", table);
        }
        assertThat(store.keys()).contains("k/prix ", "k/prix .dtype", "k/c/d");
        assertThat(read(partd, "k").get(0)).isEqualTo(column("prix €", "int64", "1"));
        partd.delete("k");
        assertThat(store.keys()).isEmpty();
    }

    private void assertNameRefused(Partd<Table> partd, String message, String... names) {
        TestTable table = columns();
        for (String name : names) {
            table.longs(name, 1);
        }
        try (Table made = table.table()) {
            assertThatThrownBy(() -> partd.append("k", made)).hasMessage("key 'k': " + message);
        }
    }

    @Test
    void namesThatPythonHasMixedAreReported() throws IOException {
        Store store = Partd.memory();
        Partd<NumpyArray> arrays = store.with(Numpy.codec());
        store.append("k/.columns", new PickleWriter().write(List.of("a!", "a?")));
        store.append("k/.index-name", new PickleWriter().write(null));
        arrays.append(Map.of("k/.index", NumpyArray.of(new long[] {0}), "k/a", NumpyArray.of(new long[] {1, 2})));
        assertThatThrownBy(() -> over(store).get("k"))
                .isInstanceOf(CorruptDataException.class)
                .hasMessage("key 'k': column 'a?' and column 'a!' are both stored as 'k/a'");
        Partd<Table> view = store.with(PandasColumns.layer(allocator).columns("a!"));
        assertThatThrownBy(() -> view.get("k"))
                .isInstanceOf(CorruptDataException.class)
                .hasMessage("key 'k': column 'a!' has 2 rows, and the index 1");
        assertThatThrownBy(() -> view.stream("k").forEach(Table::close))
                .hasMessageContaining("column 'a!' does not have as many rows as the index");
        over(store).delete("k");
        assertThat(store.keys()).isEmpty();
    }

    @Test
    void aClientOfPythonHasWholeNames() throws IOException {
        Store store = Partd.memory();
        Partd<NumpyArray> arrays = store.with(Numpy.codec());
        store.append("k/.columns", new PickleWriter().write(List.of("a!")));
        arrays.append(Map.of("k/.index", NumpyArray.of(new long[] {0}), "k/a!", NumpyArray.of(new long[] {5})));
        assertThat(read(over(store), "k").get(0)).isEqualTo(column("a!", "int64", "5"));
    }

    @Test
    void damageIsReported() throws IOException {
        Store store = Partd.memory();
        Partd<Table> partd = over(store);
        store.append("k/.index", new byte[8]);
        assertThatThrownBy(() -> partd.get("k"))
                .isInstanceOf(CorruptDataException.class)
                .hasMessage("key 'k': an index of 8 bytes without a list of columns; 'k/.columns' has no value");
        store.append("k/.columns", new byte[] {1});
        assertThatThrownBy(() -> partd.get("k"))
                .isInstanceOf(CorruptDataException.class)
                .hasMessageStartingWith("key 'k/.columns': ");
        assertThatThrownBy(() -> partd.pop("k")).isInstanceOf(CorruptDataException.class);
        assertThat(partd.keys()).containsExactly("k");
        assertThat(partd.size("k")).isPositive();
        partd.delete("k");
        assertThat(store.keys()).isEmpty();
    }

    @Test
    void longTablesAreStreamedInPieces() throws IOException {
        Store store = Partd.memory();
        Partd<Table> partd = over(store);
        int rows = 100_000;
        long[] numbers = new long[rows];
        String[] texts = new String[rows];
        for (int i = 0; i < rows; i++) {
            numbers[i] = i;
            texts[i] = "t" + i;
        }
        try (Table table = columns().longs("n", numbers).texts("s", texts).table()) {
            partd.append("k", table);
            partd.append("k", table);
        }
        long expected = 0;
        int pieces = 0;
        try (Stream<Table> stream = partd.stream("k")) {
            for (Table piece : (Iterable<Table>) stream::iterator) {
                try (piece) {
                    List<List<@Nullable Object>> described = Described.of(piece);
                    List<?> values = (List<?>) described.get(0).get(2);
                    List<?> words = (List<?>) described.get(1).get(2);
                    assertThat(values.size()).isLessThanOrEqualTo(1 << 16);
                    for (int i = 0; i < values.size(); i++) {
                        assertThat(values.get(i)).isEqualTo(String.valueOf(expected % rows));
                        assertThat(words.get(i)).isEqualTo("t" + expected % rows);
                        expected++;
                    }
                    pieces++;
                }
            }
        }
        assertThat(expected).isEqualTo(2L * rows);
        assertThat(pieces).isEqualTo(4);
    }

    /** Else the rows of columns that are further than others would go together. */
    @Test
    void aStreamYieldsNothingAfterAFailure() throws IOException {
        Store store = Partd.memory();
        int rows = 1 << 19;
        long[] numbers = new long[rows];
        Arrays.setAll(numbers, i -> i);
        try (Table table = columns().longs("n", numbers).longs("m", numbers).table()) {
            over(store).append("k", table);
        }
        try (Stream<Table> stream = over(new UnreadableOnce(store, 5 << 18)).stream("k")) {
            Iterator<Table> pieces = stream.iterator();
            assertThatThrownBy(() -> pieces.forEachRemaining(Table::close)).isInstanceOf(OutOfMemoryError.class);
            assertThatThrownBy(pieces::hasNext)
                    .isInstanceOf(UncheckedIOException.class)
                    .hasMessageContaining("key 'k' could not be read: Java heap space");
        }
    }

    @Test
    void aTableWithoutRowsSettlesItsColumnsOnly() throws IOException {
        Partd<Table> partd = over(Partd.memory());
        try (Table none = columns().longs("a").table();
                Table other = columns().texts("a", "x").table()) {
            partd.append("k", none);
            assertThat(partd.keys()).isEmpty();
            assertThat(partd.iset("x", none)).isFalse();
            assertThat(read(partd, "k")).containsExactly(column("a", "int64"), column("__index_level_0__", "int64"));
            assertThatThrownBy(() -> partd.append("k", other)).hasMessageContaining("<i8; |O cannot be appended");
        }
    }
}
