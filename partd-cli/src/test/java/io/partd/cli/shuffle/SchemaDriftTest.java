package io.partd.cli.shuffle;

import static org.assertj.core.api.Assertions.assertThat;

import io.partd.ChildProcess;
import io.partd.PythonCommand;
import io.partd.arrow.RecordBatch;
import io.partd.cli.Cli;
import io.partd.cli.Cli.Result;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.apache.arrow.memory.BufferAllocator;
import org.apache.arrow.memory.RootAllocator;
import org.apache.arrow.vector.FieldVector;
import org.apache.arrow.vector.IntVector;
import org.apache.arrow.vector.TimeStampMicroVector;
import org.apache.arrow.vector.TimeStampNanoVector;
import org.apache.arrow.vector.VarCharVector;
import org.apache.arrow.vector.VectorSchemaRoot;
import org.apache.arrow.vector.dictionary.Dictionary;
import org.apache.arrow.vector.dictionary.DictionaryEncoder;
import org.apache.arrow.vector.dictionary.DictionaryProvider;
import org.apache.arrow.vector.ipc.ArrowReader;
import org.apache.arrow.vector.types.pojo.ArrowType;
import org.apache.arrow.vector.types.pojo.DictionaryEncoding;
import org.apache.arrow.vector.types.pojo.Field;
import org.apache.arrow.vector.types.pojo.FieldType;
import org.apache.arrow.vector.util.Text;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Files whose schemas differ, and what a shuffle makes of them. */
class SchemaDriftTest {

    @TempDir
    Path temporary;

    private Place place;

    @BeforeEach
    void makePlace() throws IOException {
        place = new Place(temporary.toRealPath());
    }

    /** Of pyarrow, polars, pandas and DuckDB, each pair in both orders. */
    @Test
    @Tag("interop")
    void filesOfDifferentProgramsBecomeOneTable() throws Exception {
        PythonCommand polars = PythonCommand.with("polars", "pyarrow", "pandas");
        run(polars, "write", temporary.toString(), "pyarrow", "polars");
        run(PythonCommand.with("duckdb", "pyarrow", "pandas"), "write", temporary.toString(), "duckdb");
        List<Path> folders;
        try (Stream<Path> entries = Files.list(temporary)) {
            folders = entries.sorted().toList();
        }
        assertThat(folders).hasSizeGreaterThan(30);
        for (Path folder : folders) {
            String kind = folder.getFileName().toString();
            String suffix = kind.substring(kind.lastIndexOf('-')).replace('-', '.');
            Path first = folder.resolve("a" + suffix);
            Path second = folder.resolve("b" + suffix);
            shuffled(folder.resolve("out-a"), first, second);
            shuffled(folder.resolve("out-b"), second, first);
        }
        assertThat(run(polars, "compare", temporary.toString())).containsExactly("same");
    }

    private static void shuffled(Path out, Path first, Path second) {
        Result result = Cli.run("shuffle", first, second, "--by", "k", "-n", 4, "--memory", "16m", "--to", out);
        assertThat(result.err()).as(out.toString()).isEmpty();
    }

    private static List<String> run(PythonCommand python, String... arguments) throws Exception {
        try (ChildProcess process =
                python.start(PythonCommand.resource(SchemaDriftTest.class, "drift.py"), arguments)) {
            return process.join();
        }
    }

    private Path numbers(String name, String column, int first) throws IOException {
        Path file = place.path(name);
        try (BufferAllocator allocator = new RootAllocator();
                VarCharVector city = new VarCharVector("city", allocator);
                IntVector number = new IntVector(column, allocator)) {
            for (int i = 0; i < 100; i++) {
                city.setSafe(i, new Text(i % 2 == 0 ? "oslo" : "bergen"));
                number.setSafe(i, first + i);
            }
            city.setValueCount(100);
            number.setValueCount(100);
            TableFiles.write(file, VectorSchemaRoot.of(city, number));
        }
        return file;
    }

    private Path times(String name, boolean inNanoseconds, long value) throws IOException {
        Path file = place.path(name);
        try (BufferAllocator allocator = new RootAllocator();
                TimeStampNanoVector nanos = new TimeStampNanoVector("at", allocator);
                TimeStampMicroVector micros = new TimeStampMicroVector("at", allocator)) {
            nanos.setSafe(0, value);
            micros.setSafe(0, value);
            FieldVector vector = inNanoseconds ? nanos : micros;
            vector.setValueCount(1);
            TableFiles.write(file, VectorSchemaRoot.of(vector));
        }
        return file;
    }

