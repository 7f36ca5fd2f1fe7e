package io.partd.cli.shuffle;

import static org.assertj.core.api.Assertions.assertThat;

import io.partd.ChildProcess;
import io.partd.PythonCommand;
import io.partd.cli.running.HumanSize;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import java.util.zip.GZIPInputStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Files as they are wanted: compressed, and of limited size. */
class OutputFilesTest {

    @TempDir
    Path temporary;

    private Place place;
    private Path trips;

    @BeforeEach
    void makeInput() throws IOException {
        place = new Place(temporary.toRealPath());
        trips = place.file("trips.csv", "city,note\na,1\nb,\"two\nlines\"\na,3\na,4\nb,5\n");
    }

    @Test
    void areCompressed() throws IOException {
        String report = place.shuffled(words("--by city -n 2 --range --compression gzip:9 --json"));
        assertThat(place.parts()).containsOnlyKeys("part-00000.csv.gz", "part-00001.csv.gz");
        assertThat(unpacked("part-00000.csv.gz")).isEqualTo("city,note\na,1\na,3\na,4\n");
        assertThat(unpacked("part-00001.csv.gz")).isEqualTo("city,note\nb,\"two\nlines\"\nb,5\n");
        assertThat(report)
                .contains("\"bytes\": " + Files.size(place.out().resolve("part-00000.csv.gz")))
                .contains("\"name\": \"part-00000.csv.gz\"");
    }

    @ParameterizedTest
    @CsvSource({"-n 1, part-00000", "--distinct, k=a/data"})
    void areReportedInTheOrderOfTheirRows(String partitions, String first) throws IOException {
        trips = place.file("many.csv", "k,v\n" + "a,1\n".repeat(11));
        String report = place.shuffled(words("--by k --max-rows 1 --json " + partitions));
        List<String> names = new ArrayList<>();
        for (int i = 0; i < 11; i++) {
            names.add(first + (i == 0 ? "" : "-" + i) + ".csv\",");
        }
        assertThat(report.substring(report.indexOf("\"files\""))).containsSubsequence(names);
    }

    @ParameterizedTest
    @ValueSource(strings = {"--max-rows 2", "--max-bytes 20"})
    void growAfterTheirLastFile(String limit) throws IOException {
        place.shuffled(words("--by city -n 1 --where city='a' " + limit));
        place.shuffled(words("--by city -n 1 --where note='5' --append"));
        assertThat(place.parts())
                .isEqualTo(Map.of(
                        "part-00000.csv", "city,note\na,1\na,3\n",
                        "part-00000-1.csv", "city,note\na,4\n",
                        "part-00000-2.csv", "city,note\nb,5\n"));
    }

    @Test
    void growByCompressedFiles() throws IOException {
        for (String how : List.of("", " --append", " --append")) {
            place.shuffled(words("--by city --distinct --compression gzip" + how));
        }
        assertThat(place.parts().keySet())
                .isEqualTo(new TreeSet<>(List.of(
                        "city=a/data.csv.gz",
                        "city=a/data-1.csv.gz",
                        "city=a/data-2.csv.gz",
                        "city=b/data.csv.gz",
                        "city=b/data-1.csv.gz",
                        "city=b/data-2.csv.gz")));
        place.shuffled(words("--by city --distinct --overwrite-partitions"));
        assertThat(place.parts()).containsOnlyKeys("city=a/data.csv", "city=b/data.csv");
    }

    @ParameterizedTest
    @CsvSource({"--max-rows 2", "--max-bytes 20"})
    void haveSoManyRowsOfText(String limit) throws IOException {
        place.shuffled(words("--by city -n 2 --range " + limit));
        assertThat(place.parts())
                .containsEntry("part-00000.csv", "city,note\na,1\na,3\n")
                .containsEntry("part-00000-1.csv", "city,note\na,4\n");
        place.shuffled(words("--by city -n 2 --range --append " + limit));
        assertThat(place.parts())
                .containsEntry("part-00000-1.csv", "city,note\na,4\n")
                .containsEntry("part-00000-2.csv", "city,note\na,1\na,3\n")
                .containsEntry("part-00000-3.csv", "city,note\na,4\n");
    }

    /** A partition begins with any row, such as one that looks like the first bytes of another format. */
    @Test
    void haveRowsThatLookLikeOtherFormats() throws IOException {
        trips = place.file("lines.txt", "plain\n%PDF-1.4\nold\rMac\r\r\nPAR1\n");
        place.shuffled(trips, "-n", 64, "--max-rows", 1);
        assertThat(place.parts().values()).contains("plain\n", "%PDF-1.4\n", "old\rMac\r\r\n", "PAR1\n");
    }

