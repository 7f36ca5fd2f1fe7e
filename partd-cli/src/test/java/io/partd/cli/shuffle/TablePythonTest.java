package io.partd.cli.shuffle;

import static org.assertj.core.api.Assertions.assertThat;

import io.partd.ChildProcess;
import io.partd.PythonCommand;
import io.partd.Requirement;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Tables that pyarrow writes are shuffled, and pyarrow reads what comes out. */
@Tag("interop")
class TablePythonTest {

    private static final String ROWS = "10000";

    @TempDir
    Path temporary;

    @ParameterizedTest
    @CsvSource({
        "trips.parquet, city, 16m",
        "trips.parquet, class, 8m",
        "trips.feather, price, 16m",
        "trips.feather, class, 8m",
        "trips.feather, name, 8m",
        "trips.arrows, at, 16m",
        "trips.arrows, bytes, 8m",
        "trips.arrows, hour, 16m",
        "trips.arrows, class, 16m"
    })
    void pyarrowReadsTheParts(String name, String column, String memory) throws Exception {
        Place place = new Place(temporary);
        Path file = place.path(name);
        python("pyarrow", "tables.py", "write", file.toString(), ROWS);
        place.shuffled(file, "--by", column, "--by", "ok", "-n", 8, "--memory", memory);
        assertThat(python("pyarrow", "tables.py", "compare", place.out().toString(), ROWS))
                .containsExactly("same");
    }

    /** The file of flights that {@code PARTD_DATA} may have. */
    @Test
    void duckdbFindsTheSameRows() throws Exception {
        String directory = System.getenv("PARTD_DATA");
        Path file = Path.of(directory == null ? "" : directory).resolve("flights-3m.parquet");
        Requirement.of("the file", List.of(file.getFileName().toString()), "name its directory in PARTD_DATA")
                .assume(Files.exists(file));
        Place place = new Place(temporary);
        place.shuffled(file, "--by", "origin", "-n", 64, "--memory", "256m");
        assertThat(python("duckdb", "multiset.py", file.toString(), place.out().toString(), "origin"))
                .containsExactly("3000000");
    }

    private static List<String> python(String module, String script, String... arguments) throws Exception {
        try (ChildProcess process =
                PythonCommand.with(module).start(PythonCommand.resource(TablePythonTest.class, script), arguments)) {
            return process.join();
        }
    }
}
