package io.partd.cli.shuffle;

import static org.assertj.core.api.Assertions.assertThat;

import io.partd.Partd;
import io.partd.Store;
import io.partd.cli.Cli;
import io.partd.cli.Cli.Result;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Inputs other than single files: directories, patterns, lists, Hive's directories, stores. */
class InputsTest {

    @TempDir
    Path temporary;

    private Place place;

    @BeforeEach
    void makePlace() throws IOException {
        place = new Place(temporary.toRealPath());
    }

    @ParameterizedTest
    @ValueSource(strings = {"data", "data/**/*.csv", "data/{a,b}*"})
    void readsDirectoriesAndPatterns(String input) throws IOException {
        file("data/b/2.csv", "k,v\nb,2\n");
        file("data/a/1.csv", "k,v\na,1\n");
        file("data/_SUCCESS", "");
        place.shuffled(place.path(input), "--by", "k", "-n", 1);
        assertThat(place.parts()).isEqualTo(Map.of("part-00000.csv", "k,v\na,1\nb,2\n"));
    }

    @Test
    void readsWhatAnEarlierShuffleMade() throws IOException {
        Path trips = file("trips.csv", "k,v\na,1\nb,2\na,3\n");
        assertThat(Cli.run("shuffle", trips, "--by", "k", "-n", 3, "--to", place.path("numbered"))
                        .err())
                .isEmpty();
        place.shuffled(place.path("numbered"), "--by", "k", "--distinct");
        assertThat(place.parts()).isEqualTo(Map.of("k=a/data.csv", "k,v\na,1\na,3\n", "k=b/data.csv", "k,v\nb,2\n"));
        place.shuffled(place.out(), "--by", "k", "--distinct", "--overwrite");
        assertThat(place.parts()).containsEntry("k=b/data.csv", "k,v\nb,2\n").hasSize(2);
    }

    @ParameterizedTest
    @ValueSource(strings = {"%s\n\n%s\n", "%s\0%s\0"})
    void readsAListOfFiles(String list) throws IOException {
        Path one = file("one.csv", "k\n1\n");
        Path two = file("d/two.csv", "k\n2\n");
        Path names = file("names", String.format(list, two.getParent(), one));
        place.shuffled("--files-from", names, "--by", "k", "-n", 1);
        assertThat(place.parts()).isEqualTo(Map.of("part-00000.csv", "k\n2\n1\n"));
        Path empty = file("empty", "\n");
        place.fails(2, "--files-from " + empty + ": it names no input", "--files-from", empty, "--by", "k");
        place.fails(2, "standard input (-) can be read only once", "-", "--files-from", "-", "--by", "k");
    }

    @Test
    void addsColumnsOfHivesDirectoriesToText() throws IOException {
        file("data/y=2024/c=x%2C1/1.csv", "v\n1\n");
        file("data/y=2025/c=__HIVE_DEFAULT_PARTITION__/2.csv", "v\n2\n");
        place.shuffled(place.path("data"), "--by", "y", "--distinct");
        assertThat(place.parts())
                .isEqualTo(Map.of("y=2024/data.csv", "v,y,c\n1,2024,\"x,1\"\n", "y=2025/data.csv", "v,y,c\n2,2025,\n"));
        place.shuffled(place.path("data"), "--by", 3, "--distinct", "--overwrite");
        assertThat(place.parts()).containsKeys("c=x,1/data.csv", "c=__HIVE_DEFAULT_PARTITION__/data.csv");
        shuffled(place.path("data"), "--by", 1, "-n", 1, "--no-hive-partitioning", "--to", place.path("plain"));
        assertThat(place.path("plain/part-00000.csv")).hasContent("v\n1\n2\n");
    }

    @Test
    void addsThemToJsonLines() throws IOException {
        file("data/y=2024/c=7/1.jsonl", "{\"v\":1}\n");
        file("data/y=2025/c=x/2.jsonl", "{\"v\":2,\"c\":3}\n");
        place.shuffled(place.path("data"), "--by", "y", "-n", 1);
        assertThat(place.parts())
                .isEqualTo(
                        Map.of("part-00000.jsonl", "{\"v\":1,\"y\":2024,\"c\":\"7\"}\n{\"v\":2,\"c\":3,\"y\":2025}\n"));
    }

