package io.partd.cli.shuffle;

import static org.assertj.core.api.Assertions.assertThat;

import io.partd.ByteSize;
import java.nio.file.Path;
import org.apache.arrow.memory.BufferAllocator;
import org.apache.arrow.memory.RootAllocator;
import org.apache.arrow.vector.BigIntVector;
import org.apache.arrow.vector.VectorSchemaRoot;
import org.apache.arrow.vector.ipc.ArrowReader;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TableFormatTest {

    @TempDir
    Path temporary;

    @Test
    void batchesOfAllThreadsAreSmallBesideTheMemory() throws Exception {
        Path file = temporary.resolve("t.parquet");
        try (BufferAllocator allocator = new RootAllocator()) {
            try (BigIntVector numbers = new BigIntVector("n", allocator)) {
                numbers.allocateNew(50_000);
                for (int i = 0; i < 50_000; i++) {
                    numbers.set(i, i * 0x9e3779b97f4a7c15L);
                }
                numbers.setValueCount(50_000);
                TableFiles.write(file, VectorSchemaRoot.of(numbers));
            }
            try (ArrowReader reader =
                    TableFormat.PARQUET.source(file, null, ByteSize.of("8m"), 8).open(allocator)) {
                assertThat(reader.loadNextBatch()).isTrue();
                assertThat(reader.getVectorSchemaRoot().getRowCount()).isBetween(1_000, 10_000);
            }
        }
    }
}
