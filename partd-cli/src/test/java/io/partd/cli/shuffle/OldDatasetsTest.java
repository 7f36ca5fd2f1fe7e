package io.partd.cli.shuffle;

import static org.assertj.core.api.Assertions.assertThat;

import io.partd.PythonCommand;
import io.partd.cli.Cli;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Datasets that an earlier version made, as {@code make.sh} beside them says, grow and are read as before. */
class OldDatasetsTest {

    @TempDir
    Path temporary;

    private Place place;

    @BeforeEach
    void makePlace() throws IOException {
        place = new Place(temporary.toRealPath());
    }

    /** The rows that are there go where they went, so that each partition has its rows twice afterwards. */
    @ParameterizedTest
    @CsvSource({
        "text, csv, Origin State, -n 2",
        "text-ranges, csv, Origin State, --range -n 2",
        "text-numbers, csv, Speed IAS in knots, --range --numeric -n 2",
        "text-distinct, csv, Origin State, --distinct",
        "tables, parquet, Origin State, -n 2",
        "tables-ranges, parquet, Speed IAS in knots, --range -n 2",
        "tables-distinct, parquet, Origin State, --distinct"
    })
    void grow(String name, String format, String column, String options) throws IOException {
        copy(name);
        Map<String, List<String>> before = partitions();
        assertThat(before.values().stream().mapToInt(List::size).sum()).isEqualTo(24);
        assertThat(place.shuffled(arguments(format, column, options + " --append --run-id first")))
                .isEqualTo(place.out() + " has the rows of run 'first' already; nothing was done\n");
        assertThat(partitions()).isEqualTo(before);
        place.shuffled(arguments(format, column, options + " --append --run-id second"));
        before.replaceAll(
                (partition, rows) -> Stream.concat(rows.stream(), rows.stream()).toList());
        assertThat(partitions()).isEqualTo(before);
    }

    @ParameterizedTest
    @CsvSource({
        "text, csv, Flight Date, -n 2, hash into 2 by Origin State",
        "text, csv, Origin State, -n 3, hash into 2 by Origin State",
        "text-ranges, csv, Origin State, -n 2, range into 2 by Origin State",
        "text-numbers, csv, Speed IAS in knots, --range -n 2, numeric range into 2 by Speed IAS in knots",
        "text-distinct, csv, Flight Date, --distinct, value by Origin State",
        "tables, parquet, Origin State, -n 3, hash into 2 by Origin State",
        "tables-ranges, parquet, Origin State, --range -n 2, range into 2 by Speed IAS in knots",
        "tables-distinct, parquet, Flight Date, --distinct, value by Origin State"
    })
    void refuseRowsThatArePartitionedInAnotherWay(String name, String format, String column, String options, String how)
            throws IOException {
        copy(name);
        String message = place.out() + " is partitioned by shuffle's '" + how + "' as " + format + ", and not by";
        place.fails(1, message, arguments(format, column, options + " --append"));
    }

    @ParameterizedTest
    @CsvSource({"text, none", "text-ranges, none", "tables, parquet", "tables-ranges, parquet"})
    void areCounted(String name, String codec) throws IOException {
        copy(name);
        Cli.Result stat = Cli.run("stat", place.out(), "--codec", codec);
        assertThat(stat.err()).isEmpty();
        assertThat(stat.out()).contains("keys      2\n");
        if (codec.equals("parquet")) {
            assertThat(stat.out()).contains("rows      24 in 2 pieces\n");
        }
    }

    private void copy(String name) throws IOException {
        Path golden = PythonCommand.resource(OldDatasetsTest.class, "/golden/datasets/" + name);
        try (Stream<Path> paths = Files.walk(golden)) {
            for (Path path : paths.toList()) {
                Files.copy(path, place.out().resolve(golden.relativize(path).toString()));
            }
        }
    }

    private static Object[] arguments(String format, String column, String options) {
        Path birdstrikes = Path.of("..", "examples", "birdstrikes." + format);
        List<Object> arguments = new ArrayList<>(List.of(birdstrikes, "--by", column, "--limit", 24));
        arguments.addAll(List.of("--columns", "Flight Date,Origin State,Speed IAS in knots"));
        arguments.addAll(Arrays.asList(options.split(" ")));
        return arguments.toArray();
    }

    /** Returns the rows of each partition, whichever of its files they are in. */
    private Map<String, List<String>> partitions() throws IOException {
        Map<String, List<String>> partitions = new TreeMap<>();
        for (String name : place.parts().keySet()) {
            Path file = place.out().resolve(name);
            List<String> rows = name.endsWith(".csv")
                    ? Files.readAllLines(file).stream().skip(1).toList()
                    : TableFiles.rows(file);
            partitions
                    .computeIfAbsent(name.replaceFirst("-1(?=\\.)", ""), partition -> new ArrayList<>())
                    .addAll(rows);
        }
        return partitions;
    }
}