    @ParameterizedTest
    @ValueSource(strings = {"parquet", "arrow", "arrows"})
    void strictRefusesEveryDifference(String format) throws IOException {
        Path first = numbers("a." + format, "n", 0);
        Path same = numbers("b." + format, "n", 100);
        Path other = numbers("c." + format, "m", 0);
        place.fails(
                1,
                other + ": the table is of the columns [city, m], and in " + first
                        + " of the columns [city, n]; strict schemas are all the same",
                first,
                same,
                other,
                "--by",
                "city",
                "--schema",
                "strict");
        place.shuffled(first, same, "--by", "city", "--schema", "strict");
    }

    @ParameterizedTest
    @ValueSource(strings = {"parquet", "arrow"})
    void aValueThatTheUnifiedTypeDoesNotHaveLeavesNothing(String format) throws IOException {
        Path nanos = times("a." + format, true, 5);
        Path micros = times("b." + format, false, 253_402_300_799_000_000L);
        place.fails(
                1,
                micros + ": column 'at' has the timestamp[us] 9999-12-31T23:59:59, which timestamp[ns], the type of all"
                        + " tables together, does not have; it reaches from 1677-09-21T00:12:43.145224192 to"
                        + " 2262-04-11T23:47:16.854775807; cast the column to one type in all of them",
                nanos,
                micros,
                "--by",
                "at");
    }

    @Test
    void theFilesAreTheSameBytesAtAnyMemoryAndNumberOfThreads() throws IOException {
        Path first = numbers("a.parquet", "n", 0);
        Path second = TableFiles.trips(place.path("b.parquet"), 1, "oslo", "null", "bergen");
        Path third = numbers("c.parquet", "m", 0);
        List<Map<String, String>> results = new ArrayList<>();
        for (String threads : List.of("1", "4")) {
            for (String memory : List.of("8m", "256m")) {
                Path out = place.path("out-" + threads + "-" + memory);
                Result result = Cli.run(
                        "shuffle",
                        first,
                        second,
                        third,
                        "--by",
                        "city",
                        "-n",
                        3,
                        "--memory",
                        memory,
                        "--threads",
                        threads,
                        "--to",
                        out);
                assertThat(result.err()).isEmpty();
                results.add(bytes(out));
            }
        }
        assertThat(results).allMatch(results.get(0)::equals);
    }

    private static Map<String, String> bytes(Path directory) throws IOException {
        Map<String, String> bytes = new TreeMap<>();
        try (Stream<Path> files = Files.walk(directory)) {
            for (Path file :
                    files.filter(path -> path.toString().endsWith(".parquet")).toList()) {
                bytes.put(directory.relativize(file).toString(), Arrays.toString(Files.readAllBytes(file)));
            }
        }
        return bytes;
    }

    @Test
    void distinctTakesItsKeyFromWhicheverFileHasIt() throws IOException {
        Path first = numbers("a.parquet", "n", 0);
        Path second = numbers("b.parquet", "day", 7);
        place.shuffled(first, second, "--by", "day", "--distinct");
        assertThat(TableFiles.rows(place.out().resolve("day=7/data.parquet"))).containsExactly("oslo null");
        assertThat(TableFiles.rows(place.out().resolve("day=__HIVE_DEFAULT_PARTITION__/data.parquet")))
                .hasSize(100)
                .startsWith("oslo 0", "bergen 1");
    }

    /** The bounds are found in the key's column alone, whose type differs. */
    @ParameterizedTest
    @ValueSource(strings = {"parquet", "arrow"})
    void rangesAreOfTheUnifiedType(String format) throws IOException {
        Path first = numbers("a." + format, "n", 50);
        Path second = TableFiles.trips(place.path("b." + format), 1, "oslo", "bergen", "oslo");
        Path third = numbers("c." + format, "m", 0);
        place.shuffled(first, second, third, "--by", "n", "--range", "-n", 2);
        List<String> low = TableFiles.rows(place.out().resolve("part-00000." + format));
        List<String> high = TableFiles.rows(place.out().resolve("part-00001." + format));
        assertThat(low).hasSize(101).contains("oslo null 0", "bergen null 99", "oslo 1 null");
        assertThat(high).hasSize(102).contains("bergen 2 null", "oslo 50 null", "bergen 149 null");
    }

