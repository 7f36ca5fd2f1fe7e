package io.partd.cli.shuffle;

import static org.assertj.core.api.Assertions.assertThat;

import io.partd.cli.Cli;
import io.partd.cli.Cli.Result;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** {@code --distinct}: directories as Hive names them. */
class DistinctTest {

    @TempDir
    Path temporary;

    private Place place;
    private Path states;

    @BeforeEach
    void makeInput() throws IOException {
        place = new Place(temporary.toRealPath());
        states = place.file("states.csv", "state,n\nTX,1\nNY,2\nTX,3\n");
    }

    @Test
    void refusesTheValueThatStandsForAnEmptyOne() throws IOException {
        Path input = place.file("d.csv", "k,v\n__HIVE_DEFAULT_PARTITION__,1\n");
        place.fails(
                1,
                input + ":2: key '__HIVE_DEFAULT_PARTITION__': in Hive's layout it stands for an empty value",
                input,
                "--by",
                "k",
                "--distinct");
    }

    @Test
    void makesADirectoryForEachValue() throws IOException {
        String report = place.shuffled(states, "--by", "state", "--distinct");
        assertThat(place.parts())
                .isEqualTo(Map.of(
                        "state=TX/data.csv", "state,n\nTX,1\nTX,3\n",
                        "state=NY/data.csv", "state,n\nNY,2\n"));
        assertThat(report).contains("to 2 partitions in").contains("(state=TX)");
    }

    @ParameterizedTest
    @CsvSource(
            quoteCharacter = '`',
            delimiter = '~',
            value = {
                "a/b ~ a%2Fb",
                "x=1 ~ x%3D1",
                "100% ~ 100%25",
                "%2F ~ %252F",
                "it's ~ it%27s",
                "\"q\" ~ %22q%22",
                "a:b*c?d#e\\f ~ a%3Ab%2Ac%3Fd%23e%5Cf",
                "{[]}^ ~ %7B%5B%5D}%5E",
                ".. ~ ..",
                ". ~ .",
                "/ ~ %2F",
                "Zürich ~ Zürich",
                "日本 𝄞 ~ 日本 𝄞",
                "a b+c ~ a b+c",
                "`` ~ __HIVE_DEFAULT_PARTITION__",
                "-rf ~ -rf",
                "NULL ~ %4EULL",
                "null ~ %6Eull",
                "%4EULL ~ %254EULL",
                "NULLS ~ NULLS"
            })
    void escapesValuesAsHiveDoes(String value, String directory) throws IOException {
        String field = '"' + value.replace("\"", "\"\"") + '"';
        Path file = place.file("file.csv", "n,v\n1," + field + "\n");
        place.shuffled(file, "--by", "v", "--distinct");
        assertThat(place.out().resolve("v=" + directory).resolve("data.csv")).hasContent("n,v\n1," + field + "\n");
    }

    @Test
    void escapesControlCharacters() throws IOException {
        Path file = place.file("file.csv", "n,v\n1,\"a\r\nb\tc\0\u0001\u001f\u007f\"\n");
        place.shuffled(file, "--by", "v", "--distinct");
        assertThat(place.parts()).containsOnlyKeys("v=a%0D%0Ab%09c%00%01%1F%7F/data.csv");
    }

    @Test
    void escapesTheColumnToo() throws IOException {
        Path file = place.file("file.csv", "\"a/b=c\",x\n1,2\n");
        place.shuffled(file, "--by", 1, "--distinct");
        assertThat(place.parts()).containsOnlyKeys("a%2Fb%3Dc=1/data.csv");
    }

    @Test
    void callsColumnsWithoutANameByNumber() throws IOException {
        place.shuffled(place.file("x.csv", "1,a\n2,b\n"), "--by", 2, "--no-header", "--distinct");
        assertThat(place.parts()).isEqualTo(Map.of("column2=a/data.csv", "1,a\n", "column2=b/data.csv", "2,b\n"));
        place.shuffled(place.file("x.txt", "a\nb\n"), "--distinct", "--overwrite");
        assertThat(place.parts()).isEqualTo(Map.of("line=a/data.txt", "a\n", "line=b/data.txt", "b\n"));
        place.shuffled(place.file("x.jsonl", "{\"k\":true}\n"), "--by", "k", "--distinct", "--overwrite");
        assertThat(place.parts()).isEqualTo(Map.of("k=true/data.jsonl", "{\"k\":true}\n"));
    }

