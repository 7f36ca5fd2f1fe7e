package io.partd.cli.shuffle;

import static org.assertj.core.api.Assertions.assertThat;

import io.partd.cli.Cli;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Shuffles into a directory that an earlier one has made: what it remembers, what is added, what is replaced. */
class RepeatedJobsTest {

    @TempDir
    Path temporary;

    private Place place;
    private Path first;
    private Path second;

    @BeforeEach
    void makeInputs() throws IOException {
        place = new Place(temporary.toRealPath());
        first = place.file("first.csv", "k,v\na,1\nb,2\nc,3\nd,4\n");
        second = place.file("second.csv", "k,v\nb,5\ne,6\n");
    }

    @Test
    void rememberHowADatasetIsPartitioned() throws IOException {
        place.shuffled(first, "--by", 1, "-n", 2);
        assertThat(place.out().resolve(".partd+shuffle")).hasContent("""
                {
                  "version": 1,
                  "method": "hash",
                  "partitions": 2,
                  "columns": [ "k" ],
                  "format": "csv",
                  "runs": [ ]
                }
                """);
        place.shuffled(first, "--by", "v", "-n", 3, "--range", "--numeric", "--overwrite");
        assertThat(place.out().resolve(".partd+shuffle"))
                .content()
                .contains("\"method\": \"numeric range\"", "\"bounds\": [ \"2.0\", \"4.0\" ]");
    }

    @Test
    void rememberInAFileThatIsNoKey() throws IOException {
        place.shuffled(first, "--by", "k", "-n", 2);
        Path out = place.out();
        assertThat(out.resolve(".partd+shuffle")).exists();
        assertThat(Cli.run("keys", out).outLines()).containsExactly("part-00000.csv", "part-00001.csv");
        assertThat(Cli.run("verify", out).status()).isZero();
        assertThat(Cli.run("copy", out, "log:" + place.path("log")).status()).isZero();
        assertThat(Cli.run("keys", place.path("log")).outLines()).containsExactly("part-00000.csv", "part-00001.csv");
    }

    /** polars reads no directory with a further file that has bytes. */
    @Test
    void rememberNothingThatNamesOfDirectoriesSay() throws IOException {
        Path file = place.out().resolve(".partd+shuffle");
        place.shuffled(first, "--by", "k", "--distinct");
        place.shuffled(second, "--by", "k", "--distinct", "--append");
        assertThat(file).doesNotExist();
        place.shuffled(second, "--by", "k", "--distinct", "--append", "--run-id", "second");
        assertThat(file).content().contains("\"columns\": [ \"k\" ]", "\"runs\": [ \"second\" ]");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '"',
            value = {
                "--by k -n 2         | --by v -n 2           | 'hash into 2 by k' as csv | 'hash into 2 by v' as csv",
                "--by k -n 2         | --by 2 -n 2           | 'hash into 2 by k' as csv | 'hash into 2 by v' as csv",
                "--by k -n 2         | --by k -n 3           | 'hash into 2 by k' as csv | 'hash into 3 by k' as csv",
                "--by k -n 2         | --by k -n 2 --range   | 'hash into 2 by k' as csv | 'range into 2 by k' as csv",
                "--by k -n 2 --range | --by k -n 2           | 'range into 2 by k' as csv | 'hash into 2 by k' as csv",
                "--by k --distinct   | --by v --distinct     | 'value by k' as csv | 'value by v' as csv",
                "--by k --distinct   | --by 2 --distinct     | 'value by k' as csv | 'value by v' as csv",
                "--by k -n 2         | --by k -n 2 --format tsv --by k | 'hash into 2 by k' as csv | as tsv",
            })
    void doNotAddWhatIsPartitionedInAnotherWay(String options, String more, String present, String added)
            throws IOException {
        if (more.contains("tsv")) {
            second = place.file("second.tsv", "k\tv\nb\t5\n");
            more = "--by k -n 2";
        }
        place.shuffled(words(first, options));
        for (String how : List.of(" --append", " --overwrite-partitions")) {
            Map<String, String> before = place.files();
            Cli.Result result = place.shuffle(words(second, more + how));
            assertThat(result.status()).isEqualTo(1);
            assertThat(result.err())
                    .startsWith("partd: " + place.out() + " is partitioned by shuffle's " + present)
                    .contains(added)
                    .hasLineCount(1);
            assertThat(place.files()).isEqualTo(before);
        }
        place.shuffled(words(second, more + " --overwrite"));
    }

