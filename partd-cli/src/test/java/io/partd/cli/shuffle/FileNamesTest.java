package io.partd.cli.shuffle;

import static org.assertj.core.api.Assertions.assertThat;

import io.partd.cli.Cli;
import io.partd.cli.Cli.Result;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Files that are called by a template. */
class FileNamesTest {

    @TempDir
    Path temporary;

    private Place place;
    private Path trips;

    @BeforeEach
    void makeInput() throws IOException {
        place = new Place(temporary.toRealPath());
        trips = place.file("t.csv", "k,v\na,1\nb,2\na,3\n");
    }

    @ParameterizedTest
    @CsvSource({
        "trips-{partition}-{file}.{ext}, trips-00000-0.csv, trips-00000-1.csv",
        "{file} of {partition}.{ext}, 0 of 00000.csv, 1 of 00000.csv",
        "trips.v2-{partition}.{ext}, trips.v2-00000.csv, trips.v2-00000-1.csv",
        "({partition}).{ext}, (00000).csv, (00000)-1.csv",
    })
    void haveTheNumbersOfPartitionAndFile(String template, String first, String second) throws IOException {
        String report = place.shuffled(words("-n 1 --max-rows 2 --json", "--names", template));
        assertThat(place.parts()).isEqualTo(Map.of(first, "k,v\na,1\nb,2\n", second, "k,v\na,3\n"));
        assertThat(report).containsSubsequence("\"name\": \"" + first, "\"name\": \"" + second);
        assertThat(place.out().resolve(".partd+shuffle")).content().contains("\"names\": \"" + template + "\"");
        assertThat(Cli.run("keys", place.out()).outLines()).containsExactlyInAnyOrder(first, second);
    }

    @Test
    void areRememberedByADataset() throws IOException {
        String template = "trips-{partition}-{file}.{ext}";
        place.shuffled(words("-n 2 --range", "--names", template));
        assertThat(place.parts()).containsOnlyKeys("trips-00000-0.csv", "trips-00001-0.csv");
        place.shuffled(words("-n 2 --range --append"));
        place.shuffled(words("-n 2 --range --append --max-rows 9", "--names", template));
        assertThat(place.parts())
                .isEqualTo(Map.of(
                        "trips-00000-0.csv", "k,v\na,1\na,3\na,1\na,3\n",
                        "trips-00000-1.csv", "k,v\na,1\na,3\n",
                        "trips-00001-0.csv", "k,v\nb,2\nb,2\n",
                        "trips-00001-1.csv", "k,v\nb,2\n"));
        place.fails(
                1,
                place.out() + " has files that are called " + template
                        + ", and not part-{partition}.{ext}; leave out --names, or choose another directory",
                words("-n 2 --range --append", "--names", "part-{partition}.{ext}"));
        place.shuffled(words("-n 2 --range --overwrite-partitions --where k='a'"));
        assertThat(place.parts())
                .isEqualTo(Map.of(
                        "trips-00000-0.csv", "k,v\na,1\na,3\n",
                        "trips-00001-0.csv", "k,v\nb,2\nb,2\n",
                        "trips-00001-1.csv", "k,v\nb,2\n"));
        place.shuffled(words("-n 1 --overwrite"));
        assertThat(place.parts()).containsOnlyKeys("part-00000.csv");
    }

    @Test
    void areThoseInDirectoriesOfValuesToo() throws IOException {
        place.shuffled(words("--distinct --compression gzip", "--names", "rows_{file}.{ext}"));
        place.shuffled(words("--distinct --append"));
        assertThat(place.parts())
                .containsOnlyKeys("k=a/rows_0.csv.gz", "k=a/rows_1.csv", "k=b/rows_0.csv.gz", "k=b/rows_1.csv");
        place.shuffled(words("--distinct --overwrite", "--names", "trips.{ext}"));
        place.shuffled(words("--distinct --append"));
        assertThat(place.parts())
                .containsOnlyKeys("k=a/trips.csv", "k=a/trips-1.csv", "k=b/trips.csv", "k=b/trips-1.csv");
    }

    @ParameterizedTest
    @CsvSource({"-n 1, x-00000-", "--distinct --keep-key, city=oslo/x-"})
    void areThoseOfTablesToo(String options, String start) throws IOException {
        trips = TableFiles.trips(place.path("t.parquet"), 1, "oslo", "oslo", "oslo");
        String template = options.startsWith("-n") ? "x-{partition}-{file}.{ext}" : "x-{file}.{ext}";
        String report = place.shuffled(words("--by city --max-rows 2 --json " + options, "--names", template));
        place.shuffled(words("--by city --append " + options));
        assertThat(place.parts()).containsOnlyKeys(start + "0.parquet", start + "1.parquet", start + "2.parquet");
        assertThat(TableFiles.rows(place.out().resolve(start + "1.parquet"))).containsExactly("oslo 3");
        assertThat(report)
                .contains("\"bytes\": " + Files.size(place.out().resolve(start + "0.parquet")))
                .contains("\"bytes\": " + Files.size(place.out().resolve(start + "1.parquet")));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "-n 2 | trips.{ext} | all partitions would have one file; put {partition} into it",
                "--distinct | {partition}.{ext} | with --distinct a partition is a directory, and has no number;",
                "-n 2 | ../{partition}.{ext} | a name cannot have '/'; valid are A-Z, a-z, 0-9, space, - _ . ( )",
                "--distinct | a=b/{file}.{ext} | a name cannot have '='; valid are",
                "-n 2 | {partition}{file}.{ext} | digits beside those of a number are taken for a part of it;",
                "-n 2 | {partition}0.{ext} | digits beside those of a number are taken for a part of it;",
                "-n 2 | {partition}-{partition}.{ext} | it has {partition} twice",
                "-n 2 | {partition}.csv | readers tell the format by the end of a name; let it end with .{ext}",
                "-n 2 | {partition}-{uuid}.{ext} | there is no {uuid}; there are {partition}, {file} and {ext}",
                "-n 2 | _{partition}.{ext} | readers skip names that begin with . or _; begin it otherwise",
                "-n 2 | x{partition.{ext} | all partitions would have one file",
                "-n 2 | x{{partition}.{ext} | a name cannot have '{'; valid are",
            })
    void areRefusedBeforeAnythingIsWritten(String options, String template, String why) throws IOException {
        place.fails(2, "--names " + template + ": " + why, words(options, "--names", template));
    }

    @Test
    void goWithADirectory() {
        Result result = Cli.run(
                "shuffle", trips, "--by", "k", "--names", "{partition}.{ext}", "--to", "log:" + place.path("log"));
        assertThat(result.status()).isEqualTo(2);
        assertThat(result.err()).startsWith("partd: --names goes with files, so with --to a directory");
        assertThat(place.path("log")).doesNotExist();
    }

    private Object[] words(String options, String... more) {
        List<Object> words = new ArrayList<>(List.of(trips));
        words.addAll(List.of((options.contains("--by") ? options : "--by k " + options).split(" ")));
        words.addAll(List.of(more));
        return words.toArray();
    }
}
