package io.partd.cli.shuffle;

import static org.assertj.core.api.Assertions.assertThat;

import io.partd.ChildProcess;
import io.partd.PythonCommand;
import io.partd.Requirement;
import io.partd.cli.Cli;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Tables that pyarrow writes are shuffled, and pyarrow reads what comes out. */
@Tag("interop")
class TablePythonTest {

    private static final String ROWS = "10000";

    @TempDir
    Path temporary;

    @ParameterizedTest
    @CsvSource({
        "trips.parquet, city, 16m",
        "trips.parquet, class, 8m",
        "trips.feather, price, 16m",
        "trips.feather, class, 8m",
        "trips.feather, name, 8m",
        "trips.arrows, at, 16m",
        "trips.arrows, bytes, 8m",
        "trips.arrows, hour, 16m",
        "trips.arrows, class, 16m"
    })
    void pyarrowReadsTheParts(String name, String column, String memory) throws Exception {
        Place place = new Place(temporary);
        Path file = place.path(name);
        python("pyarrow", "tables.py", "write", file.toString(), ROWS);
        place.shuffled(file, "--by", column, "--by", "ok", "-n", 8, "--memory", memory);
        assertThat(python("pyarrow", "tables.py", "compare", place.out().toString(), ROWS))
                .containsExactly("same");
    }

    /** Directories that other tools wrote, with names as each escapes them. polars leaves the columns in the files. */
    @ParameterizedTest
    @CsvSource({
        "duckdb, duckdb;pyarrow, int32, string",
        "pyarrow, pyarrow, int32, string",
        "polars, polars, int64, large_string"
    })
    void readsHivesDirectories(String tool, String modules, String year, String city) throws Exception {
        Place place = new Place(temporary);
        Path hive = place.path("hive");
        Files.createDirectory(hive);
        run(PythonCommand.with(modules.split(";")), "hive.py", "write", tool, hive.toString());
        place.shuffled(hive, "--by", "y", "--by", "city", "-n", 3);
        assertThat(python("pyarrow", "hive.py", "read", tool, place.out().toString()))
                .containsExactly(
                        "['v int64', 'y " + year + "', 'day date32[day]', 'city " + city + "']",
                        "[0, 2024, datetime.date(2024, 2, 29), 'São Paulo']",
                        "[1, 2024, datetime.date(2024, 2, 29), 'a/b=c %']",
                        "[2, 2025, datetime.date(2024, 2, 29), 'a/b=c %']",
                        "[3, 2025, datetime.date(2025, 1, 1), 'x']",
                        "[4, 2025, datetime.date(2025, 1, 1), 'x']",
                        "[5, None, datetime.date(2025, 1, 1), 'x']");
    }

    @Test
    void readsHivesDirectoriesOfText() throws Exception {
        Place place = new Place(temporary);
        Path hive = place.path("hive");
        run(PythonCommand.with("duckdb", "pyarrow"), "hive.py", "write", "duckdb-csv", hive.toString());
        place.shuffled(hive, "--by", "y", "--distinct");
        assertThat(place.parts().get("y=2024/data.csv").lines())
                .containsExactlyInAnyOrder(
                        "v,y,day,city", "0,2024,2024-02-29,S\u00c3\u00a3o Paulo", "1,2024,2024-02-29,a/b=c %");
    }

    private static final List<String> KEYS =
            List.of("number", "text", "day", "code", "zip", "nullnumber", "nulltext", "nullday", "number,nulltext");

    @Test
    void pandasReadsParts() throws Exception {
        readParts("pandas", "parquet", "pandas", "pyarrow");
    }

    @Test
    void pyarrowReadsParts() throws Exception {
        readParts("pyarrow", "parquet", "pyarrow");
    }

    @Test
    void pyarrowsDatasetsReadParts() throws Exception {
        readParts("dataset", "parquet", "pyarrow");
    }

    @Test
    void pyarrowReadsPartsOfArrow() throws Exception {
        readParts("ipc", "arrow", "pyarrow");
    }

    @Test
    void daskReadsParts() throws Exception {
        readParts("dask", "parquet", "dask.dataframe", "pyarrow");
    }

    @Test
    void duckdbReadsParts() throws Exception {
        readParts("duckdb", "parquet", "duckdb", "pandas");
    }

    @Test
    void polarsReadsParts() throws Exception {
        readParts("polars", "parquet", "polars");
    }