    @Test
    void tellColumnsApartThatHaveNoNames() throws IOException {
        first = place.file("first.csv", "a,1\nb,2\n");
        place.shuffled(first, "--no-header", "--by", 1, "-n", 2);
        place.fails(
                1,
                place.out() + " is partitioned by shuffle's 'hash into 2 by 1' as csv, and not by 'hash into 2 by 2'",
                first,
                "--no-header",
                "--by",
                2,
                "-n",
                2,
                "--append");
    }

    @Test
    void rememberTheNameOfAColumnOfCompressedFiles() throws IOException {
        place.shuffled(first, "--by", 2, "-n", 2, "--compression", "gzip");
        assertThat(place.out().resolve(".partd+shuffle")).content().contains("\"columns\": [ \"v\" ]");
    }

    @ParameterizedTest
    @ValueSource(strings = {"--by k -n 2", "--by k --distinct", "--by k -n 2 --range"})
    void addToDatasetsThatRememberNothing(String options) throws IOException {
        place.shuffled(words(first, options));
        Files.deleteIfExists(place.out().resolve(".partd+shuffle"));
        place.shuffled(words(second, options + " --append"));
        assertThat(rows()).containsExactly("a,1", "b,2", "b,5", "c,3", "d,4", "e,6");
        assertThat(Files.exists(place.out().resolve(".partd+shuffle"))).isEqualTo(options.equals("--by k -n 2"));
    }

    @Test
    void sayWhenTheFileCannotBeUnderstood() throws IOException {
        place.shuffled(first, "--by", "k", "-n", 2);
        Path file = place.out().resolve(".partd+shuffle");
        Files.writeString(file, "{\"version\": 2}");
        place.fails(
                1,
                file + " does not say how the dataset is partitioned: its version is 2, and not 1;",
                second,
                "--by",
                "k",
                "-n",
                2,
                "--append");
        Files.writeString(file, "{\"version\": ");
        place.fails(1, file + " does not say how", second, "--by", "k", "-n", 2, "--append");
    }

    @ParameterizedTest
    @ValueSource(strings = {"--by k", "--by v --numeric"})
    void addToTheSameRanges(String by) throws IOException {
        place.shuffled(words(first, by + " --range -n 2"));
        Path low = place.file("low.csv", "k,v\na,0\na,1\naa,1\n");
        place.shuffled(words(low, by + " --range -n 2 --append"));
        assertThat(place.parts())
                .containsEntry("part-00000.csv", "k,v\na,1\nb,2\na,0\na,1\naa,1\n")
                .containsEntry("part-00001.csv", "k,v\nc,3\nd,4\n");
    }