    @Test
    void addsThemToTables() throws IOException {
        table("data/y=2024/day=2024-02-29/1.parquet", 1, "oslo", "bergen");
        table("data/y=2025/day=__HIVE_DEFAULT_PARTITION__/2.parquet", 3, "rome");
        place.shuffled(place.path("data"), "--by", "y", "-n", 1);
        assertThat(rows("part-00000.parquet"))
                .containsExactly("oslo 1 2024 19782", "bergen 2 2024 19782", "rome 3 2025 null");
        place.shuffled(place.path("data"), "--by", "y", "--by", "city", "--range", "-n", 2, "--overwrite");
        assertThat(rows("part-00001.parquet")).endsWith("rome 3 2025 null");
    }

    @Test
    void selectsRowsByThem() throws IOException {
        table("data/y=2024/1.parquet", 1, "oslo", "bergen");
        table("data/y=2025/2.parquet", 3, "rome");
        place.shuffled(place.path("data"), "--by", "y", "-n", 1, "--where", "y > 2024", "--columns", "city,y");
        assertThat(rows("part-00000.parquet")).containsExactly("rome 2025");
        file("text/y=2024/1.csv", "v\n1\n");
        file("text/y=2025/2.csv", "v\n2\n3\n");
        shuffled(
                place.path("text"),
                "--by",
                "y",
                "-n",
                1,
                "--where",
                "y > 2024 and v < 3",
                "--columns",
                "y,v",
                "--to",
                keyed());
        assertThat(keyed().resolve("part-00000.csv")).hasContent("y,v\n2025,2\n");
    }

    @Test
    void tablesOfDistinctComeBack() throws IOException {
        Path trips = table("trips.parquet", 1, "oslo", "null", "oslo", "rome");
        place.shuffled(trips, "--by", "city", "--distinct");
        assertThat(Cli.run("shuffle", place.out(), "--by", "city", "--distinct", "--to", place.path("again"))
                        .err())
                .isEmpty();
        assertThat(TableFiles.rows(place.path("again/city=oslo/data.parquet"))).containsExactly("1", "3");
        assertThat(place.path("again/city=__HIVE_DEFAULT_PARTITION__/data.parquet"))
                .exists();
    }

    @Test
    void refusesAMixtureOfFormats() throws IOException {
        Path csv = file("data/a.csv", "k\n1\n");
        Path parquet = table("data/b.parquet", 1, "oslo");
        place.fails(
                2,
                "'" + csv + "' is csv by its name, and '" + parquet
                        + "' is parquet; shuffle them one after the other, or" + " say --format if all are the same",
                place.path("data"),
                "--by",
                1);
        place.fails(
                1,
                parquet + ": it is a Parquet file, not text; read it in its own format",
                place.path("data"),
                "--by",
                1,
                "--format",
                "csv");
    }

    @Test
    void refusesAnOutputAmongItsInputs() throws IOException {
        Path csv = file("data/a.csv", "k\n1\n");
        Path inside = place.path("data/out");
        Result result = Cli.run("shuffle", place.path("data"), "--by", "k", "--to", inside);
        assertThat(result)
                .isEqualTo(new Result(
                        1,
                        "",
                        "partd: " + inside + ": it is in the input " + place.path("data")
                                + "; choose a directory outside it\n"));
        String pattern = place.path("data") + "/**/*.csv";
        assertThat(Cli.run("shuffle", pattern, "--by", "k", "-n", 1, "--to", inside)
                        .status())
                .isZero();
        Result again = Cli.run("shuffle", pattern, "--by", "k", "-n", 1, "--to", inside, "--overwrite");
        assertThat(again.err())
                .isEqualTo("partd: " + inside + ": the input " + inside
                        + "/part-00000.csv is in it, and others are not; choose another directory\n");
        assertThat(csv).hasContent("k\n1\n");
    }