    @Test
    void findsTheNameOfANumberedColumnInAHeaderWithoutLineEnd() throws IOException {
        place.shuffled(place.file("x.csv", "a,b"), "--by", 2, "--distinct");
        assertThat(place.parts()).isEmpty();
    }

    @Test
    void takesNamesUpTo255Bytes() throws IOException {
        String longest = "é".repeat(126) + "x";
        Path file = place.file("file.csv", "v\n" + longest + "\nok\n" + longest + "y\n");
        place.fails(
                1,
                file + ":4: key 'éééééééééééééééééééééééééééééééééééééééééééééééééééééééééééééééééééééééééééééééé…': "
                        + "its directory's name would have 256 bytes, and a file name can have 255\n",
                file,
                "--by",
                "v",
                "--distinct");
        Result result = place.shuffle(file, "--by", "v", "--distinct", "--on-error", "skip");
        assertThat(result.status()).isZero();
        assertThat(result.err()).contains("1 rows were left out");
        assertThat(place.parts()).containsOnlyKeys("v=ok/data.csv", "v=" + longest + "/data.csv");
    }

    @Test
    void refusesTooManyValues() throws IOException {
        place.fails(
                1,
                "there are more than 1 values; raise --max-partitions, up to 100000, or say -n instead of --distinct\n",
                states,
                "--by",
                "state",
                "--distinct",
                "--max-partitions",
                1,
                "--on-error",
                "skip");
        StringBuilder many = new StringBuilder("k\n");
        for (int i = 0; i <= 10_000; i++) {
            many.append(i).append('\n');
        }
        Path file = place.file("many.csv", many.toString());
        place.fails(1, "there are more than 10000 values; raise --max-partitions", file, "--by", "k", "--distinct");
        Path table = TableFiles.trips(place.path("trips.parquet"), 1, "oslo", "bern");
        place.fails(
                1,
                "there are more than 1 values; raise --max-partitions",
                table,
                "--by",
                "city",
                "--distinct",
                "--max-partitions",
                1);
    }

    @ParameterizedTest
    @ValueSource(strings = {"keys", "drop --yes", "verify", "get"})
    void isNoStoreForOtherCommands(String command) throws IOException {
        place.shuffled(states, "--by", "state", "--distinct");
        List<Object> words = new ArrayList<>(List.of((Object[]) command.split(" ")));
        words.add(1, place.out());
        if (command.equals("get")) {
            words.add("k");
        }
        Map<String, String> before = place.files();
        Result result = Cli.run(words.toArray());
        assertThat(result.status()).isEqualTo(1);
        assertThat(result.err())
                .startsWith("partd: " + place.out()
                        + ": is not a partd dataset: it has a directory for each value, called COLUMN=VALUE, as partd"
                        + " shuffle --distinct and Hive make them; read it with DuckDB, pyarrow, Spark or partd shuffle,"
                        + " and delete the directory to delete it\n");
        assertThat(place.files()).isEqualTo(before);
    }

    @Test
    void statTellsValuesFilesAndBytes() throws IOException {
        place.shuffled(states, "--by", "state", "--distinct");
        List<Path> files;
        try (Stream<Path> all = Files.walk(place.out())) {
            files = all.filter(file -> file.toString().endsWith(".csv")).toList();
        }
        long bytes = 0;
        for (Path file : files) {
            bytes += Files.size(file);
        }
        Files.writeString(place.out().resolve("_SUCCESS"), "not data");
        assertThat(Cli.run("stat", place.out()).outLines())
                .startsWith("directory " + place.out() + ", with a directory for each value", "columns   state")
                .contains("values    " + files.size(), "files     " + files.size())
                .anyMatch(line -> line.startsWith("largest   ") && line.contains("  state="));
        assertThat(Cli.run("stat", place.out(), "--json").out())
                .contains("\"columns\": [ \"state\" ]", "\"bytes\": " + bytes + ",");
        assertThat(Cli.run("stat", place.out(), "--codec", "text").err()).contains("--codec goes with datasets");
    }

