package io.partd.cli.shuffle;

import static org.assertj.core.api.Assertions.assertThat;

import io.partd.cli.Cli;
import io.partd.cli.Cli.Result;
import io.partd.file.FilePerKeyStore;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The options of {@code partd shuffle}, and what it says. */
class ShuffleCommandTest {

    private static final String TRIPS = "city,fare\nOslo,10\nBern,20\nOslo,30\nLima,5\n";

    @TempDir
    Path directory;

    private Place place;
    private Path trips;

    @BeforeEach
    void makeTrips() throws IOException {
        place = new Place(directory);
        trips = place.file("trips.csv", TRIPS);
    }

    @Test
    void takesATabByItsEscape() throws IOException {
        Path input = place.file("t.csv", "k\tv\na\t1\n");
        place.shuffled(input, "--by", "k", "-n", 1, "--delimiter", "\\t");
        assertThat(place.parts()).containsExactly(Map.entry("part-00000.csv", "k\tv\na\t1\n"));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "city | Bern,20 Lima,5 Oslo,10 Oslo,30",
                "city desc, number(fare) desc | Oslo,30 Oslo,10 Lima,5 Bern,20",
                "fare | Oslo,10 Bern,20 Oslo,30 Lima,5",
                "number(fare) asc | Lima,5 Oslo,10 Bern,20 Oslo,30",
                "fare desc | Lima,5 Oslo,30 Bern,20 Oslo,10",
            })
    void sortsRowsOfText(String order, String rows) throws IOException {
        place.shuffled(trips, "--by", "city", "-n", 1, "--sort-by", order);
        assertThat(place.parts()).containsEntry("part-00000.csv", "city,fare\n" + rows.replace(' ', '\n') + "\n");
        place.shuffled(trips, "--by", "city", "-n", 1, "--sort-by", order, "--columns", "fare", "--overwrite");
        assertThat(place.parts().get("part-00000.csv").lines().skip(1))
                .containsExactly(rows.replaceAll("\\w+,", "").split(" "));
    }

    @Test
    void sortsTheFirstRowsAndEachAppend() throws IOException {
        Path lines = place.file("t.jsonl", "{\"k\":\"b\"}\n{\"k\":null}\n{\"k\":\"a\"}\n{\"k\":\"0\"}");
        place.shuffled(lines, "--by", "k", "-n", 1, "--sort-by", "k", "--limit", 3);
        String first = "{\"k\":\"a\"}\n{\"k\":\"b\"}\n{\"k\":null}\n";
        assertThat(place.parts()).containsEntry("part-00000.jsonl", first);
        place.shuffled(lines, "--by", "k", "-n", 1, "--sort-by", "k desc", "--append");
        assertThat(place.parts())
                .containsEntry(
                        "part-00000.jsonl", first + "{\"k\":\"b\"}\n{\"k\":\"a\"}\n{\"k\":\"0\"}\n{\"k\":null}\n");
    }

    @Test
    void refusesWhatTextCannotBeSortedBy() throws IOException {
        place.fails(
                2,
                "--sort-by city up: character 6: ',', 'asc', 'desc' or the end is expected, not up",
                trips,
                "--by",
                "city",
                "--sort-by",
                "city up");
        place.fails(2, "no column 'town'", trips, "--by", "city", "--sort-by", "town");
        place.fails(
                1,
                trips + ":2: it is sorted by a number, and it is 'Oslo'",
                trips,
                "--by",
                "city",
                "--sort-by",
                "number(city)");
        Path input = place.file("n.csv", "k,n\na,3\nb,x\nc,1\n");
        Result skipped = place.shuffle(input, "--by", "k", "-n", 1, "--sort-by", "number(n)", "--on-error", "skip");
        assertThat(skipped.status()).isZero();
        assertThat(skipped.err()).contains("n.csv:3: it is sorted by a number, and it is 'x'");
        assertThat(place.parts()).containsEntry("part-00000.csv", "k,n\nc,1\na,3\n");
    }

    @Test
    void splitsByTheHashOfAColumn() throws IOException {
        String report = place.shuffled(trips, "--by", "city", "-n", 4);
        assertThat(place.parts())
                .isEqualTo(Map.of(
                        "part-00000.csv", "city,fare\n",
                        "part-00001.csv", "city,fare\nLima,5\n",
                        "part-00002.csv", "city,fare\n",
                        "part-00003.csv", "city,fare\nOslo,10\nBern,20\nOslo,30\n"));
        assertThat(report)
                .matches("(?s)4 rows, 71 B, in \\d+\\.\\d\\d s \\([\\d.]+ [KM]?i?B/s\\) to 4 partitions in \\Q"
                        + place.out()
                        + "\\E\nsmallest 10 B \\(part-00000\\.csv\\), median 17 B, largest 34 B \\(part-00003\\.csv\\)\n"
                        + "  +10 B to +16 B  #+ +2\n.*");
        assertThat(report.lines()).hasSize(6);
    }

    @Test
    void makesADatasetOfIt() throws IOException {
        place.shuffled(trips, "--by", "city", "-n", 4);
        try (FilePerKeyStore store = FilePerKeyStore.open(place.out())) {
            assertThat(store.keys())
                    .containsExactly("part-00000.csv", "part-00001.csv", "part-00002.csv", "part-00003.csv");
            assertThat(new String(store.get("part-00001.csv"), StandardCharsets.UTF_8))
                    .isEqualTo("city,fare\nLima,5\n");
        }
        assertThat(Cli.run("keys", place.out()).outLines()).hasSize(4);
    }

    @Test
    void makesSixtyFourPartitionsIfNothingIsSaid() throws IOException {
        place.shuffled(trips, "--by", 1);
        assertThat(place.parts()).hasSize(64);
    }

    @ParameterizedTest
    @CsvSource({
        "x.csv, 'k\n1\n', .csv, '--by k'",
        "x.CSV, 'k\n1\n', .csv, '--by k'",
        "x.tsv, 'a\tk\n,\t1\n', .tsv, '--by k'",
        "x.jsonl, '{\"k\":1}\n', .jsonl, '--by k'",
        "x.ndjson, '{\"k\":1}\n', .jsonl, '--by k'",
        "x.txt, '1\n', .txt, ''",
        "x.data, '1\n', .txt, '--format lines'",
        "x.csv, 'a;k\n,;1\n', .csv, '--by k --delimiter ;'",
        "x.txt, ',,1\n', .csv, '--by 3 --no-header --format csv'",
        "x.txt, 'a\t1\n', .tsv, '--by 2 --no-header --format TSV'"
    })
    void knowsTheFormat(String name, String text, String suffix, String options) throws IOException {
        Path file = place.file(name, text);
        String[] words = (file + " -n 1 " + options).strip().split(" ");
        place.shuffled((Object[]) words);
        assertThat(place.parts()).isEqualTo(Map.of("part-00000" + suffix, text));
    }

    @Test
    void readsSeveralFilesInOrderAndOneTwice() throws IOException {
        Path more = place.file("more.csv", "city,fare\r\nRome,1");
        place.shuffled(more, trips, more, "--by", "city", "-n", 1);
        assertThat(place.parts())
                .isEqualTo(
                        Map.of("part-00000.csv", "city,fare\r\nRome,1\r\nOslo,10\nBern,20\nOslo,30\nLima,5\nRome,1"));
    }

    @Test
    void readsFilesWithStrangeNames() throws IOException {
        Path strange = place.file("a b=1%,é\n@x.csv", TRIPS);
        place.shuffled(strange, "--by", "city", "-n", 1);
        assertThat(place.parts()).isEqualTo(Map.of("part-00000.csv", TRIPS));
    }

    @Test
    void makesOrderedRanges() throws IOException {
        place.shuffled(trips, "--by", "fare", "--range", "--numeric", "-n", 2);
        assertThat(place.parts())
                .isEqualTo(Map.of(
                        "part-00000.csv", "city,fare\nOslo,10\nLima,5\n",
                        "part-00001.csv", "city,fare\nBern,20\nOslo,30\n"));
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 7})
    void takesAnyNumberOfThreadsAndLittleMemory(int threads) throws IOException {
        place.shuffled(trips, "--by", "city", "-n", 1, "--threads", threads, "--memory", "2m");
        assertThat(place.parts()).isEqualTo(Map.of("part-00000.csv", TRIPS));
    }

    @Test
    void stopsAtARowThatCannotBePlaced() throws IOException {
        Path bad = place.file("bad.csv", "city,fare\nOslo,1\n\nBern\n");
        place.fails(1, bad + ":4: it has 1 column, and the key is column 2\n", bad, "--by", "fare");
        Path open = place.file("open.csv", TRIPS + "\"Rome,1\nOslo,1\n");
        place.fails(1, open + ":6: column 1 begins with a quote that is never closed\n", trips, open, "--by", "fare");
        Path json = place.file("bad.jsonl", "{\"k\":1}\n{\"k\":\n");
        place.fails(1, json + ":2: byte 6: the line ends before its JSON does\n", json, "--by", "k");
        Path header = place.file("header.csv", "city,\"fare\nOslo,1\n");
        place.fails(1, header + ":1: column 2 begins with a quote that is never closed\n", header, "--by", "city");
        place.fails(1, header + ":1: column 2 begins with a quote", header, "--by", 1, "--distinct");
        Path empty = place.file("empty.csv", "");
        place.fails(1, empty + ":1: there is no header; the first line should name the columns\n", empty, "--by", 1);
        Path number = place.file("number.csv", "k\n1\nx\n");
        place.fails(
                1,
                number + ":3: key 'x': it is not a number, as a numeric range needs\n",
                number,
                "--by",
                "k",
                "--range",
                "--numeric");
        Path long1 = place.file("long.csv", "k\n1\n" + "x".repeat(270_000));
        place.fails(1, long1 + ":3: the record is longer than 262144 bytes", long1, "--by", 1, "--memory", "2m");
        place.fails(1, long1 + ":3: the record is longer than 262144", long1, "--by", 1, "--memory", "2m", "--range");
        Path other = place.file("other.csv", "town,fare\nOslo,1\n");
        place.fails(
                1,
                other + ": its header 'town,fare' is not that of " + trips + ", 'city,fare'\n",
                trips,
                other,
                "--by",
                "fare");
    }

    @Test
    void leavesOutSuchRowsIfAsked() throws IOException {
        Path bad = place.file("bad.csv", "city,fare\nOslo,1\n\nBern\nRome,2\n\"Lima\"!,3\r\nx,\"\n");
        Path rejects = place.path("rejects");
        Path reasons = place.path("reasons.jsonl");
        Result result = place.shuffle(
                bad, "--by", "fare", "-n", 1, "--on-error", "skip", "--rejects", rejects, "--reasons", reasons);
        assertThat(result.status()).isZero();
        assertThat(result.err())
                .isEqualTo("partd: left out " + bad + ":4: it has 1 column, and the key is column 2\n"
                        + "partd: left out " + bad + ":6: column 1 goes on after its closing quote\n"
                        + "partd: left out " + bad + ":7: column 2 begins with a quote that is never closed\n"
                        + "partd: 3 rows were left out\n");
        assertThat(result.out()).startsWith("2 rows, 24 B, ");
        assertThat(place.parts()).isEqualTo(Map.of("part-00000.csv", "city,fare\nOslo,1\nRome,2\n"));
        assertThat(rejects).hasBinaryContent("Bern\n\"Lima\"!,3\r\nx,\"\n".getBytes(StandardCharsets.UTF_8));
        assertThat(reasons).hasContent("""
                {"input":"BAD","line":4,"bytes":5,"reason":"it has 1 column, and the key is column 2"}
                {"input":"BAD","line":6,"bytes":11,"reason":"column 1 goes on after its closing quote"}
                {"input":"BAD","line":7,"bytes":4,"reason":"column 2 begins with a quote that is never closed"}
                """.replace("BAD", bad.toString()));
    }

    @Test
    void countsTheRowsLeftOutInTheReport() throws IOException {
        Path bad = place.file("bad.csv", "city,fare\nOslo,1\nBern\nRome,2\nLima\n");
        Path reasons = place.path("reasons.jsonl");
        Result result =
                place.shuffle(bad, "--by", "fare", "-n", 1, "--on-error", "skip", "--json", "--reasons", reasons);
        assertThat(result.out()).contains("\"rows\": 2,", "\"rejected\": 2,");
        assertThat(reasons).content().hasLineCount(2);
    }

    @Test
    void leavesNoReasonsOfARunThatFails() throws IOException {
        Path bad = place.file("bad.csv", "city,fare\nOslo\nBern,1\n");
        place.fails(
                1,
                "more than 0 rows",
                bad,
                "--by",
                "fare",
                "--on-error",
                "skip",
                "--max-errors",
                0,
                "--reasons",
                place.path("why"));
        Path there = place.file("there", "precious");
        Object[] words = {bad, "--by", "fare", "--on-error", "skip", "--reasons", there};
        place.fails(1, there + ": it exists; --reasons wants a new file", words);
        words[words.length - 1] = place.out().resolve("why");
        place.fails(2, "--reasons " + place.out() + "/why would be in the output directory", words);
        place.fails(
                2,
                "--rejects and --reasons both name " + place.path("r") + "; give two files",
                bad,
                "--by",
                "fare",
                "--on-error",
                "skip",
                "--reasons",
                place.path("x/../r"),
                "--rejects",
                place.path("r"));
    }

    @Test
    void failsIfTheReasonsCannotBeWritten() throws IOException {
        Path bad = place.file("bad.csv", "city,fare\nOslo\nBern,1\n");
        Result result = place.shuffle(bad, "--by", "fare", "--on-error", "skip", "--reasons", "/dev/full");
        assertThat(result.status()).isEqualTo(1);
        assertThat(result.err()).isEqualTo("partd: No space left on device\n");
        assertThat(place.out()).doesNotExist();
    }

    @Test
    void saysTheFirstTenOfManyRowsLeftOut() throws IOException {
        Path bad = place.file("bad.csv", "a,b\n" + "1\n".repeat(200_000) + "1,2\n");
        Result result = place.shuffle(bad, "--by", "b", "-n", 1, "--on-error", "SKIP", "--memory", "2m");
        assertThat(result.status()).isZero();
        assertThat(result.err().lines()).hasSize(11).endsWith("partd: 200,000 rows were left out");
        assertThat(result.err()).contains("bad.csv:2: ").contains("bad.csv:11: ");
        assertThat(result.out()).startsWith("1 rows, 8 B, ");
    }

    @Test
    void failsIfAllRowsAreLeftOut() throws IOException {
        Path bad = place.file("bad.csv", "city,fare\nOslo\nBern\n");
        Path rejects = place.path("rejects");
        Result result = place.shuffle(bad, "--by", "fare", "--on-error", "skip", "--rejects", rejects);
        assertThat(result.status()).isEqualTo(1);
        assertThat(result.err())
                .startsWith("partd: left out " + bad + ":2: it has 1 column")
                .endsWith(
                        "partd: 2 rows were left out\npartd: there is no other row, so that there would be no output\n");
        assertThat(place.out()).doesNotExist();
        assertThat(rejects).hasContent("Oslo\nBern\n");
    }

    @Test
    void leavesOutSoManyRowsAndNoMore() throws IOException {
        Path bad = place.file("bad.csv", "city,fare\nOslo\nBern\nRome,1\n");
        String allowed =
                "more than 1 row can't be placed, as --max-errors allows; the first is " + bad + ":2: it has 1";
        place.fails(1, allowed, bad, "--by", "fare", "--on-error", "skip", "--max-errors", 1);
        place.fails(2, "--max-errors goes with --on-error skip", bad, "--by", "fare", "--max-errors", 1);
        assertThat(place.shuffle(bad, "--by", "fare", "--on-error", "skip", "--max-errors", 2)
                        .status())
                .isZero();
    }

    @Test
    void saysNothingIfAsked() {
        assertThat(place.shuffled(trips, "--by", "city", "-n", 4, "--quiet")).isEmpty();
    }

    @Test
    void reportsToPrograms() throws IOException {
        String report = place.shuffled(trips, "--by", "city", "-n", 2, "--range", "--json");
        assertThat(report.replaceFirst("\"seconds\": [\\d.]+", "\"seconds\": 1"))
                .isEqualTo("""
                {
                  "output": "%s",
                  "method": "range",
                  "columns": [ "city" ],
                  "rows": 4,
                  "rejected": 0,
                  "bytes": 51,
                  "seconds": 1,
                  "partitions": [ {
                    "name": "part-00000.csv",
                    "rows": 2,
                    "bytes": 25,
                    "files": [ {
                      "name": "part-00000.csv",
                      "bytes": 25
                    } ]
                  }, {
                    "name": "part-00001.csv",
                    "rows": 2,
                    "bytes": 26,
                    "from": "Oslo",
                    "files": [ {
                      "name": "part-00001.csv",
                      "bytes": 26
                    } ]
                  } ]
                }
                """.formatted(place.out()));
    }

    @Test
    void keepsNoRejectsOfARunThatFails() throws IOException {
        Path bad = place.file("bad.csv", "city,fare\n1\n");
        place.fails(
                1,
                place.path("missing.csv") + ": no such file",
                bad,
                place.path("missing.csv"),
                "--by",
                "fare",
                "--on-error",
                "skip",
                "--rejects",
                place.path("rejects"));
        Path other = place.file("other.csv", "x\n");
        place.fails(
                1,
                other + ": its header",
                bad,
                other,
                "--by",
                "fare",
                "--on-error",
                "skip",
                "--rejects",
                place.path("rejects"));
    }

    @Test
    void refusesARejectsFileThatExists() throws IOException {
        Path rejects = place.file("rejects", "precious");
        place.fails(
                1,
                rejects + ": it exists; --rejects wants a new file\n",
                trips,
                "--by",
                "city",
                "--on-error",
                "skip",
                "--rejects",
                rejects);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "--by town | no column 'town'; there are 1 to 2: [city, fare]",
                "--by 3 | no column '3'; there are 1 to 2: [city, fare]",
                "--by '' | empty column; give a name or a 1-based number",
                "-n 4 | --by COLUMN is missing; say which column to split by",
                "--by city -n 0 | number of partitions 0 is not from 1 to 100000",
                "--by city -n 100001 | number of partitions 100001 is not from 1 to 100000",
                "--by city -n x | Invalid value for option '--partitions': 'x' is no whole number of at most 2147483647",
                "--by city --threads 0 | number of threads 0 is less than 1",
                "--by city --memory 1m | memory of 1m is less than 2m",
                "--by city --memory lots | 'lots' is not a size; write a number and k, m, g or t, as in 64k or 1g",
                "--by city --memory 100t | --memory 100t is too much for this JVM's heap of ",
                "--by city --distinct --range | --distinct and --range exclude each other",
                "--by city --numeric | --numeric goes with --range",
                "--by city --distinct -n 4 | -n and --distinct exclude each other; --max-partitions is its limit",
                "--by city --max-partitions 4 | --max-partitions goes with --distinct",
                "--by city --distinct --max-partitions 0 | limit of 0 partitions is not from 1 to 100000",
                "--by city --json --quiet | --json and --quiet exclude each other",
                "--by city --overwrite --append | --overwrite, --overwrite-partitions and --append exclude each other",
                "--by city --rejects r | --rejects goes with --on-error skip",
                "--by city --reasons r | --reasons goes with --on-error skip",
                "--by city --on-error ignore | Invalid value for option '--on-error'",
                "--by city --format xml | Invalid value for option '--format'",
                "--by city --no-header | column 'city' without a header; give a number from 1",
                "--by city --delimiter ;; | --delimiter ';;' is not one character, nor \\t",
                "--by city --delimiter \" | delimiter '\"' must be an ASCII character, and no quote or line end",
                "--by city --format jsonl --delimiter ; | --delimiter goes with --format csv",
                "--by city --format jsonl --no-header | --no-header goes with --format csv or tsv",
                "--by city --format lines | --by city: lines have no columns",
                "--by city --nonsense | Unknown option: '--nonsense'"
            })
    void refusesOptionsThatMakeNoSense(String options, String message) throws IOException {
        Object[] words = (trips + " " + options).replace("''", "").split(" ", -1);
        place.fails(2, message, words);
    }

    @Test
    void refusesInputsThatMakeNoSense() throws IOException {
        place.fails(2, "standard input (-) can be read only once", "-", "-", "--by", "1", "--format", "csv");
        Path plain = place.file("plain", TRIPS);
        place.fails(2, "the name '" + plain + "' does not tell the format; say --format csv, tsv", plain, "--by", "1");
        Path packed = place.file("z.csv.xz", TRIPS);
        place.fails(
                2,
                "'" + packed + "' is compressed or an archive, by its name; unpack it first, as with 'xz -dc " + packed
                        + " | partd shuffle - --format csv …'",
                packed,
                "--by",
                "1");
        place.fails(1, place.path("missing.csv") + ": no such file\n", place.path("missing.csv"), "--by", "1");
        Result nothing = Cli.run("shuffle", "--by", "1", "--to", place.out());
        assertThat(nothing.status()).isEqualTo(2);
        assertThat(nothing.err()).startsWith("partd: Missing required parameter: 'INPUT'");
        Result nowhere = Cli.run("shuffle", trips, "--by", "1");
        assertThat(nowhere.status()).isEqualTo(2);
        assertThat(nowhere.err()).startsWith("partd: Missing required option: '--to=DIR|STORE'");
    }

    @Test
    void explainsItself() {
        Result help = Cli.run("shuffle", "--help");
        assertThat(help.status()).isZero();
        assertThat(help.out())
                .contains(List.of(
                        "--by",
                        "-n",
                        "--distinct",
                        "--range",
                        "--memory",
                        "--threads",
                        "--on-error",
                        "--rejects",
                        "--overwrite",
                        "--append",
                        "--format",
                        "--delimiter",
                        "--no-header",
                        "--numeric"));
    }

    @Test
    void readsItsOwnOutput() throws IOException {
        place.shuffled(trips, "--by", "city", "-n", 4);
        place.shuffled(
                place.out().resolve("part-00000.csv"),
                place.out().resolve("part-00001.csv"),
                place.out().resolve("part-00003.csv"),
                "--by",
                "fare",
                "-n",
                1,
                "--overwrite");
        assertThat(place.parts()).isEqualTo(Map.of("part-00000.csv", "city,fare\nLima,5\nOslo,10\nBern,20\nOslo,30\n"));
        assertThat(place.files())
                .containsOnlyKeys("trips.csv", "out", "out/.lock", "out/.partd+shuffle", "out/part-00000.csv");
    }
}
