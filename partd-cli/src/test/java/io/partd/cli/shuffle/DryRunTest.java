package io.partd.cli.shuffle;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.partd.Partd;
import io.partd.cli.Cli;
import io.partd.cli.Cli.Result;
import io.partd.zmq.Endpoint;
import io.partd.zmq.server.PartdServer;
import io.partd.zmq.server.ServerOptions;
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
import org.junit.jupiter.params.provider.ValueSource;

/** {@code partd shuffle --dry-run}: says what the shuffle would do, and leaves everything as it is. */
class DryRunTest {

    @TempDir
    Path temporary;

    private Place place;
    private Path csv;
    private Path parquet;

    @BeforeEach
    void makeInputs() throws IOException {
        place = new Place(temporary.toRealPath());
        csv = place.file("trips.csv", "city,n\nOslo,1\nBern,2\nOslo,3\nOslo,4\n");
        parquet = TableFiles.trips(place.path("trips.parquet"), 1, "Oslo", "Bern", "Oslo", "null");
    }

    /** Runs it and checks that no file came, went or changed. */
    private Result dryRun(Object... words) throws IOException {
        Map<String, String> before = place.files();
        List<Object> all = new ArrayList<>(List.of(words));
        all.add("--dry-run");
        Result result = place.shuffle(all.toArray());
        assertThat(place.files()).isEqualTo(before);
        return result;
    }

    private Result planned(Object... words) throws IOException {
        Result result = dryRun(words);
        assertThat(result.err()).isEmpty();
        assertThat(result.status()).isZero();
        return result;
    }

    private JsonNode json(Object... words) throws IOException {
        List<Object> all = new ArrayList<>(List.of(words));
        all.add("--json");
        return new ObjectMapper().readTree(planned(all.toArray()).out());
    }

    @Test
    void saysWhatTextBecomes() throws IOException {
        assertThat(planned(csv, "--by", "city", "-n", 4).out())
                .isEqualTo("""
                would read 1 input, 35 B, as csv; columns: city, n
                would write hash into 4 by city, to OUT
                largest partitions, of all 4 rows:
                  100.0 %  part-00003.csv
                heaviest keys:
                   75.0 %  Oslo
                   25.0 %  Bern
                nothing was written
                """.replace("OUT", place.out().toString()));
    }

    @Test
    void saysWhatTablesBecome() throws IOException {
        assertThat(planned(parquet, "--by", "city", "--distinct").out())
                .startsWith("would read 1 input, ")
                .contains("as parquet; columns: city", "would write value by city, to " + place.out())
                .contains("largest partitions, of all 4 rows:\n   50.0 %  city=Oslo\n")
                .contains("heaviest keys:\n   50.0 %  Oslo\n", "   25.0 %  null\n");
    }

    @ParameterizedTest
    @ValueSource(strings = {"trips.csv", "trips.parquet"})
    void isJsonForPrograms(String name) throws IOException {
        Path input = place.path(name);
        JsonNode json = json(input, "--by", "city", "-n", 4);
        assertThat(json.get("dryRun").asBoolean()).isTrue();
        assertThat(json.get("output").asText()).isEqualTo(place.out().toString());
        assertThat(json.get("inputs").get(0).get("name").asText()).isEqualTo(input.toString());
        assertThat(json.get("inputs").get(0).get("bytes").asLong()).isEqualTo(Files.size(input));
        assertThat(json.get("inputColumns").get(0).asText()).startsWith("city");
        assertThat(json.get("method").asText()).isEqualTo("hash");
        assertThat(json.get("whole").asBoolean()).isTrue();
        assertThat(json.get("rows").asInt()).isEqualTo(4);
        assertThat(json.get("partitions")).hasSize(4);
        JsonNode heaviest = json.get("heaviest").get(0);
        assertThat(heaviest.get("key").get(0).asText()).isEqualTo("Oslo");
        assertThat(heaviest.get("share").asDouble()).isEqualTo(name.endsWith("csv") ? 0.75 : 0.5);
    }

    /** Partitions of the plan are those that a run makes. */
    @ParameterizedTest
    @CsvSource({
        "trips.csv, --by city -n 4",
        "trips.csv, --by city --by n -n 4",
        "trips.csv, --by n --range --numeric -n 2",
        "trips.csv, --by city --distinct --where n>1 --sort-by n",
        "trips.csv, --by city --limit 2 -n 3",
        "trips.parquet, --by city -n 4",
        "trips.parquet, --by n --range -n 2",
        "trips.parquet, --by city --distinct --where n>1",
        "trips.parquet, --by city --null-key drop --limit 3 -n 2",
    })
    void countsWhatARunCounts(String name, String options) throws IOException {
        List<Object> words = new ArrayList<>(List.of(place.path(name)));
        words.addAll(List.of(options.split(" ")));
        JsonNode plan = json(words.toArray());
        words.add("--json");
        JsonNode report = new ObjectMapper().readTree(place.shuffled(words.toArray()));
        assertThat(plan.get("rows")).isEqualTo(report.get("rows"));
        assertThat(plan.get("partitions")).hasSameSizeAs(report.get("partitions"));
        for (int i = 0; i < report.get("partitions").size(); i++) {
            JsonNode expected = report.get("partitions").get(i);
            assertThat(plan.get("partitions")).anySatisfy(partition -> {
                assertThat(partition.get("name").asText().replaceFirst("\\..*", ""))
                        .isEqualTo(expected.get("name").asText().replaceFirst("\\..*", ""));
                assertThat(partition.get("rows")).isEqualTo(expected.get("rows"));
                assertThat(partition.get("from")).isEqualTo(expected.get("from"));
            });
        }
    }

