package io.partd.parquet;

import static org.assertj.core.api.Assertions.assertThat;

import io.partd.ChildProcess;
import io.partd.PythonCommand;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Files of pyarrow, of every type, nested, in every encoding, compression and version of pages: what is read of them,
 * and whether pyarrow finds the same in copies, down to schema, metadata and statistics.
 */
@Tag("interop")
class PyarrowTest {

    @Test
    void filesAreTheSameToBoth(@TempDir Path directory) throws Exception {
        PythonCommand python = PythonCommand.with("pyarrow");
        Path script = PythonCommand.resource(PyarrowTest.class, "exchange.py");
        run(python, script, "write", directory);

        Conversions.all(directory);

        List<String> lines = run(python, script, "check", directory);
        assertThat(lines).hasSizeGreaterThan(80).allMatch(line -> line.endsWith(" same"));
    }

    private static List<String> run(PythonCommand python, Path script, String what, Path directory) throws Exception {
        try (ChildProcess process = python.start(script, what, directory.toString())) {
            return process.join();
        }
    }
}