    @ParameterizedTest
    @ValueSource(strings = {"log:", "file:"})
    void readsAStoreOfText(String scheme) throws IOException {
        Path trips = file("trips.csv", "k,v\na,1\nb,2\na,3\n");
        String store = scheme + place.path("store");
        assertThat(Cli.run("shuffle", trips, "--by", "v", "-n", 2, "--to", store)
                        .err())
                .isEmpty();
        place.shuffled(store, "--by", "k", "--distinct");
        assertThat(place.parts().keySet()).containsExactly("k=a/data.csv", "k=b/data.csv");
        assertThat(place.parts().values().stream().mapToLong(String::length).sum())
                .isEqualTo(8 + 12);
        shuffled(
                store, "--by", 1, "--range", "-n", 1, "--key-column", "part", "--keys", "*-0000?.csv", "--to", keyed());
        assertThat(keyed().resolve("part-00000.csv"))
                .content()
                .startsWith("k,v,part\n")
                .hasLineCount(4)
                .contains(",part-0000");
        place.fails(1, scheme.equals("log:") ? "Log(" : "File(", store, "--by", "k", "--keys", "x*");
    }

    @Test
    void readsAStoreThroughItsCodecs() throws IOException {
        try (Store store = Partd.log(place.path("trips"))) {
            store.append("january", "Ada,Paris\n".getBytes(StandardCharsets.UTF_8));
            store.append("may", "Bob,Rome\n".getBytes(StandardCharsets.UTF_8));
        }
        String log = "log:" + place.path("trips");
        place.shuffled(log, "--format", "csv", "--no-header", "--by", 3, "-n", 1, "--key-column", "month");
        assertThat(place.parts()).isEqualTo(Map.of("part-00000.csv", "Ada,Paris,january\nBob,Rome,may\n"));
        assertThat(Cli.run("copy", log, place.path("packed"), "--to-codec", "zstd")
                        .err())
                .isEmpty();
        place.shuffled(
                "log:" + place.path("packed"), "--format", "csv", "--no-header", "--by", 1, "-n", 1, "--overwrite");
        assertThat(place.parts()).isEqualTo(Map.of("part-00000.csv", "Ada,Paris\nBob,Rome\n"));
        place.fails(2, "the name 'january' does not tell the format", log, "--by", 1);
        place.fails(2, "--keys goes with a store as input", place.path("x.csv"), "--by", 1, "--keys", "a");
        place.fails(1, place.path("none") + ": there is no log", "log:" + place.path("none"), "--by", 1);
        assertThat(place.path("none")).doesNotExist();
    }

    @Test
    void readsAStoreOfTables() throws IOException {
        Path trips = table("trips.parquet", 1, "oslo", "rome", "oslo");
        String log = "log:" + place.path("store");
        assertThat(Cli.run("shuffle", trips, "--by", "n", "-n", 2, "--to", log).err())
                .isEmpty();
        place.shuffled(log, "--codec", "arrow", "--by", "city", "--distinct", "--to-format", "parquet");
        assertThat(TableFiles.rows(place.out().resolve("city=oslo/data.parquet")))
                .containsExactlyInAnyOrder("1", "3");
        shuffled(log, "--codec", "arrow", "--by", "part", "-n", 1, "--key-column", "part", "--to", keyed());
        assertThat(TableFiles.rows(keyed().resolve("part-00000.arrows")))
                .hasSize(3)
                .allMatch(row -> row.contains("part-"));
    }

    private Path keyed() {
        return place.path("keyed");
    }

    private static void shuffled(Object... args) {
        List<Object> all = new ArrayList<>(List.of("shuffle"));
        all.addAll(List.of(args));
        assertThat(Cli.run(all.toArray()).err()).isEmpty();
    }

    private Path file(String name, String text) throws IOException {
        Path file = place.path(name);
        Files.createDirectories(file.getParent());
        return Files.writeString(file, text);
    }

    private Path table(String name, int first, String... cities) throws IOException {
        Path file = place.path(name);
        Files.createDirectories(file.getParent());
        return TableFiles.trips(file, first, cities);
    }

    private List<String> rows(String part) throws IOException {
        return TableFiles.rows(place.out().resolve(part));
    }
}