    @Test
    void saysWhereRangesBegin() throws IOException {
        assertThat(planned(csv, "--by", "n", "--range", "--numeric", "-n", 2).out())
                .contains("would write numeric range into 2 by n", "ranges would begin at 3.0\n");
        place.shuffled(csv, "--by", "city", "--range", "-n", 2);
        Path more = place.file("more.csv", "city,n\nA,1\nB,2\nC,3\n");
        assertThat(planned(more, "--by", "city", "--range", "-n", 2, "--append").out())
                .as("those that are there")
                .contains("ranges would begin at Oslo\n", "  100.0 %  part-00000.csv");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "--by town --overwrite | 2 | no column 'town'",
                "--by city -n 3 | 1 | is not empty; choose another directory, or say --overwrite or --append",
                "--by n -n 2 --append | 1 | is partitioned by shuffle's 'hash into 2 by city' as csv, and not by",
                "--by city -n 3 --append | 1 | is partitioned by shuffle's 'hash into 2 by city' as csv, and not by",
                "--by city --distinct --append | 1 | was not written by partd shuffle --distinct",
                "--by city -n 0 --overwrite | 2 | number of partitions 0 is not from 1",
                "--by city --distinct --range | 2 | --distinct and --range exclude each other",
                "--by city --quiet | 2 | --dry-run and --quiet exclude each other",
                "--by city --overwrite --on-error skip --rejects OUT/r | 2 | would be in the output directory",
                "--by city --append --on-error skip -n 2 --reasons CSV | 1 | it exists; --reasons wants a new file",
            })
    void failsAsARunWould(String options, int status, String message) throws IOException {
        place.shuffled(csv, "--by", "city", "-n", 2);
        Object[] words = (csv + " " + options)
                .replace("OUT", place.out().toString())
                .replace("CSV", csv.toString())
                .split(" ");
        Result result = dryRun(words);
        assertThat(result.err()).contains(message);
        assertThat(result.status()).isEqualTo(status);
        assertThat(result.out()).isEmpty();
    }

    @Test
    void failsAtTooManyValuesAndAtWrongRows() throws IOException {
        Result result = dryRun(csv, "--by", "city", "--distinct", "--max-partitions", 1);
        assertThat(result.err()).contains("there are more than 1 values; raise --max-partitions");
        assertThat(dryRun(parquet, "--by", "town").err()).contains("town");
        Path bad = place.file("bad.csv", "city,n\nOslo\nBern,1\n");
        assertThat(dryRun(bad, "--by", "n").err()).contains(bad + ":2: it has 1 column");
        assertThat(planned(bad, "--by", "n", "--on-error", "skip", "--rejects", place.path("r"))
                        .out())
                .contains("1 rows that were read can't be placed; the first is " + bad + ":2: it has 1 column");
        Path file = place.file("file", "");
        assertThat(Cli.run("shuffle", csv, "--by", "n", "--dry-run", "--to", file.resolve("out"))
                        .err())
                .contains(file + ": it is a file; the output is a directory");
    }

    @Test
    void looksIntoLogs() throws IOException {
        String log = "log:" + place.path("log");
        Object[] words = {"shuffle", csv, "--by", "city", "-n", 2, "--to", log, "--dry-run"};
        assertThat(Cli.run(words).out()).contains("would write hash into 2 by city, to " + log);
        assertThat(place.path("log")).doesNotExist();
        Cli.run("shuffle", csv, "--by", "n", "-n", 2, "--to", log);
        Map<String, String> before = place.files();
        words[words.length - 1] = "--append";
        List<Object> appending = new ArrayList<>(List.of(words));
        appending.add("--dry-run");
        assertThat(Cli.run(appending.toArray()).err())
                .contains("is partitioned by shuffle's 'hash into 2 by n', and not by 'hash into 2 by city'");
        assertThat(place.files()).isEqualTo(before);
    }

    @Test
    void looksAtServers() throws IOException {
        try (PartdServer server = PartdServer.start(
                Partd.memory(), List.of(Endpoint.of("tcp://127.0.0.1:0")), ServerOptions.defaults())) {
            String uri = server.endpoints().get(0).toString();
            Object[] words = {"shuffle", csv, "--by", "city", "--to", uri, "-n", 2, "--append", "--dry-run"};
            assertThat(Cli.run(words).out()).contains("would write hash into 2 by city, to " + uri);
            assertThat(Cli.run("keys", uri).out()).isEmpty();
            Cli.run("shuffle", csv, "--by", "city", "--to", uri, "-n", 3);
            assertThat(Cli.run(words).err())
                    .contains("has 3 partitions up to part-00002.csv, and 2 up to part-00001.csv");
            words[8] = "--overwrite";
            assertThat(Cli.run(words).status()).isZero();
            assertThat(Cli.run("keys", uri).outLines()).hasSize(3);
        }
    }

    @Test
    void leavesTheChangeOfAKilledRunAsItIs() throws IOException {
        place.shuffled(csv, "--by", "city", "-n", 2);
        Files.createDirectory(place.out().resolve(".partd+commit"));
        planned(csv, "--by", "city", "-n", 2, "--append");
        place.shuffled(csv, "--by", "city", "-n", 2, "--append");
        assertThat(place.out().resolve(".partd+commit")).doesNotExist();
    }

    @Test
    void saysThatARunIsDone() throws IOException {
        place.shuffled(csv, "--by", "city", "-n", 2, "--append", "--run-id", "monday");
        assertThat(planned(csv, "--by", "city", "-n", 2, "--append", "--run-id", "monday")
                        .out())
                .isEqualTo(place.out() + " has the rows of run 'monday' already; nothing was done\n");
    }
}