    @Test
    void aStoreGetsOneSchemaToo() throws IOException {
        Path first = numbers("a.arrow", "n", 0);
        Path second = TableFiles.trips(place.path("b.arrow"), 1, "oslo", "bergen");
        Result result = Cli.run("shuffle", first, second, "--by", "city", "-n", 1, "--to", "log:" + place.path("log"));
        assertThat(result.err()).isEmpty();
        Result rows = Cli.run("get", "log:" + place.path("log"), "part-00000", "--codec", "arrow", "--csv");
        assertThat(rows.err()).isEmpty();
        assertThat(rows.outLines()).hasSizeGreaterThan(100);
    }

    /**
     * What is there stays as it is, so that rows are added in its types, if it has all columns and can take all values.
     */
    @ParameterizedTest
    @ValueSource(strings = {"parquet", "arrow"})
    void addedFilesGetTheColumnsThatAreThere(String format) throws IOException {
        Path wide = TableFiles.trips(place.path("a." + format), 1, "oslo", "bergen");
        Path narrow = numbers("b." + format, "n", 7);
        Path other = numbers("c." + format, "m", 7);
        place.shuffled(wide, "--by", "city", "--distinct");
        place.shuffled(narrow, "--by", "city", "--distinct", "--append");
        assertThat(TableFiles.rows(place.out().resolve("city=oslo/data-1." + format)))
                .hasSize(50)
                .startsWith("7", "9");
        place.fails(1, place.out().resolve("city=bergen") + "/data", other, "--by", "city", "--distinct", "--append");
        Path strict = place.path("strict");
        Cli.run("shuffle", wide, "--by", "city", "--distinct", "--to", strict);
        Result result = Cli.run(
                "shuffle", narrow, "--by", "city", "--distinct", "--append", "--schema", "strict", "--to", strict);
        assertThat(result.err())
                .startsWith("partd: " + strict.resolve("city=bergen"))
                .contains("has the columns [n: int64]");
    }

    /** What is there has its columns in another order, since it lacks the key's, or has another type. */
    @ParameterizedTest
    @ValueSource(strings = {"parquet", "arrow"})
    void aNumberCountsTheColumnsOfTheAddedFile(String format) throws IOException {
        Path wide = TableFiles.trips(place.path("a." + format), 1, "oslo", "bergen");
        Path narrow = numbers("b." + format, "n", 7);
        place.shuffled(wide, "--by", "city", "--distinct");
        place.shuffled(narrow, "--by", 1, "--distinct", "--append");
        assertThat(TableFiles.rows(place.out().resolve("city=oslo/data-1." + format)))
                .hasSize(50)
                .startsWith("7", "9");
    }

    /** Or parts would have rows that are split by another column than the dataset says. */
    @ParameterizedTest
    @ValueSource(strings = {"parquet", "arrow"})
    void aNumberNamesTheSameColumnAsBefore(String format) throws IOException {
        Path first = TableFiles.trips(place.path("a." + format), 1, "oslo", "bergen");
        Path second = place.path("b." + format);
        try (BufferAllocator allocator = new RootAllocator();
                VarCharVector city = new VarCharVector("city", allocator);
                IntVector number = new IntVector("n", allocator)) {
            city.setSafe(0, new Text("oslo"));
            city.setValueCount(1);
            number.setSafe(0, 1);
            number.setValueCount(1);
            TableFiles.write(second, VectorSchemaRoot.of(number, city));
        }
        place.shuffled(first, "--by", 1, "-n", 2);
        place.fails(
                1,
                place.out() + " is partitioned by shuffle's 'hash into 2 by city' as " + format
                        + ", and not by 'hash into 2 by n' as " + format,
                second,
                "--by",
                1,
                "-n",
                2,
                "--append");
        place.shuffled(second, "--by", 2, "-n", 2, "--append");
    }

