package io.partd.cli.shuffle;

import static org.assertj.core.api.Assertions.assertThat;

import io.partd.Partd;
import io.partd.arrow.ArrowTables;
import io.partd.arrow.Table;
import io.partd.cli.Cli;
import io.partd.cli.Cli.Result;
import io.partd.cli.running.HumanSize;
import io.partd.parquet.ParquetSource;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Base64;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.apache.arrow.memory.BufferAllocator;
import org.apache.arrow.memory.RootAllocator;
import org.apache.arrow.vector.VarCharVector;
import org.apache.arrow.vector.VectorSchemaRoot;
import org.apache.arrow.vector.types.TimeUnit;
import org.apache.arrow.vector.types.pojo.ArrowType;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class TableShuffleCommandTest {

    private static final String[] CITIES = {"oslo", "bergen", "null", "oslo", "Tromsø", "bergen", "oslo"};

    @TempDir
    Path temporary;

    private Place place;

    @BeforeEach
    void makePlace() throws IOException {
        place = new Place(temporary.toRealPath());
    }

    private Path trips(String name) throws IOException {
        return TableFiles.trips(place.path(name), 1, CITIES);
    }

    /** Returns the rows of each file below {@code out}. */
    private Map<String, List<String>> parts() throws IOException {
        Map<String, List<String>> parts = new TreeMap<>();
        try (Stream<Path> paths = Files.walk(place.out())) {
            for (Path path : paths.filter(Files::isRegularFile).toList()) {
                if (!path.getFileName().toString().startsWith(".")) {
                    parts.put(place.out().relativize(path).toString(), TableFiles.rows(path));
                }
            }
        }
        return parts;
    }

    @ParameterizedTest
    @CsvSource({
        "trips.parquet, .parquet",
        "trips.arrow, .arrow",
        "trips.arrows, .arrows",
        "trips.feather, .arrow",
        "trips.ipc, .arrow"
    })
    void partitionsAreWhereThoseOfTextAre(String name, String suffix) throws IOException {
        String report = place.shuffled(trips(name), "--by", "city", "-n", 4);
        assertThat(report).startsWith("7 rows, ").contains("to 4 partitions in " + place.out());
        Map<String, List<String>> tables = parts();
        Path text = place.file("t.csv", "city,n\noslo,1\nbergen,2\n,3\noslo,4\nTromsø,5\nbergen,6\noslo,7\n");
        place.shuffled(text, "--by", "city", "-n", 4, "--overwrite");
        Map<String, List<String>> expected = new TreeMap<>();
        place.parts().forEach((part, rows) -> {
            List<String> lines = new String(rows.getBytes(StandardCharsets.ISO_8859_1), StandardCharsets.UTF_8)
                    .lines()
                    .skip(1)
                    .map(line -> line.startsWith(",") ? "null" + line : line)
                    .map(line -> line.replace(',', ' '))
                    .toList();
            expected.put(part.replace(".csv", suffix), lines);
        });
        assertThat(tables).isEqualTo(expected);
        assertThat(place.out().resolve(".lock")).exists();
    }

    @ParameterizedTest
    @CsvSource({"trips.parquet, .parquet", "trips.arrow, .arrow", "trips.arrows, .arrows"})
    void sortsTheRowsOfEachPartition(String name, String suffix) throws IOException {
        Path file = trips(name);
        place.shuffled(file, "--by", "n", "-n", 1, "--sort-by", "city desc, n desc");
        List<String> sorted = List.of("oslo 7", "oslo 4", "oslo 1", "bergen 6", "bergen 2", "Tromsø 5", "null 3");
        assertThat(parts()).isEqualTo(Map.of("part-00000" + suffix, sorted));
        // Each append on its own.
        place.shuffled(file, "--by", "n", "-n", 1, "--sort-by", "city", "--limit", 3, "--append");
        assertThat(parts().values()).containsExactlyInAnyOrder(sorted, List.of("bergen 2", "oslo 1", "null 3"));
        place.shuffled(file, "--by", "n", "--range", "-n", 2, "--sort-by", "city", "--columns", "n", "--overwrite");
        assertThat(parts().values()).containsExactly(List.of("2", "1", "3"), List.of("5", "6", "4", "7"));
    }

    @Test
    void sortsTheRowsOfDirectories() throws IOException {
        Path file = trips("trips.parquet");
        place.shuffled(file, "--by", "city", "--distinct", "--sort-by", "city, n desc", "--where", "n < 6");
        assertThat(parts().values())
                .containsExactlyInAnyOrder(List.of("4", "1"), List.of("2"), List.of("5"), List.of("3"));
    }

    @Test
    void sortsTheTablesOfAStore() throws IOException {
        Path file = trips("trips.parquet");
        Result result = Cli.run(
                "shuffle", file, "--by", "n", "-n", 1, "--sort-by", "city, n desc", "--to", "log:" + place.path("log"));
        assertThat(result.err()).isEmpty();
        Result rows = Cli.run("get", "log:" + place.path("log"), "part-00000", "--codec", "arrow", "--csv");
        assertThat(rows.out().lines().skip(1).map(row -> row.substring(row.indexOf(',') + 1)))
                .containsExactly("5", "6", "2", "7", "4", "1", "3");
    }

    @Test
    void refusesWhatTablesCannotBeSortedBy() throws IOException {
        Path file = trips("trips.parquet");
        place.fails(
                2,
                "column 'city' is of type string, and number(city) sorts by numbers; cast it to a type of these",
                file,
                "--by",
                "n",
                "--sort-by",
                "number(city)");
        place.fails(2, "no column 'town'", file, "--by", "n", "--range", "--sort-by", "town");
        place.fails(2, "--sort-by n down: character 3", file, "--by", "n", "--sort-by", "n down");
    }

    /** Files do not depend on what is spilled. */
    @Test
    void sortedFilesAreTheSameWithAnyMemory() throws IOException {
        String[] cities = new String[200_000];
        for (int i = 0; i < cities.length; i++) {
            cities[i] = CITIES[i * 7919 % CITIES.length] + i * 104_729L % 5_003;
        }
        Path file = TableFiles.trips(place.path("trips.parquet"), 1, cities);
        List<Map<String, String>> files = new ArrayList<>();
        for (String memory : List.of("8m", "32m", "512m")) {
            place.shuffled(
                    file, "--by", "n", "-n", 3, "--sort-by", "city", "--memory", memory, "--threads", 2, "--overwrite");
            files.add(place.parts());
        }
        assertThat(files.get(0)).hasSize(3);
        assertThat(files.get(1).equals(files.get(0))).isTrue();
        assertThat(files.get(2).equals(files.get(0))).isTrue();
    }

    @Test
    void theFormatMayBeSaidInsteadOfNamed() throws IOException {
        Path file = Files.move(trips("trips.parquet"), place.path("trips"));
        place.shuffled(file, "--by", 1, "-n", 1, "--format", "parquet");
        assertThat(parts().get("part-00000.parquet")).hasSize(7).startsWith("oslo 1", "bergen 2", "null 3");
        place.fails(2, "the name '" + file + "' does not tell the format", file, "--by", "city", "--overwrite");
    }

    /** Two files with dictionaries of different texts; and a third one that is too small to need one. */
    @ParameterizedTest
    @CsvSource({"2, --distinct", "2, -n=4", "3, -n=4"})
    void textsInDictionariesAreShuffledAsOthersAre(int files, String partitions) throws IOException {
        String[][] cities = {new String[5000], new String[4000], {"oslo", "null"}};
        for (int i = 0; i < 5000; i++) {
            cities[0][i] = CITIES[i % 3];
        }
        for (int i = 0; i < 4000; i++) {
            cities[1][i] = CITIES[i % 4 + 2];
        }
        List<Map<String, List<String>>> results = new ArrayList<>();
        for (String suffix : List.of(".arrow", ".parquet")) {
            List<Object> arguments = new ArrayList<>();
            for (int i = 0; i < files; i++) {
                arguments.add(TableFiles.trips(place.path(i + suffix), i * 10_000, cities[i]));
            }
            arguments.addAll(List.of("--by", "city", partitions, "--to-format", "parquet", "--overwrite"));
            place.shuffled(arguments.toArray());
            results.add(parts());
        }
        assertThat(results.get(1)).isEqualTo(results.get(0)).hasSizeGreaterThanOrEqualTo(4);
    }

    @Test
    void oneFormatBecomesAnother() throws IOException {
        Path file = trips("trips.parquet");
        place.shuffled(file, "--by", "city", "-n", 1, "--to-format", "arrow");
        List<String> rows = parts().get("part-00000.arrow");
        assertThat(rows).hasSize(7);
        Result result = Cli.run(
                "shuffle",
                place.out().resolve("part-00000.arrow"),
                "--by",
                "city",
                "-n",
                1,
                "--to-format",
                "parquet",
                "--to",
                place.path("back"));
        assertThat(result.err()).isEmpty();
        assertThat(TableFiles.rows(place.path("back").resolve("part-00000.parquet")))
                .isEqualTo(rows);
    }

    @Test
    void severalFilesAreOneTable() throws IOException {
        Path first = trips("a.parquet");
        Path second = TableFiles.trips(place.path("b.parquet"), 8, "oslo");
        place.shuffled(first, second, "--by", "city", "-n", 1);
        assertThat(parts().get("part-00000.parquet")).hasSize(8).endsWith("oslo 7", "oslo 8");
    }

    @Test
    void distinctValuesAreHivesDirectories() throws IOException {
        place.shuffled(trips("t.parquet"), "--by", "city", "--distinct");
        assertThat(parts())
                .isEqualTo(Map.of(
                        "city=oslo/data.parquet", List.of("1", "4", "7"),
                        "city=bergen/data.parquet", List.of("2", "6"),
                        "city=Tromsø/data.parquet", List.of("5"),
                        "city=__HIVE_DEFAULT_PARTITION__/data.parquet", List.of("3")));
    }

    @ParameterizedTest
    @CsvSource({
        "t.parquet, parquet, .parquet",
        "t.parquet, arrow, .arrow",
        "t.arrow, parquet, .parquet",
        "t.arrow, arrows, .arrows"
    })
    void theColumnIsInTheFilesIfItIsKept(String name, String format, String suffix) throws IOException {
        Path file = TableFiles.trips(place.path(name), 1, "oslo", "bergen", "oslo");
        place.shuffled(file, "--by", "city", "--distinct", "--to-format", format);
        assertThat(parts())
                .isEqualTo(Map.of(
                        "city=oslo/data" + suffix, List.of("1", "3"), "city=bergen/data" + suffix, List.of("2")));
        place.shuffled(file, "--by", 1, "--distinct", "--keep-key", "--to-format", format, "--overwrite");
        assertThat(parts())
                .isEqualTo(Map.of(
                        "city=oslo/data" + suffix,
                        List.of("oslo 1", "oslo 3"),
                        "city=bergen/data" + suffix,
                        List.of("bergen 2")));
    }

    @Test
    void filesWithAndWithoutTheColumnAreNotMixed() throws IOException {
        Path file = TableFiles.trips(place.path("t.parquet"), 1, "oslo");
        Path part = place.out().resolve("city=oslo/data.parquet");
        place.shuffled(file, "--by", "city", "--distinct");
        place.fails(
                1,
                part + " has the columns [n: int64], and the rows to append [n: int64, city: string];"
                        + " append without --keep-key, as the others were written",
                file,
                "--by",
                "city",
                "--distinct",
                "--keep-key",
                "--append");
        place.shuffled(file, "--by", "city", "--distinct", "--append");
        place.shuffled(file, "--by", "city", "--distinct", "--keep-key", "--overwrite");
        place.fails(
                1,
                part + " has the columns [city: string, n: int64], and the rows to append [n: int64];"
                        + " append with --keep-key, as the others were written",
                file,
                "--by",
                "city",
                "--distinct",
                "--append");
        place.shuffled(file, "--by", "city", "--distinct", "--keep-key", "--append");
    }

    @ParameterizedTest
    @ValueSource(strings = {"t.parquet", "t.arrow"})
    void aTableOfWhichNothingWouldBeLeftNeedsTheColumn(String name) throws IOException {
        Path file = TableFiles.trips(place.path(name), 1, "a");
        place.fails(
                2,
                "there is no column but [city, n], and the key's columns are left out; --keep-key has them in the files too",
                file,
                "--by",
                "n",
                "--by",
                "city",
                "--distinct");
        place.fails(2, "column 'city' is given twice", file, "--by", "city", "--by", 1, "--distinct");
        place.shuffled(file, "--by", "n", "--by", "city", "--distinct", "--keep-key");
        assertThat(parts().values()).containsExactly(List.of("a 1"));
    }

    @Test
    void sizesAreThoseOfTheFiles() throws IOException {
        Path file = TableFiles.trips(place.path("t.parquet"), 1, "oslo", "bern", "rome");
        Path out = place.path("sizes");
        String report = Cli.run("shuffle", file, "--by", "city", "-n", 2, "--to", out, "--json")
                .out();
        long total = 0;
        for (String part : List.of("part-00000.parquet", "part-00001.parquet")) {
            long bytes = Files.size(out.resolve(part));
            total += bytes;
            assertThat(report).containsPattern("\"name\": \"" + part + "\",\\s+\"bytes\": " + bytes + "\n");
        }
        assertThat(report).contains("\"rejected\": 0,\n  \"bytes\": " + total + ",");
        assertThat(Cli.run("shuffle", file, "--by", "city", "-n", 2, "--to", out, "--overwrite")
                        .outLines()
                        .get(0))
                .startsWith("3 rows, " + HumanSize.of(total) + ", ");
    }

    @Test
    void aStoreHasTheColumnUnlessItIsDropped() throws IOException {
        Path file = TableFiles.trips(place.path("t.parquet"), 1, "oslo");
        for (String option : List.of("--keep-key", "--drop-key")) {
            Path log = place.path("log" + option);
            Result result = Cli.run("shuffle", file, "--by", "city", "--distinct", option, "--to", "log:" + log);
            assertThat(result.err()).isEmpty();
            assertThat(Cli.run("get", "log:" + log, "city=oslo", "--codec", "arrow", "--json")
                            .out())
                    .isEqualTo(option.equals("--keep-key") ? "{\"city\":\"oslo\",\"n\":1}\n" : "{\"n\":1}\n");
        }
    }

    @Test
    void distinctValuesOfSeveralColumnsAreDirectoriesInDirectories() throws IOException {
        Path file = TableFiles.trips(place.path("t.arrow"), 1, "a", "b");
        place.shuffled(file, "--by", "city", "--by", "n", "--distinct", "--keep-key");
        assertThat(parts())
                .isEqualTo(Map.of("city=a/n=1/data.arrow", List.of("a 1"), "city=b/n=2/data.arrow", List.of("b 2")));
        place.shuffled(
                TableFiles.trips(place.path("u.arrow"), 2, "b", "c"),
                "--by",
                "city",
                "--by",
                "n",
                "--distinct",
                "--keep-key",
                "--append");
        assertThat(parts().keySet())
                .containsExactly(
                        "city=a/n=1/data.arrow",
                        "city=b/n=2/data-1.arrow",
                        "city=b/n=2/data.arrow",
                        "city=c/n=3/data-1.arrow");
        place.fails(
                1,
                place.out()
                        + " is partitioned by shuffle's 'value by city,n' as arrow, and not by 'value by city' as arrow",
                file,
                "--by",
                "city",
                "--distinct",
                "--append");
        place.shuffled(file, "--by", "city", "--distinct", "--overwrite");
        assertThat(parts()).containsOnlyKeys("city=a/data.arrow", "city=b/data.arrow");
    }

    @Test
    void emptyAndNullAreInOneDirectoryIfTheColumnTellsThemApart() throws IOException {
        Path file = TableFiles.trips(place.path("t.arrow"), 1, "null", "");
        place.fails(
                1,
                "key '[]': column 'city' of " + file + ": an empty text has the directory of null, and would be null"
                        + " again; --keep-key has the column in the files too",
                file,
                "--by",
                "city",
                "--distinct");
        place.shuffled(file, "--by", "city", "--distinct", "--keep-key");
        assertThat(parts()).isEqualTo(Map.of("city=__HIVE_DEFAULT_PARTITION__/data.arrow", List.of("null 1", " 2")));
    }

    @Test
    void otherColumnsAreNotAppended() throws IOException {
        place.shuffled(trips("t.arrow"), "--by", "city", "--distinct", "--keep-key");
        try (BufferAllocator allocator = new RootAllocator();
                VarCharVector city = new VarCharVector("city", allocator);
                VarCharVector more = new VarCharVector("more", allocator)) {
            city.setSafe(0, "oslo".getBytes(StandardCharsets.UTF_8));
            city.setValueCount(1);
            more.setValueCount(1);
            TableFiles.write(place.path("other.arrow"), VectorSchemaRoot.of(city, more));
        }
        place.fails(
                1,
                place.out() + "/city=Tromsø/data.arrow has the columns [city: string, n: int64], and the rows to"
                        + " append [city: string, n: int64, more: string]\n",
                place.path("other.arrow"),
                "--by",
                "city",
                "--distinct",
                "--keep-key",
                "--append");
    }

    @Test
    void aKeptColumnOfAnotherTypeIsNotAppended() throws IOException {
        place.shuffled(trips("t.arrow"), "--by", "n", "--distinct", "--keep-key");
        Path texts = place.path("texts.arrow");
        try (BufferAllocator allocator = new RootAllocator();
                VarCharVector city = new VarCharVector("city", allocator);
                VarCharVector number = new VarCharVector("n", allocator)) {
            number.setSafe(0, "1".getBytes(StandardCharsets.UTF_8));
            city.setValueCount(1);
            number.setValueCount(1);
            TableFiles.write(texts, VectorSchemaRoot.of(city, number));
        }
        place.fails(
                1,
                texts + ": column 'n' is string, and in " + place.out()
                        + "/n=1/data.arrow int64; make them one type, or leave one out\n",
                texts,
                "--by",
                "n",
                "--distinct",
                "--keep-key",
                "--append");
    }

    @Test
    void rangesAreInOrder() throws IOException {
        place.shuffled(trips("t.parquet"), "--by", "n", "--range", "-n", 3);
        List<String> rows = new ArrayList<>();
        parts().values().forEach(rows::addAll);
        assertThat(rows).isEqualTo(TableFiles.rows(place.path("t.parquet")));
        assertThat(parts().values()).allSatisfy(part -> assertThat(part).isNotEmpty());
    }

    @Test
    void aStoreGetsTablesOfTheArrowCodec() throws IOException {
        Path log = place.path("log");
        Result result = Cli.run("shuffle", trips("t.parquet"), "--by", "city", "--distinct", "--to", "log:" + log);
        assertThat(result.err()).isEmpty();
        try (BufferAllocator allocator = new RootAllocator();
                Partd<Table> tables = Partd.log(log).with(ArrowTables.layer(allocator))) {
            Collection<String> keys = tables.keys();
            assertThat(keys).contains("city=oslo", "city=__HIVE_DEFAULT_PARTITION__");
            try (Table oslo = tables.get("city=oslo")) {
                assertThat(oslo.rowCount()).isEqualTo(3);
            }
        }
    }

    @Test
    void whatDoesNotGoTogetherIsRefused() throws IOException {
        Path file = trips("t.parquet");
        place.fails(2, "--by COLUMN is missing", file);
        place.fails(2, "no column 'town'; there are 1 to 2: [city, n]", file, "--by", "town");
        place.fails(2, "--delimiter goes with --format csv", file, "--by", "n", "--delimiter", ";");
        place.fails(2, "--no-header goes with --format csv or tsv", file, "--by", "n", "--no-header");
        place.fails(
                2,
                "--numeric goes with text; a table's numbers are ordered as numbers",
                file,
                "--by",
                "n",
                "--range",
                "--numeric");
        place.fails(2, "--on-error skip goes with text", file, "--by", "n", "--on-error", "skip");
        Path text = place.file("t.csv", "city,n\noslo,1\n");
        place.fails(2, "--to-format goes with tables; text stays as it is", text, "--by", "n", "--to-format", "arrow");
    }

    @Test
    void whatIsNoTableIsRefused() throws IOException {
        Path text = place.file("t.parquet", "city,n\noslo,1\n");
        String noParquet =
                text + ": not a Parquet file, or cut off: it does not end with PAR1" + System.lineSeparator();
        place.fails(1, noParquet, text, "--by", "n");
        Path arrow = place.file("t.arrow", "city,n\noslo,1\n");
        place.fails(1, arrow + ": neither an Arrow file nor a stream of Arrow's: ", arrow, "--by", "n");
        place.fails(1, place.path("missing.parquet") + ": no such file", place.path("missing.parquet"), "--by", "n");
    }

    @Test
    void tablesWithOtherColumnsAreRefused() throws IOException {
        Path first = trips("t.parquet");
        Path second = place.path("u.parquet");
        try (BufferAllocator allocator = new RootAllocator();
                VarCharVector city = new VarCharVector("city", allocator);
                VarCharVector number = new VarCharVector("n", allocator)) {
            TableFiles.write(second, VectorSchemaRoot.of(city, number));
        }
        place.fails(
                1,
                second + ": column 'n' is string, and in " + first + " int64; make them one type, or leave one out",
                first,
                second,
                "--by",
                "city");
    }

    @Test
    void tooManyValuesLeaveNothing() throws IOException {
        place.fails(
                1,
                "there are more than 2 values; raise --max-partitions",
                trips("t.parquet"),
                "--by",
                "city",
                "--distinct",
                "--max-partitions",
                2);
        Path bad = TableFiles.trips(place.path("bad.parquet"), 1, "x".repeat(300));
        place.fails(1, "key '[xxxxx", bad, "--by", "city", "--distinct");
    }

    @ParameterizedTest
    @ValueSource(strings = {"part-00000.parquet", "other.txt"})
    void onlyDatasetsAreOverwritten(String present) throws IOException {
        Path file = trips("t.parquet");
        Files.createDirectory(place.out());
        Files.writeString(place.out().resolve(present), "");
        place.fails(1, place.out().toString(), file, "--by", "city", "--overwrite");
    }

    /** Of the times 9999-12-31T00:00 and 2026-11-29T12:00, as pyarrow writes them with its option for INT96. */
    private static final String INT96 = "UEFSMRUAFSAVICwVBBUAFQYVBhwAAAACAAAABAEBAAAAYQEAAABiFQAVPBU8LBUEFQAVBhUGHAAA"
            + "AAIAAAAEAQAAAAAAAAAALP5RAACAp0hKJwAAvo4lABUEGTw1ABgGc2NoZW1hFQQAFQwlAhgBayUATBwAAAAVBiUCGAF0ABYEGRwZLCYA"
            + "HBUMGSUGABkYAWsVABYEFkYWRiYISRwVABUAFQIAPBYEGQYZJgAEAAAAJgAcFQYZJQYAGRgBdBUAFgQWYhZiJk5JHBUAFQAVAgA8KQYZ"
            + "JgAEAAAAFqgBFgQmCBaoAQAoIHBhcnF1ZXQtY3BwLWFycm93IHZlcnNpb24gMjUuMC4xGSwcAAAcAAAAuQAAAFBBUjE=";

    @ParameterizedTest
    @ValueSource(strings = {"parquet", "arrow"})
    void timesOfTheTypeInt96AreReadAsTheUnitThatIsSaid(String format) throws IOException {
        Path file = Files.write(place.path("times.parquet"), Base64.getDecoder().decode(INT96));
        place.fails(
                1,
                file + ", column 't', row group 1: the INT96 time 9999-12-31T00:00 does not fit into nanoseconds,"
                        + " which reach from 1677 to 2262; read INT96 as microseconds",
                file,
                "--by",
                "k",
                "-n",
                1);
        place.shuffled(file, "--by", "k", "-n", 1, "--int96", "microsecond", "--to-format", format);
        if (format.equals("parquet")) {
            // It is INT96 again, so it needs the option again.
            Path part = place.out().resolve("part-00000.parquet");
            assertThat(ParquetSource.of(part)
                            .int96(TimeUnit.MICROSECOND)
                            .layout()
                            .schema()
                            .findField("t")
                            .getType())
                    .isEqualTo(new ArrowType.Timestamp(TimeUnit.MICROSECOND, null));
            place.shuffled(part, "--by", "k", "-n", 1, "--int96", "microsecond", "--to-format", "arrow", "--overwrite");
        }
        assertThat(parts().get("part-00000.arrow")).containsExactly("a 9999-12-31T00:00", "b 2026-11-29T12:00");
    }

    @Test
    void int96GoesWithParquet() throws IOException {
        place.fails(
                2,
                "--int96 goes with --format parquet; others have no times of that type",
                trips("trips.arrow"),
                "--by",
                "city",
                "--int96",
                "nanosecond");
        place.fails(
                2,
                "Invalid value for option '--int96': expected one of [NANOSECOND, MICROSECOND] (case-insensitive) but"
                        + " was 'second'",
                trips("trips.parquet"),
                "--by",
                "city",
                "--int96",
                "second");
    }
}
