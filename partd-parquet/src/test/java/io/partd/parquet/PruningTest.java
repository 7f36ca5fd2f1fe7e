package io.partd.parquet;

import static org.assertj.core.api.Assertions.assertThat;

import io.partd.ChildProcess;
import io.partd.PythonCommand;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** DuckDB and pyarrow leave out what statistics and Bloom filters say, and drop no row by that. */
@Tag("interop")
class PruningTest {

    @Test
    void readersLeaveOutRowGroupsAndDropNoRow(@TempDir Path directory) throws Exception {
        PythonCommand python = PythonCommand.with("duckdb", "pyarrow");
        python.require();
        PrunedTable.write(directory.resolve("v1.parquet"), ParquetCompression.ZSTD, 1);
        PrunedTable.write(directory.resolve("v2.parquet"), ParquetCompression.LZ4_RAW, 2);
        Path script = PythonCommand.resource(PruningTest.class, "pruning.py");
        try (ChildProcess process = python.start(script, directory.toString())) {
            List<String> lines = process.join();
            assertThat(lines).hasSizeGreaterThan(100).allMatch(line -> line.endsWith(" same"));
        }
    }
}
