package io.partd.cli.shuffle;

import static org.assertj.core.api.Assertions.assertThat;

import io.partd.ChildProcess;
import io.partd.PythonCommand;
import io.partd.SparkCommand;
import io.partd.cli.Cli;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Spark reads what shuffles of a table and of text have made, with what the dataset remembers beside it. */
@Tag("interop")
class SparkTest {

    /** How Spark reads, the columns that rows are partitioned by, and the types that it takes them for. */
    private static final List<String> DISTINCT = List.of(
            "parquet number int",
            "parquet text string",
            "parquet day date",
            "parquet code string",
            "parquet price double",
            "parquet nullnumber int",
            "parquet nulltext string",
            "parquet nullday date",
            "parquet number,nulltext int,string",
            "parquet-uninferred zip string",
            "parquet-schema number bigint",
            "parquet-schema zip string",
            "parquet-schema nullnumber bigint",
            "parquet-schema nullday date",
            "parquet-schema number,nulltext bigint,string",
            "csv text string",
            "csv nulltext string",
            "csv-uninferred zip string",
            "csv-uninferred number,nulltext string,string");

    private static final List<String> NUMBERED =
            List.of("parquet text string", "csv text string", "csv nulltext string");

    @TempDir
    Path temporary;

    @Test
    void readsAllRows() throws Exception {
        SparkCommand.require();
        Path table = temporary.resolve("t.parquet");
        Path text = temporary.resolve("t.csv");
        Path script = PythonCommand.resource(SparkTest.class, "partitioned.py");
        try (ChildProcess python =
                PythonCommand.with("pandas", "pyarrow").start(script, "write", table.toString(), text.toString())) {
            assertThat(python.join()).isEmpty();
        }
        List<String> arguments = new ArrayList<>(List.of(table.toString()));
        for (String line : DISTINCT) {
            arguments.addAll(shuffled(line, table, text, "--distinct", "--append", "--run-id", line));
        }
        for (String line : NUMBERED) {
            arguments.addAll(shuffled(line, table, text, "-n", "4"));
        }
        Path program = PythonCommand.resource(SparkTest.class, "SparkReads.java");
        try (ChildProcess spark = SparkCommand.start(program, arguments.toArray(String[]::new))) {
            assertThat(spark.join())
                    .containsExactlyElementsOf(Stream.concat(DISTINCT.stream(), NUMBERED.stream())
                            .map(line -> line + " same")
                            .toList());
        }
    }

    /** Shuffles for a line; returns how Spark shall read which directory. */
    private List<String> shuffled(String line, Path table, Path text, String... options) {
        String[] words = line.split(" ");
        Path directory = temporary.resolve(words[0] + options[0] + " " + words[1]);
        List<Object> arguments = new ArrayList<>(List.of("shuffle", words[0].startsWith("csv") ? text : table));
        for (String key : words[1].split(",")) {
            arguments.addAll(List.of("--by", key));
        }
        arguments.addAll(List.of(options));
        arguments.addAll(List.of("--to", directory));
        assertThat(Cli.run(arguments.toArray()).err()).isEmpty();
        return List.of(words[0], directory.toString());
    }
}