    @Test
    void haveSoManyRowsOfManyBuffers() throws IOException {
        StringBuilder text = new StringBuilder("k,v\n");
        for (int i = 0; i < 300_000; i++) {
            text.append("k,")
                    .append(i)
                    .append(i % 1000 == 0 ? "," + "x".repeat(5000) : "")
                    .append('\n');
        }
        Path file = place.file("in.csv", text.toString());
        place.shuffled(file, "--by", "k", "-n", 1, "--max-rows", 70_000);
        List<String> rows = new ArrayList<>();
        for (int i = 0; i < 5; i++) {
            String part = place.parts().get("part-00000" + (i == 0 ? "" : "-" + i) + ".csv");
            assertThat(part.lines().skip(1).count()).isEqualTo(i == 4 ? 20_000 : 70_000);
            part.lines().skip(1).forEach(rows::add);
        }
        assertThat(rows).isEqualTo(text.toString().lines().skip(1).toList());
        assertThat(place.parts()).hasSize(5);
    }

    @Test
    void haveSoManyOfTheRowsAndColumnsThatAreWanted() throws IOException {
        String options = "--by 1 -n 1 --columns note --where note!='1' --max-rows 2";
        for (String how : List.of("", " --append")) {
            place.shuffled(words(options + how));
        }
        assertThat(place.parts())
                .isEqualTo(Map.of(
                        "part-00000.csv", "note\n\"two\nlines\"\n3\n",
                        "part-00000-1.csv", "note\n4\n5\n",
                        "part-00000-2.csv", "note\n\"two\nlines\"\n3\n",
                        "part-00000-3.csv", "note\n4\n5\n"));
    }

    @Test
    void growByDerivedKeys() throws IOException {
        String options = "--by prefix(note,1) --distinct";
        for (String how : List.of("", " --append", " --overwrite-partitions")) {
            place.shuffled(words(options + how));
        }
        assertThat(place.parts()).hasSize(5);
    }

