package io.partd.cli.shuffle;

import static org.assertj.core.api.Assertions.assertThat;

import io.partd.ChildProcess;
import io.partd.PythonCommand;
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
    @ValueSource(strings = {"-n 1", "--distinct --keep-key"})
    void haveSoManyRowsOfParquet(String options) throws IOException {
        Path table = TableFiles.trips(place.path("t.parquet"), 1, "oslo", "oslo", "oslo", "oslo", "oslo");
        List<Object> words = new ArrayList<>(List.of(table, "--by", "city", "--max-rows", 2));
        words.addAll(List.of(options.split(" ")));
        String report = place.shuffled(words.toArray());
        String base = options.startsWith("-n") ? "part-00000" : "city=oslo/data";
        assertThat(place.parts()).containsOnlyKeys(base + ".parquet", base + "-1.parquet", base + "-2.parquet");
        assertThat(TableFiles.rows(place.out().resolve(base + "-1.parquet"))).containsExactly("oslo 3", "oslo 4");
        assertThat(TableFiles.rows(place.out().resolve(base + "-2.parquet"))).containsExactly("oslo 5");
        assertThat(report).contains("5 rows, ");
    }

    @Test
    void haveSoManyBytesOfParquet() throws IOException {
        String[] cities = new String[50_000];
        for (int i = 0; i < cities.length; i++) {
            cities[i] = Integer.toString(i * 7919);
        }
        Path table = TableFiles.trips(place.path("t.parquet"), 1, cities);
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
                "--compression gzip:10 | 'gzip:10' has the level '10'; there are 1 to 9",
                "--max-rows 0 | --max-rows 0 is less than 1",
            })
    void areAsTheyCanBe(String options, String message) throws IOException {
        place.fails(2, message, words("--by city " + options));
    }

    @Test
    @Tag("interop")
    void areReadByOthers() throws Exception {
        for (String codec : List.of("gzip", "zstd", "bzip2", "lz4")) {
            place.shuffled(words("--by city -n 1 --overwrite --compression " + codec));
            String name = place.parts().keySet().iterator().next();
            String path = place.out().resolve(name).toString();
            List<String> read = new ArrayList<>(List.of("import pyarrow as pa"));
            if (codec.equals("gzip") || codec.equals("bzip2")) {
                read.add("import pandas as pd");
                read.add("assert len(pd.read_csv('" + path + "')) == 5");
            }
            if (codec.equals("gzip") || codec.equals("zstd")) {
                read.add("import duckdb");
                read.add("assert duckdb.sql(\"select count(*) from read_csv('" + path + "')\").fetchone() == (5,)");
            }
            read.add("t = pa.input_stream('" + path + "', compression='" + codec.replace("bzip2", "bz2") + "').read()");
            read.add("assert t.count(b'\\n') == 7, t");
            read.add("print('read')");
            Path script = place.file("read-" + codec + ".py", String.join("\n", read));
            try (ChildProcess python =
                    PythonCommand.with("pyarrow", "pandas", "duckdb").start(script)) {
                assertThat(python.join()).as(codec).containsExactly("read");
            }
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
