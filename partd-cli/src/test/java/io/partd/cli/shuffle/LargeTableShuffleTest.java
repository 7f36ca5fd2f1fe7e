package io.partd.cli.shuffle;

import static org.assertj.core.api.Assertions.assertThat;

import io.partd.ByteSize;
import io.partd.cli.JavaProcess;
import io.partd.parquet.ParquetCompression;
import io.partd.parquet.ParquetLayout;
import io.partd.parquet.ParquetOptions;
import io.partd.parquet.ParquetSink;
import io.partd.parquet.ParquetSource;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.Stream;
import org.apache.arrow.memory.BufferAllocator;
import org.apache.arrow.memory.RootAllocator;
import org.apache.arrow.vector.BigIntVector;
import org.apache.arrow.vector.VarBinaryVector;
import org.apache.arrow.vector.VectorSchemaRoot;
import org.apache.arrow.vector.ipc.ArrowReader;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;

/** A table of half a gigabyte through a process of its own, whose memory is measured from here. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@Tag("large")
class LargeTableShuffleTest {

    private static final int BATCHES = 50;
    private static final int ROWS = 100_000;
    private static final int WIDTH = 80;
    private static final long SEED = 20_261_124L;

    private static final long MEMORY = 32L << 20;

    /** What the JVM, its code, and the heap that the launcher leaves it take besides; docs/shuffle.md says so. */
    private static final long OVERHEAD = 256L << 20;

    @TempDir
    private static Path directory;

    private Path input = Path.of("");

    @BeforeAll
    void writeInput() throws IOException {
        input = directory.resolve("rows.parquet");
        SplittableRandom random = new SplittableRandom(SEED);
        try (BufferAllocator allocator = new RootAllocator();
                BigIntVector key = new BigIntVector("key", allocator);
                VarBinaryVector bytes = new VarBinaryVector("bytes", allocator)) {
            VectorSchemaRoot root = VectorSchemaRoot.of(key, bytes);
            ParquetOptions options = ParquetOptions.DEFAULT
                    .compression(ParquetCompression.UNCOMPRESSED)
                    .rowGroupBytes(ByteSize.of("8m"));
            try (ParquetSink sink = ParquetSink.create(input, ParquetLayout.of(root.getSchema()), options)) {
                byte[] value = new byte[WIDTH];
                for (int batch = 0; batch < BATCHES; batch++) {
                    for (int i = 0; i < ROWS; i++) {
                        random.nextBytes(value);
                        key.setSafe(i, random.nextInt(1000));
                        bytes.setSafe(i, value);
                    }
                    root.setRowCount(ROWS);
                    sink.write(root);
                }
                sink.finish();
            }
        }
        assertThat(Files.size(input)).isGreaterThan((long) BATCHES * ROWS * WIDTH);
    }

    @Test
    void memoryIsBounded() throws Exception {
        Path out = directory.resolve("many");
        assertThat(shuffle(out, "-n", "100")).as("peak resident bytes").isBetween(1L << 20, MEMORY + OVERHEAD);
        assertThat(rows(out)).isEqualTo((long) BATCHES * ROWS);
    }

    @Test
    void oneGiantPartitionTakesNoMoreMemory() throws Exception {
        Path out = directory.resolve("one");
        assertThat(shuffle(out, "-n", "1")).as("peak resident bytes").isBetween(1L << 20, MEMORY + OVERHEAD);
        assertThat(rows(out)).isEqualTo((long) BATCHES * ROWS);
    }

    @Test
    void sortingTakesNoMoreMemory() throws Exception {
        Path out = directory.resolve("sorted");
        assertThat(shuffle(out, "-n", "1", "--sort-by", "bytes"))
                .as("peak resident bytes")
                .isBetween(1L << 20, MEMORY + OVERHEAD);
        assertThat(rows(out)).isEqualTo((long) BATCHES * ROWS);
        byte[] before = {};
        try (BufferAllocator allocator = new RootAllocator();
                ArrowReader reader =
                        ParquetSource.of(out.resolve("part-00000.parquet")).open(allocator)) {
            VarBinaryVector bytes =
                    (VarBinaryVector) reader.getVectorSchemaRoot().getVector("bytes");
            while (reader.loadNextBatch()) {
                for (int i = 0; i < bytes.getValueCount(); i++) {
                    byte[] value = bytes.get(i);
                    if (Arrays.compareUnsigned(before, value) > 0) {
                        throw new AssertionError("row " + i + " of a batch is less than the one before it");
                    }
                    before = value;
                }
            }
        }
    }

    private static long rows(Path out) throws IOException {
        long rows = 0;
        try (Stream<Path> files = Files.list(out)) {
            for (Path file :
                    files.filter(f -> f.toString().endsWith(".parquet")).toList()) {
                rows += ParquetSource.of(file).rowCount();
            }
        }
        return rows;
    }

    /** Returns the most memory that was resident, in bytes. */
    private long shuffle(Path out, String... options) throws Exception {
        List<String> command = new ArrayList<>(JavaProcess.command());
        command.addAll(1, List.of("-XX:+UseParallelGC", "-Xmx176m")); // as the launcher does
        command.addAll(List.of("shuffle", input.toString(), "--by", "key", "--memory", "32m", "--to", out.toString()));
        command.addAll(List.of(options));
        return PeakMemory.of(command, directory.resolve("log"));
    }
}