    @Test
    void refusesValuesThatAreNoText() throws IOException {
        Path file = Files.write(place.path("latin.csv"), "v\nok\nZ\u00fcrich\n".getBytes(StandardCharsets.ISO_8859_1));
        place.fails(
                1,
                file + ":3: key 'Z\ufffdrich': it is not UTF-8, so it can't name a partition\n",
                file,
                "--by",
                "v",
                "--distinct");
    }

    @Test
    void growsByFilesBesideTheOthers() throws IOException {
        place.shuffled(states, "--by", "state", "--distinct");
        Path more = place.file("more.csv", "state,n\r\nTX,4\r\nAK,5\r\n");
        place.shuffled(more, "--by", 1, "--distinct", "--append");
        place.shuffled(more, "--by", "state", "--distinct", "--append");
        assertThat(place.parts())
                .containsOnlyKeys(
                        "state=TX/data.csv",
                        "state=TX/data-1.csv",
                        "state=TX/data-2.csv",
                        "state=NY/data.csv",
                        "state=AK/data-1.csv",
                        "state=AK/data-2.csv")
                .containsEntry("state=TX/data-1.csv", "state,n\r\nTX,4\r\n");
    }

    @Test
    void growsByTheSameTableOnly() throws IOException {
        place.shuffled(states, "--by", "state", "--distinct");
        Path there = place.out().resolve("state=NY/data.csv");
        place.fails(
                1,
                place.out() + " is partitioned by shuffle's 'value by state' as csv, and not by 'value by n' as csv; "
                        + "use the same --by, -n and format, or choose another directory\n",
                states,
                "--by",
                "n",
                "--distinct",
                "--append");
        Path wider = place.file("wider.csv", "state,n,m\nTX,1,2\n");
        place.fails(
                1,
                there + " has the header 'state,n', and the rows to append 'state,n,m'\n",
                wider,
                "--by",
                "state",
                "--distinct",
                "--append");
        Path tabs = place.file("tabs.tsv", "state\tn\nTX\t1\n");
        place.fails(
                1,
                place.out()
                        + " is partitioned by shuffle's 'value by state' as csv, and not by 'value by state' as tsv; ",
                tabs,
                "--by",
                "state",
                "--distinct",
                "--append");
    }

    @ParameterizedTest
    @CsvSource({"%zz=1,%zz", "=1,=1"})
    void doesNotGrowIfADirectoryNamesNoColumnOfHive(String name, String column) throws IOException {
        place.shuffled(states, "--by", "state", "--distinct");
        Path foreign = Files.createDirectory(place.out().resolve(name)).resolve("data.csv");
        Files.writeString(foreign, "state,n\n");
        place.fails(
                1,
                place.out() + " is partitioned by shuffle's 'value by " + column
                        + "' as csv, and not by 'value by state' as csv; "
                        + "use the same --by, -n and format, or choose another directory\n",
                states,
                "--by",
                "state",
                "--distinct",
                "--append");
    }

    @Test
    void isOverwrittenIfAsked() throws IOException {
        place.shuffled(states, "--by", "state", "--distinct");
        place.shuffled(states, "--by", "n", "--distinct", "--overwrite");
        assertThat(place.parts()).containsOnlyKeys("n=1/data.csv", "n=2/data.csv", "n=3/data.csv");
        assertThat(place.files().keySet()).noneMatch(name -> name.contains("replaced"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"notes.txt", "state=TX/notes.txt", "state=TX/sub/x", "data.csv"})
    void isNeitherOverwrittenNorGrownIfAnythingForeignIsInIt(String name) throws IOException {
        place.shuffled(states, "--by", "state", "--distinct");
        Path foreign = place.out().resolve(name);
        Files.createDirectories(foreign.getParent());
        Files.writeString(foreign, "precious");
        for (String option : new String[] {"--overwrite", "--append"}) {
            place.fails(
                    1,
                    foreign.toString().replace("/x", "") + " was not written by partd shuffle --distinct; "
                            + "choose another directory\n",
                    states,
                    "--by",
                    "state",
                    "--distinct",
                    option);
        }
    }

    @Test
    void isNotMixedWithADataset() throws IOException {
        place.shuffled(states, "--by", "state", "-n", 2);
        place.fails(
                1,
                place.out() + " was not written by partd shuffle --distinct; choose another directory\n",
                states,
                "--by",
                "state",
                "--distinct",
                "--overwrite");
    }
}
