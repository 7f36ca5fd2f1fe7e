package io.partd.parquet;

import static org.assertj.core.api.Assertions.assertThat;

import io.partd.ChildProcess;
import io.partd.PythonCommand;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Files of DuckDB, and whether it finds the same in copies. */
@Tag("interop")
class DuckDbTest {

    @Test
    void copiesAreTheSameToDuckDb(@TempDir Path directory) throws Exception {
        PythonCommand python = PythonCommand.with("duckdb");
        Path script = PythonCommand.resource(DuckDbTest.class, "duck.py");
        try (ChildProcess process = python.start(script, "write", directory.toString())) {
            process.join();
        }

        Conversions.all(directory);

        try (ChildProcess process = python.start(script, "check", directory.toString())) {
            List<String> lines = process.join();
            assertThat(lines).hasSize(5).allMatch(line -> line.endsWith(" same"));
        }
    }
}
