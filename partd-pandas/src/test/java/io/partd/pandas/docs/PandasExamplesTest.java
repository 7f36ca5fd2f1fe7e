package io.partd.pandas.docs;

import static org.assertj.core.api.Assertions.assertThat;

import io.partd.Partd;
import io.partd.PythonCommand;
import io.partd.arrow.RecordBatch;
import io.partd.arrow.Table;
import io.partd.pandas.BlockCompression;
import io.partd.pandas.PandasBlocks;
import io.partd.pandas.PandasColumns;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;
import org.apache.arrow.memory.BufferAllocator;
import org.apache.arrow.memory.RootAllocator;
import org.apache.arrow.vector.Float8Vector;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/** The code in {@code docs/pandas.md}. */
@EnabledOnOs(OS.LINUX)
final class PandasExamplesTest {

    @TempDir
    private Path temp;

    private Path copy(String golden) throws IOException {
        Path from = PythonCommand.resource(PandasExamplesTest.class, golden);
        Path to = temp.resolve("copy");
        try (Stream<Path> files = Files.walk(from)) {
            for (Path file : files.toList()) {
                Files.copy(file, to.resolve(from.relativize(file).toString()));
            }
        }
        return to;
    }

    @Test
    void readsWhatDaskHasShuffled() throws IOException {
        Path directory = copy("/golden/dask/shuffled");
        try (BufferAllocator allocator = new RootAllocator();
                Partd<Table> partitions = Partd.file(directory).with(PandasBlocks.layer(allocator))) {
            double sum = 0;
            for (String partition : partitions.keys()) {
                try (Table table = partitions.get(partition)) {
                    for (RecordBatch batch : table.batches()) {
                        Float8Vector fares = (Float8Vector) batch.root().getVector("fare");
                        for (int row = 0; row < batch.rowCount(); row++) {
                            sum += Double.isNaN(fares.get(row)) ? 0 : fares.get(row);
                        }
                    }
                }
            }
            assertThat(sum).isGreaterThan(6000);
        }
    }

    @Test
    void readsSomeColumns() throws IOException {
        Path directory = copy("/golden/pandas/columns-2.3.3");
        try (BufferAllocator allocator = new RootAllocator();
                Partd<Table> tables = Partd.file(directory)
                        .with(PandasColumns.layer(allocator).columns("a", "d"))) {
            Table table = tables.get("mixed");
            assertThat(table.schema().getFields()).hasSize(3);
            table.close();
        }
    }

    @Test
    void knowsTheCompression() {
        PandasBlocks.layer().compression(BlockCompression.BLOSC_AND_SNAPPY);
        assertThat(PandasBlocks.layer()).hasToString("PandasBlocks");
    }
}