    static Stream<List<Field>> storedAlike() {
        Field item = new Field("item", FieldType.nullable(new ArrowType.Int(32, true)), List.of());
        return Stream.of(
                List.of(ofType(ArrowType.Utf8.INSTANCE), ofType(ArrowType.LargeUtf8.INSTANCE)),
                List.of(ofType(ArrowType.Binary.INSTANCE), ofType(ArrowType.LargeBinary.INSTANCE)),
                List.of(ofType(ArrowType.List.INSTANCE, item), ofType(ArrowType.LargeList.INSTANCE, item)),
                List.of(ofType(ArrowType.List.INSTANCE, item), ofType(new ArrowType.FixedSizeList(2), item)));
    }

    private static Field ofType(ArrowType type, Field... children) {
        return new Field("x", FieldType.nullable(type), List.of(children));
    }

    private Path nulls(String name, Field field, String... others) throws IOException {
        Path file = place.path(name);
        try (BufferAllocator allocator = new RootAllocator();
                VarCharVector city = new VarCharVector("city", allocator);
                FieldVector vector = field.createVector(allocator)) {
            city.setSafe(0, new Text("oslo"));
            city.setValueCount(1);
            vector.allocateNew();
            vector.setValueCount(1);
            List<FieldVector> vectors = new ArrayList<>(List.of(city, vector));
            for (String other : others) {
                IntVector numbers = new IntVector(other, allocator);
                numbers.setSafe(0, 1);
                numbers.setValueCount(1);
                vectors.add(numbers);
            }
            TableFiles.write(file, new VectorSchemaRoot(vectors));
            vectors.forEach(FieldVector::close);
        }
        return file;
    }

    /** Also where a column more is there, so that types have to be unified. */
    @ParameterizedTest
    @MethodSource("storedAlike")
    void rowsAreAddedInTypesThatParquetStoresAlike(List<Field> types) throws IOException {
        for (int i = 0; i < 4; i++) {
            String[] others = i < 2 ? new String[] {} : new String[] {"more"};
            Path first = nulls("a" + i + ".parquet", types.get(i % 2), others);
            Path second = nulls("b" + i + ".parquet", types.get(1 - i % 2));
            place.shuffled(first, "--by", "city", "--distinct", "--overwrite");
            place.shuffled(second, "--by", "city", "--distinct", "--append");
            assertThat(TableFiles.rows(place.out().resolve("city=oslo/data-1.parquet")))
                    .containsExactly(i < 2 ? "null" : "null null");
        }
    }

    /** As a dictionary beside plain values: files have one of each kind. */
    @Test
    void rowsAreAddedToParquetWithADictionaryOrWithout() throws IOException {
        Path plain = tagged("a.arrow", false);
        Path encoded = tagged("b.arrow", true);
        for (List<Path> order : List.of(List.of(plain, encoded), List.of(encoded, plain))) {
            place.shuffled(order.get(0), "--by", "city", "--distinct", "--to-format", "parquet", "--overwrite");
            place.shuffled(order.get(1), "--by", "city", "--distinct", "--to-format", "parquet", "--append");
            assertThat(place.out().resolve("city=oslo/data-1.parquet")).exists();
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"parquet", "arrow", "arrows"})
    void dictionariesOfFilesMayHaveMoreValuesTogetherThanTheirIndicesCanName(String format) throws IOException {
        List<Object> arguments = new ArrayList<>();
        List<String> expected = new ArrayList<>();
        for (int file = 0; file < 3; file++) {
            List<String> values = new ArrayList<>();
            for (int i = 0; i < 100; i++) {
                values.add("text " + file + " " + i);
            }
            arguments.add(tags("in" + file + ".arrow", values));
            expected.addAll(values);
        }
        arguments.addAll(List.of("--by", "tag", "-n", 2, "--to-format", format));
        place.shuffled(arguments.toArray());
        List<String> found = new ArrayList<>();
        for (int part = 0; part < 2; part++) {
            found.addAll(tags(place.out().resolve("part-0000" + part + "." + format)));
        }
        assertThat(found).containsExactlyInAnyOrderElementsOf(expected);
    }

