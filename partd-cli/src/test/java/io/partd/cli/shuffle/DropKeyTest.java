package io.partd.cli.shuffle;

import static org.assertj.core.api.Assertions.assertThat;

import io.partd.ChildProcess;
import io.partd.PythonCommand;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Partitions without the columns that rows are split by. */
class DropKeyTest {

    @TempDir
    Path temporary;

    private Place place;

    @BeforeEach
    void makePlace() throws IOException {
        place = new Place(temporary.toRealPath());
    }

    @Test
    void directoriesOfTextHaveTheColumnsInTheirNamesAlone() throws IOException {
        Path trips = place.file("t.csv", "city,day,n\n\"a, b\",1,x\n,2,\"y\nz\"\n\"a, b\",1,\n");
        place.shuffled(trips, "--by", "city", "--by", "day", "--distinct", "--drop-key");
        Map<String, String> parts = Map.of(
                "city=a, b/day=1/data.csv", "n\nx\n\"\"\n",
                "city=__HIVE_DEFAULT_PARTITION__/day=2/data.csv", "n\n\"y\nz\"\n");
        assertThat(place.parts()).isEqualTo(parts);
        place.shuffled(trips, "--by", 1, "--by", 2, "--distinct", "--drop-key", "--overwrite");
        assertThat(place.parts()).isEqualTo(parts);
    }

    @Test
    void numberedPartitionsGrowAndAreDivided() throws IOException {
        Path trips = place.file("t.tsv", "city\tn\na\t1\nb\t2\na\t3\n");
        place.shuffled(trips, "--by", 1, "-n", 1, "--drop-key", "--max-rows", 2);
        place.shuffled(trips, "--by", "city", "-n", 1, "--drop-key", "--append");
        assertThat(place.parts())
                .isEqualTo(Map.of(
                        "part-00000.tsv",
                        "n\n1\n2\n",
                        "part-00000-1.tsv",
                        "n\n3\n",
                        "part-00000-2.tsv",
                        "n\n1\n2\n3\n"));
        place.fails(
                1,
                place.out() + "/part-00000-1.tsv has the header 'n', and the rows to append 'city\tn'",
                trips,
                "--by",
                "city",
                "-n",
                1,
                "--append");
    }

    @Test
    void objectsLoseTheirMembers() throws IOException {
        Path trips = place.file("t.jsonl", "{\"u\":{\"id\":7,\"n\":1}}\n{\"v\":2,\"u\":{\"id\":\"x\"}}\n");
        place.shuffled(trips, "--by", "u.id", "--distinct", "--drop-key");
        assertThat(place.parts())
                .isEqualTo(Map.of(
                        "u.id=7/data.jsonl", "{\"u\":{\"n\":1}}\n", "u.id=x/data.jsonl", "{\"v\":2,\"u\":{}}\n"));
    }

    @Test
    void columnsOfDerivedKeysStay() throws IOException {
        Path trips = place.file("t.csv", "day,n\n2024-02-29,1\n");
        place.shuffled(trips, "--by", "month(day)", "--distinct", "--drop-key");
        assertThat(place.parts()).isEqualTo(Map.of("day_month=2024-02/data.csv", "day,n\n2024-02-29,1\n"));
    }

    @ParameterizedTest
    @CsvSource({"t.parquet, .parquet", "t.arrow, .arrow"})
    void numberedTablesAreWithoutThemToo(String name, String suffix) throws IOException {
        Path trips = TableFiles.trips(place.path(name), 1, "oslo", "bergen");
        place.shuffled(trips, "--by", "city", "-n", 1, "--drop-key");
        assertThat(TableFiles.rows(place.out().resolve("part-00000" + suffix))).containsExactly("1", "2");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "t.txt | --drop-key: a line is its own key, and nothing of it would be left",
                "t.csv --by x | there is no column but [x], and the key's columns are left out",
                "t.csv --by x --keep-key | --drop-key and --keep-key exclude each other",
            })
    void areRefusedIfNothingWouldBeLeft(String arguments, String message) throws IOException {
        place.file("t.txt", "x\ny\n");
        place.file("t.csv", "x\ny\n");
        String[] words = (arguments + " --drop-key -n 2").split(" ");
        words[0] = place.path(words[0]).toString();
        place.fails(2, message, (Object[]) words);
    }

    @Test
    @Tag("interop")
    void areReadByOthers() throws Exception {
        Path trips = place.file("t.csv", "y,city,note\n2024,a,one\n2025,\"b c\",\"two\nlines\"\n2024,a,three\n");
        place.shuffled(trips, "--by", "y", "--by", "city", "--distinct", "--drop-key");
        Path script = place.file("read.py", """
                import duckdb, pyarrow as pa, pyarrow.csv, pyarrow.dataset as ds, sys
                out = sys.argv[1]
                rows = [(2024, 'a', 'one'), (2024, 'a', 'three'), (2025, 'b c', 'two\\nlines')]
                read = duckdb.sql(f"from read_csv('{out}/**/*.csv', hive_partitioning=true, all_varchar=true, quote='{chr(34)}')")
                assert read.columns == ['note', 'city', 'y'], read.columns
                assert sorted((y, city, note) for note, city, y in read.fetchall()) == rows, read
                csv = ds.CsvFileFormat(pa.csv.ParseOptions(newlines_in_values=True))
                files = ds.dataset(out, format=csv, partitioning='hive').to_table()
                assert files.column_names == ['note', 'y', 'city'], files
                frame = files.to_pandas()
                read = sorted(zip(frame.y, frame.city, frame.note.astype(str)))
                assert read == rows, read
                print('read')
                """);
        try (ChildProcess python = PythonCommand.with("pyarrow", "pandas", "duckdb")
                .start(script, place.out().toString())) {
            assertThat(python.join()).containsExactly("read");
        }
    }
}