    /**
     * Of integers, texts, dates and null, and texts that look like them, with and without their types; and by number.
     */
    private void readParts(String reader, String format, String... modules) throws Exception {
        Path file = temporary.resolve("t." + format);
        PythonCommand writer = PythonCommand.with("pandas", "pyarrow");
        assertThat(run(writer, "partitioned.py", "write", file.toString())).isEmpty();
        for (String keys : KEYS) {
            List<Object> arguments = new ArrayList<>(List.of("shuffle", file));
            for (String key : keys.split(",")) {
                arguments.addAll(List.of("--by", key));
            }
            arguments.addAll(List.of("--distinct", "--to", temporary.resolve(keys)));
            assertThat(Cli.run(arguments.toArray()).err()).isEmpty();
        }
        Path numbered = temporary.resolve("numbered");
        assertThat(Cli.run("shuffle", file, "--by", "text", "-n", 4, "--to", numbered)
                        .err())
                .isEmpty();
        List<String> arguments = new ArrayList<>(List.of("read", reader, temporary.toString(), "numbered"));
        arguments.addAll(KEYS);
        for (PythonCommand python : PythonCommand.all(modules)) {
            assertThat(run(python, "partitioned.py", arguments.toArray(String[]::new)))
                    .as(python.toString())
                    .containsExactly("same");
        }
    }

    /** The file of flights that {@code PARTD_DATA} may have. */
    @Test
    void duckdbFindsTheSameRows() throws Exception {
        String directory = System.getenv("PARTD_DATA");
        Path file = Path.of(directory == null ? "" : directory).resolve("flights-3m.parquet");
        Requirement.of("the file", List.of(file.getFileName().toString()), "name its directory in PARTD_DATA")
                .assume(Files.exists(file));
        Place place = new Place(temporary);
        place.shuffled(file, "--by", "origin", "-n", 64, "--memory", "256m");
        assertThat(python("duckdb", "multiset.py", file.toString(), place.out().toString(), "origin"))
                .containsExactly("3000000");
    }

    /** The footer names the codec; only the size tells the level. */
    @ParameterizedTest
    @CsvSource({"zstd:1, ZSTD", "zstd:19, ZSTD", "gzip:9, GZIP", "snappy, SNAPPY", "lz4_raw, LZ4", "none, UNCOMPRESSED"
    })
    void pyarrowFindsTheCodecInTheFooter(String compression, String codec) throws Exception {
        Place place = new Place(temporary);
        Path file = place.path("trips.parquet");
        python("pyarrow", "tables.py", "write", file.toString(), ROWS);
        place.shuffled(file, "--by", "city", "-n", 2, "--memory", "16m", "--compression", compression);
        List<String> printed = python(
                "pyarrow",
                "codecs.py",
                place.out().resolve("part-00000.parquet").toString(),
                place.out().resolve("part-00001.parquet").toString());
        assertThat(printed).hasSize(2).allMatch(line -> line.endsWith(" " + codec));
        long rows = printed.stream()
                .mapToLong(line -> Long.parseLong(line.split(" ")[0]))
                .sum();
        assertThat(rows).isEqualTo(Long.parseLong(ROWS));
    }

    /** DuckDB reads why rows were left out. */
    @Test
    void duckdbCountsReasons() throws Exception {
        Place place = new Place(temporary);
        Path bad = place.file("bad \"x\".csv", "city,n\nOslo\nBern,1\nBonn\n\"a\"b,1\n");
        Path reasons = place.path("why.jsonl");
        assertThat(place.shuffle(bad, "--by", "n", "-n", 1, "--on-error", "skip", "--reasons", reasons)
                        .status())
                .isZero();
        assertThat(python("duckdb", "reasons.py", reasons.toString()))
                .containsExactly(
                        "1 column 1 goes on after its closing quote",
                        "2 it has 1 column, and the key is column 2",
                        bad + " lines [2, 4, 5] bytes 17");
    }

    private static List<String> python(String module, String script, String... arguments) throws Exception {
        return run(PythonCommand.with(module), script, arguments);
    }

    private static List<String> run(PythonCommand python, String script, String... arguments) throws Exception {
        try (ChildProcess process = python.start(PythonCommand.resource(TablePythonTest.class, script), arguments)) {
            return process.join();
        }
    }
}