    /** Writes a file of a column that has each value once, with indices of one byte. */
    private Path tags(String name, List<String> values) throws IOException {
        Path file = place.path(name);
        DictionaryEncoding encoding = new DictionaryEncoding(1, false, new ArrowType.Int(8, true));
        try (BufferAllocator allocator = new RootAllocator();
                VarCharVector tag = new VarCharVector("tag", allocator)) {
            for (int i = 0; i < values.size(); i++) {
                tag.setSafe(i, new Text(values.get(i)));
            }
            tag.setValueCount(values.size());
            Dictionary dictionary = new Dictionary(tag, encoding);
            try (FieldVector indices = (FieldVector) DictionaryEncoder.encode(tag, dictionary)) {
                VectorSchemaRoot root = VectorSchemaRoot.of(indices);
                TableFiles.write(
                        file, root, RecordBatch.of(root, new DictionaryProvider.MapDictionaryProvider(dictionary)));
            }
        }
        return file;
    }

    private static List<String> tags(Path file) throws IOException {
        List<String> tags = new ArrayList<>();
        try (BufferAllocator allocator = new RootAllocator();
                ArrowReader reader = TableFiles.source(file).open(allocator)) {
            while (reader.loadNextBatch()) {
                FieldVector vector = reader.getVectorSchemaRoot().getVector("tag");
                DictionaryEncoding encoding = vector.getField().getDictionary();
                for (int i = 0; i < vector.getValueCount(); i++) {
                    Object value = vector.getObject(i);
                    tags.add(String.valueOf(
                            encoding == null
                                    ? value
                                    : reader.lookup(encoding.getId())
                                            .getVector()
                                            .getObject(((Number) value).intValue())));
                }
            }
        }
        return tags;
    }

    @Test
    void aFileThatIsCalledLikeAnotherFormatIsNamed() throws IOException {
        Path parquet = TableFiles.trips(place.path("a.parquet"), 1, "oslo");
        Path arrow = Files.move(TableFiles.trips(place.path("b.arrow"), 1, "oslo"), place.path("b.parquet"));
        Path stream = Files.move(TableFiles.trips(place.path("c.arrows"), 1, "oslo"), place.path("c.parquet"));
        Path other = Files.copy(parquet, place.path("d.arrow"));
        place.fails(1, arrow + ": not a Parquet file, but an Arrow file", parquet, arrow, "--by", "city");
        place.fails(1, stream + ": not a Parquet file, but a stream of Arrow's", parquet, stream, "--by", "city");
        place.fails(
                1,
                other + ": neither an Arrow file nor a stream of Arrow's, but a Parquet file",
                other,
                "--by",
                "city");
    }

    /** A dictionary beside plain values is plain values, also if nothing else differs. */
    @Test
    void addedFilesHaveNoDictionaryWhereThereIsNone() throws IOException {
        Path plain = tagged("a.arrow", false);
        Path encoded = tagged("b.arrow", true);
        place.shuffled(plain, "--by", "city", "--distinct");
        place.shuffled(encoded, "--by", "city", "--distinct", "--append");
        assertThat(TableFiles.rows(place.out().resolve("city=oslo/data-1.arrow")))
                .containsExactly("new");
    }

    private Path tagged(String name, boolean encoded) throws IOException {
        Path file = place.path(name);
        DictionaryEncoding encoding = new DictionaryEncoding(1, false, null);
        try (BufferAllocator allocator = new RootAllocator();
                VarCharVector city = new VarCharVector("city", allocator);
                VarCharVector tag = new VarCharVector("tag", allocator)) {
            city.setSafe(0, new Text("oslo"));
            city.setValueCount(1);
            tag.setSafe(0, new Text("new"));
            tag.setValueCount(1);
            if (!encoded) {
                TableFiles.write(file, VectorSchemaRoot.of(city, tag));
                return file;
            }
            Dictionary dictionary = new Dictionary(tag, encoding);
            try (FieldVector indices = (FieldVector) DictionaryEncoder.encode(tag, dictionary)) {
                VectorSchemaRoot root = VectorSchemaRoot.of(city, indices);
                TableFiles.write(
                        file, root, RecordBatch.of(root, new DictionaryProvider.MapDictionaryProvider(dictionary)));
            }
        }
        return file;
    }

    @Test
    void schemaGoesWithTables() throws IOException {
        Path text = place.file("t.csv", "city,n\noslo,1\n");
        place.fails(2, "--schema goes with tables; text has no types", text, "--by", "n", "--schema", "unify");
    }
}