    @ParameterizedTest
    @CsvSource({
        "-n 1, .parquet",
        "--distinct --keep-key, .parquet",
        "-n 1, .arrow",
        "-n 1 --compression lz4, .arrow",
        "--distinct --keep-key, .arrows",
    })
    void haveSoManyRowsOfTables(String options, String suffix) throws IOException {
        trips = TableFiles.trips(place.path("t" + suffix), 1, "oslo", "oslo", "oslo", "oslo", "oslo");
        place.shuffled(words("--by city --max-rows 2 " + options));
        String base = options.startsWith("-n") ? "part-00000" : "city=oslo/data";
        assertThat(place.parts()).containsOnlyKeys(base + suffix, base + "-1" + suffix, base + "-2" + suffix);
        assertThat(TableFiles.rows(place.out().resolve(base + "-1" + suffix))).containsExactly("oslo 3", "oslo 4");
        assertThat(TableFiles.rows(place.out().resolve(base + "-2" + suffix))).containsExactly("oslo 5");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "t.parquet -n 3",
                "t.parquet --distinct",
                "t.arrow -n 3 --compression zstd --max-rows 1",
                "t.arrows --distinct --compression lz4",
                "t.csv -n 3 --compression zstd",
                "t.csv -n 3",
            })
    void areReportedWithTheSizesThatTheyHave(String arguments) throws IOException {
        String[] words = arguments.split(" ", 2);
        trips = words[0].endsWith(".csv")
                ? place.file(words[0], "city,n\noslo,1\noslo,2\nbern,3\n")
                : TableFiles.trips(place.path(words[0]), 1, "oslo", "oslo", "bern");
        String report = place.shuffled(words("--by city --json " + words[1]));
        long all = 0;
        for (String part : place.parts().keySet()) {
            long size = Files.size(place.out().resolve(part));
            assertThat(report.replaceAll("\\s+", " "))
                    .contains("\"name\": \"" + part + "\", \"bytes\": " + size + " }");
            all += size;
        }
        assertThat(report).contains("\"rejected\": 0,\n  \"bytes\": " + all + ",");
        assertThat(place.shuffled(words("--by city --overwrite " + words[1])))
                .startsWith("3 rows, " + HumanSize.of(all) + ", in ");
    }

    @ParameterizedTest
    @ValueSource(strings = {"t.parquet", "t.arrow"})
    void haveSoManyBytesOfTables(String name) throws IOException {
        String[] cities = new String[50_000];
        for (int i = 0; i < cities.length; i++) {
            cities[i] = Integer.toString(i * 7919);
        }
        Path table = TableFiles.trips(place.path(name), 1, cities);
        place.shuffled(table, "--by", "city", "-n", 1, "--max-bytes", "100k", "--compression", "none");
        long rows = 0;
        for (String part : place.parts().keySet()) {
            assertThat(Files.size(place.out().resolve(part))).isLessThan(160 << 10);
            rows += TableFiles.rows(place.out().resolve(part)).size();
        }
        assertThat(rows).isEqualTo(50_000);
        assertThat(place.parts()).hasSizeGreaterThan(3);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '"',
            value = {
                "--compression snappy | 'snappy' is no compression of text; there are gzip, zstd, lz4, bzip2",
                "--compression zstd:99 | 'zstd:99' has the level '99'; there are 1 to 22",
                "--compression gzip:10 | 'gzip:10' has the level '10'; there are 1 to 9",
                "--max-rows 0 | --max-rows 0 is less than 1",
            })
    void areAsTheyCanBe(String options, String message) throws IOException {
        place.fails(2, message, words("--by city " + options));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '"',
            value = {
                "gzip | 'gzip' is no compression of Arrow files; there are lz4, zstd",
                "lz4:13 | lz4 has no level 13; there are 1 to 12",
            })
    void areCompressedAsArrowHasIt(String compression, String message) throws IOException {
        trips = TableFiles.trips(place.path("t.arrow"), 1, "oslo");
        place.fails(2, message, words("--by city --compression " + compression));
    }

    @Test
    @Tag("interop")
    void areReadByOthers() throws Exception {
        for (String codec : List.of("gzip", "zstd", "bzip2", "lz4")) {
            place.shuffled(words("--by city -n 1 --overwrite --compression " + codec));
            String name = place.parts().keySet().iterator().next();
            String path = place.out().resolve(name).toString();
            List<String> read = new ArrayList<>(List.of("""
                    import pyarrow as pa, pyarrow.csv as csv
                    path = '%s'
                    rows = [('a', '1'), ('b', 'two\\nlines'), ('a', '3'), ('a', '4'), ('b', '5')]
                    text = pa.input_stream(path, compression='%s').read()
                    table = csv.read_csv(pa.BufferReader(text), parse_options=csv.ParseOptions(newlines_in_values=True))
                    assert [tuple(row.values()) for row in table.to_pylist()] == rows, table
                    """.formatted(path, codec.replace("bzip2", "bz2"))));
            if (codec.equals("gzip") || codec.equals("bzip2")) {
                read.add("import pandas as pd");
                read.add("frame = pd.read_csv(path)");
                read.add("assert list(frame.itertuples(index=False, name=None)) == rows, frame");
            }
            if (codec.equals("gzip") || codec.equals("zstd")) {
                read.add("import duckdb");
                read.add("read = duckdb.sql(f\"from read_csv('{path}', header=true)\").fetchall()");
                read.add("assert read == rows, read");
            }
            assertThat(run(List.of("pyarrow", "pandas", "duckdb"), read))
                    .as(codec)
                    .containsExactly("read");
            if (!codec.equals("lz4") && !codec.equals("bzip2")) {
                List<String> polars = List.of(
                        "import polars as pl",
                        "rows = [('a', '1'), ('b', 'two\\nlines'), ('a', '3'), ('a', '4'), ('b', '5')]",
                        "frame = pl.read_csv('" + path + "')",
                        "assert frame.rows() == rows, frame");
                assertThat(run(List.of("polars"), polars)).as(codec).containsExactly("read");
            }
        }
    }

    @Test
    @Tag("interop")
    void ofArrowAreReadByOthers() throws Exception {
        String[] cities = new String[5000];
        for (int i = 0; i < cities.length; i++) {
            cities[i] = i % 9 == 0 ? "null" : "city " + i % 5;
        }
        for (String suffix : List.of(".arrow", ".arrows")) {
            trips = TableFiles.trips(place.path("t" + suffix), 0, cities);
            for (String codec : List.of("zstd:9", "lz4")) {
                place.shuffled(words("--by city -n 1 --overwrite --max-rows 3000 --compression " + codec));
                List<String> rows = List.of(
                        "rows = [(None if i % 9 == 0 else f'city {i % 5}', i) for i in range(5000)]",
                        "files = ['" + place.out().resolve("part-00000" + suffix) + "', '"
                                + place.out().resolve("part-00000-1" + suffix) + "']",
                        "open_arrow = '" + (suffix.equals(".arrow") ? "file" : "stream") + "'");
                List<String> arrow = new ArrayList<>(rows);
                arrow.add("import pyarrow as pa");
                arrow.add("tables = [getattr(pa.ipc, 'open_' + open_arrow)(f).read_all() for f in files]");
                arrow.add("assert [t.num_rows for t in tables] == [3000, 2000], tables");
                arrow.add("assert [tuple(r.values()) for t in tables for r in t.to_pylist()] == rows");
                assertThat(run(List.of("pyarrow"), arrow)).containsExactly("read");
                List<String> polars = new ArrayList<>(rows);
                polars.add("import polars as pl");
                polars.add("read = pl.read_ipc if open_arrow == 'file' else pl.read_ipc_stream");
                polars.add("assert pl.concat([read(f) for f in files]).rows() == rows");
                assertThat(run(List.of("polars"), polars)).containsExactly("read");
            }
        }
    }

    private List<String> run(List<String> modules, List<String> lines) throws Exception {
        Path script = place.file("read.py", String.join("\n", lines) + "\nprint('read')\n");
        try (ChildProcess python =
                PythonCommand.with(modules.toArray(String[]::new)).start(script)) {
            return python.join();
        }
    }

    private Object[] words(String options) {
        List<Object> words = new ArrayList<>(List.of(trips));
        words.addAll(List.of(options.split(" ")));
        return words.toArray();
    }

    private String unpacked(String part) throws IOException {
        try (GZIPInputStream in =
                new GZIPInputStream(Files.newInputStream(place.out().resolve(part)))) {
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        }
    }
}
