package io.partd.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code --codec pandas-blocks} and {@code --codec pandas-columns}, on what Python has stored. */
class PandasCommandsTest {

    private static final Path GOLDEN = Path.of("../partd-pandas/src/test/resources/golden");

    @TempDir
    Path directory;

    private Path shuffled;
    private Path columns;

    @BeforeEach
    void copy() throws IOException {
        shuffled = copy("dask/shuffled");
        columns = copy("pandas/columns-2.3.3");
    }

    private Path copy(String name) throws IOException {
        Path from = GOLDEN.resolve(name);
        Path to = directory.resolve(from.getFileName());
        try (Stream<Path> files = Files.walk(from)) {
            for (Path file : files.toList()) {
                Files.copy(file, to.resolve(from.relativize(file).toString()));
            }
        }
        return to;
    }

    private static List<String> lines(Object... words) {
        return Cli.run(words).out().lines().toList();
    }

    @Test
    void printsWhatDaskHasShuffled() {
        List<String> csv = lines("get", shuffled, "7", "--codec", "pandas-blocks", "--csv");
        assertThat(csv.get(0)).isEqualTo("trip,zone,driver,fare,at,_partitions,__index_level_0__");
        List<String> json = lines("get", shuffled, "7", "--codec", "pandas-blocks", "--json");
        assertThat(json).hasSize(csv.size() - 1);
        assertThat(json.get(0)).contains("\"driver\":\"driver ").contains("\"_partitions\":7");
        int rows = 0;
        for (String key : lines("keys", shuffled, "--codec", "pandas-blocks")) {
            rows += lines("get", shuffled, key, "--codec", "pandas-blocks", "--json")
                    .size();
        }
        assertThat(rows).isEqualTo(240);
    }

    @Test
    void listsTablesInsteadOfTheirColumns() {
        assertThat(lines("keys", columns)).contains("mixed/.columns", "mixed/a", "mixed/a.dtype");
        assertThat(lines("keys", columns, "--codec", "pandas-columns"))
                .contains("mixed", "odd names")
                .noneMatch(key -> key.contains("/"));
        assertThat(lines("keys", "-l", columns, "--codec", "pandas-columns").get(0))
                .endsWith("  bools");
    }

    @Test
    void printsColumns() {
        assertThat(lines("get", columns, "mixed", "--codec", "pandas-columns", "--csv"))
                .containsExactly(
                        "a,b,c,d,e,__index_level_0__",
                        "1,1.5,3,x,5,0",
                        "2,2.5,4,y,6,1",
                        "1,1.5,3,x,5,0",
                        "2,2.5,4,y,6,1");
    }

    @Test
    void printsTheColumnsThatAreNamed() {
        assertThat(lines("get", columns, "mixed", "--codec", "pandas-columns?column=d&column=a", "--csv"))
                .containsExactly("d,a,__index_level_0__", "x,1,0", "y,2,1", "x,1,0", "y,2,1");
        assertThat(Cli.run("get", columns, "mixed", "--codec", "pandas-columns?columns=d", "--csv")
                        .err())
                .contains("unknown option 'columns' in 'pandas-columns?columns=d'; there are [column]");
    }

    @Test
    void damageIsFound() throws IOException {
        Files.write(columns.resolve("mixed").resolve("a"), new byte[3]);
        Cli.Result result = Cli.run("verify", columns, "--codec", "pandas-columns");
        assertThat(result.status()).isEqualTo(1);
        assertThat(result.out() + result.err()).contains("key 'mixed/a': 3 bytes are no whole number of elements");
    }
}