    @ParameterizedTest
    @ValueSource(strings = {"-n 2", "-n 2 --range"})
    void addFilesToNumberedTables(String options) throws IOException {
        Path table = TableFiles.trips(place.path("trips.parquet"), 1, "oslo", "bern", "rome", "bonn");
        Path more = TableFiles.trips(place.path("more.parquet"), 5, "bern", "berlin");
        place.shuffled(words(table, "--by city " + options));
        place.shuffled(words(more, "--by city --append " + options));
        List<String> all = new ArrayList<>();
        for (int part = 0; part < 2; part++) {
            List<String> rows = new ArrayList<>(TableFiles.rows(place.out().resolve("part-0000" + part + ".parquet")));
            Path added = place.out().resolve("part-0000" + part + "-1.parquet");
            if (Files.exists(added)) {
                rows.addAll(TableFiles.rows(added));
            }
            if (options.contains("range")) {
                assertThat(rows).allMatch(row -> row.startsWith("b") == rows.contains("bern 2"));
            }
            all.addAll(rows);
        }
        assertThat(all).containsExactlyInAnyOrder("oslo 1", "bern 2", "rome 3", "bonn 4", "bern 5", "berlin 6");
        if (options.contains("range")) {
            assertThat(place.out().resolve("part-00000-1.parquet")).exists();
            assertThat(place.out().resolve("part-00001-1.parquet")).doesNotExist();
        }
        place.fails(1, place.out() + " is partitioned by shuffle's '", words(more, "--by n --append " + options));
    }

    @ParameterizedTest
    @ValueSource(strings = {"--by k -n 2", "--by k --distinct"})
    void leaveFilesOfOthersThatBelongToADataset(String options) throws IOException {
        place.shuffled(words(first, options));
        Path part = somePart();
        Files.move(part, part.resolveSibling(part.getFileName() + ".gz"));
        Files.writeString(place.out().resolve("_SUCCESS"), "");
        Files.writeString(place.out().resolve("._SUCCESS.crc"), "");
        Files.writeString(place.out().resolve("_metadata"), "");
        Path kept = somePart();
        Path sum = Files.writeString(kept.resolveSibling("." + kept.getFileName() + ".crc"), "sum");
        place.shuffled(words(second, options + " --append"));
        assertThat(place.out().resolve("_SUCCESS")).exists();
        assertThat(place.out().resolve("_metadata"))
                .as("it would hide what was added")
                .doesNotExist();
        assertThat(Files.exists(sum))
                .as("the sum of a file that has changed")
                .isEqualTo(Files.readString(kept).length() == "k,v\nb,2\n".length());
        place.shuffled(words(second, options + " --overwrite"));
        assertThat(rows()).containsExactly("b,5", "e,6");
        assertThat(place.out().resolve("_SUCCESS")).doesNotExist();
    }

    @ParameterizedTest
    @ValueSource(strings = {"--by k -n 4", "--by k --distinct", "--by k -n 4 --range"})
    void replaceThePartitionsThatHaveRows(String options) throws IOException {
        place.shuffled(words(first, options));
        place.shuffled(words(place.file("more.csv", "k,v\nb,7\n"), options + " --append"));
        Map<String, String> before = place.parts();
        String report = place.shuffled(words(second, options + " --overwrite-partitions"));
        assertThat(report).contains("2 rows");
        Map<String, String> after = place.parts();
        assertThat(rows()).contains("b,5", "e,6").doesNotContain("b,2", "b,7");
        before.forEach((name, rows) -> {
            if (after.containsKey(name) && !after.get(name).matches("(?s).*(b,5|e,6).*")) {
                assertThat(after).as("it has no new rows").containsEntry(name, rows);
            }
        });
        String once = after.toString();
        place.shuffled(words(second, options + " --overwrite-partitions"));
        assertThat(place.parts().toString()).as("a repeated job").isEqualTo(once);
    }

    @Test
    void replacePartitionsOfTables() throws IOException {
        Path table = TableFiles.trips(place.path("trips.parquet"), 1, "oslo", "bern", "rome");
        Path more = TableFiles.trips(place.path("more.parquet"), 5, "bern", "bonn");
        for (String options : List.of("--distinct", "--distinct --append")) {
            place.shuffled(words(table, "--by city " + options));
        }
        place.shuffled(words(more, "--by city --distinct --overwrite-partitions"));
        assertThat(place.parts())
                .containsOnlyKeys(
                        "city=oslo/data.parquet",
                        "city=oslo/data-1.parquet",
                        "city=rome/data.parquet",
                        "city=rome/data-1.parquet",
                        "city=bern/data.parquet",
                        "city=bonn/data.parquet");
        assertThat(TableFiles.rows(place.out().resolve("city=bern/data.parquet")))
                .containsExactly("5");
    }

    @ParameterizedTest
    @ValueSource(strings = {"--by k -n 2", "--by k --distinct", "--by k -n 2 --range"})
    void addARunOnce(String options) throws IOException {
        place.shuffled(words(first, options + " --append --run-id monday"));
        place.shuffled(words(second, options + " --append --run-id tuesday"));
        Map<String, String> before = place.files();
        for (String run : List.of("monday", "tuesday")) {
            assertThat(place.shuffled(words(second, options + " --append --run-id " + run)))
                    .isEqualTo(place.out() + " has the rows of run '" + run + "' already; nothing was done\n");
        }
        assertThat(place.files()).isEqualTo(before);
        place.shuffled(words(second, options + " --append"));
        assertThat(rows()).containsExactly("a,1", "b,2", "b,5", "b,5", "c,3", "d,4", "e,6", "e,6");
    }

    @ParameterizedTest
    @ValueSource(strings = {"--overwrite", "--overwrite-partitions", "--append --run-id x"})
    void replaceTheRejectsOfTheRunBefore(String how) throws IOException {
        Path rejects = place.path("rejects");
        Path bad = place.file("bad.csv", "k,v\na,1\nb\n");
        Path reasons = place.path("reasons");
        String options = "--by v -n 2 --on-error skip --rejects " + rejects + " --reasons " + reasons + " " + how;
        assertThat(place.shuffle(words(bad, options)).status()).isZero();
        Files.writeString(rejects, "of the run before\n");
        Files.writeString(reasons, "of the run before\n");
        assertThat(place.shuffle(words(bad, options)).status()).isZero();
        assertThat(rejects).hasContent(how.contains("run-id") ? "of the run before\n" : "b\n");
        assertThat(Files.readString(reasons).startsWith("of the run before")).isEqualTo(how.contains("run-id"));
        place.fails(
                1, rejects + ": it exists", words(bad, "--by v -n 2 --append --on-error skip --rejects " + rejects));
        place.fails(1, "more than 0 rows", words(bad, options.replace("-id x", "-id y") + " --max-errors 0"));
        try (Stream<Path> left = Files.list(temporary)) {
            assertThat(left.filter(path -> path.getFileName().toString().contains("new-")))
                    .isEmpty();
        }
    }

    @Test
    void refuseOptionsThatDoNotGoTogether() throws IOException {
        place.fails(2, "--run-id goes with --append", first, "--by", "k", "--run-id", "x");
        place.fails(
                2,
                "--overwrite, --overwrite-partitions and --append exclude each other",
                first,
                "--by",
                "k",
                "--append",
                "--overwrite-partitions");
        Cli.Result result =
                Cli.run("shuffle", first, "--by", "k", "--overwrite-partitions", "--to", "log:" + place.path("log"));
        assertThat(result.err()).startsWith("partd: --overwrite-partitions goes with a directory\n");
    }

    private static Object[] words(Path file, String options) {
        List<Object> words = new ArrayList<>(List.of(file));
        words.addAll(List.of(options.split(" ")));
        return words.toArray();
    }

    private Path somePart() throws IOException {
        try (Stream<Path> paths = Files.walk(place.out())) {
            return paths.filter(path -> path.toString().endsWith(".csv"))
                    .sorted()
                    .findFirst()
                    .orElseThrow();
        }
    }

    /** Returns all rows, in order. */
    private List<String> rows() throws IOException {
        Map<String, String> parts = new TreeMap<>(place.parts());
        return parts.entrySet().stream()
                .filter(part -> part.getKey().endsWith(".csv"))
                .flatMap(part -> part.getValue().lines())
                .filter(line -> !line.equals("k,v"))
                .sorted()
                .toList();
    }
}
