package io.partd.cli.shuffle;

import static org.assertj.core.api.Assertions.assertThat;

import io.partd.ByteSize;
import io.partd.cli.JavaProcess;
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
import java.util.Map;
import java.util.SplittableRandom;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.apache.arrow.memory.BufferAllocator;
import org.apache.arrow.memory.RootAllocator;
import org.apache.arrow.vector.BigIntVector;
import org.apache.arrow.vector.FieldVector;
import org.apache.arrow.vector.VectorSchemaRoot;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * Tables of five columns into thousands of Parquet files, in processes of their own with the heap that the launcher
 * sets.
 */
@Tag("thorough")
class ManyPartitionsTest {

    private static final int ROWS = 400_000;
    private static final long CONSTANT = 256 << 20;

    @TempDir
    private Path directory;

    private Path input = Path.of("");

    @BeforeEach
    void writeInput() throws IOException {
        input = directory.resolve("rows.parquet");
        SplittableRandom random = new SplittableRandom(20_261_130);
        try (BufferAllocator allocator = new RootAllocator()) {
            List<FieldVector> columns = new ArrayList<>();
            for (int c = 0; c < 5; c++) {
                BigIntVector column = new BigIntVector("c" + c, allocator);
                for (int i = 0; i < ROWS; i++) {
                    column.setSafe(i, random.nextLong(1L << (8 + 10 * c)));
                }
                column.setValueCount(ROWS);
                columns.add(column);
            }
            try (VectorSchemaRoot root = new VectorSchemaRoot(columns);
                    ParquetSink sink = ParquetSink.create(
                            input, ParquetLayout.of(root.getSchema()), ParquetOptions.DEFAULT.rowGroupRows(100_000))) {
                root.setRowCount(ROWS);
                sink.write(root);
                sink.finish();
            }
        }
    }

    /** However many partitions there are, they take {@code --memory} and one constant in all. */
    @ParameterizedTest
    @CsvSource({"64, 64m, 224m", "10000, 64m, 224m", "20000, 64m, 224m", "100000, 256m, 512m"})
    void partitionsTakeTheMemoryAndAConstant(int count, String memory, String heap) throws Exception {
        Path out = directory.resolve("out");
        List<String> command =
                command("-Xmx" + heap, "-n", Integer.toString(count), "--memory", memory, "--to", out.toString());
        long peak = PeakMemory.of(command, directory.resolve("log"));
        assertThat(peak)
                .as("peak resident bytes")
                .isBetween(1L << 20, ByteSize.of(memory).bytes() + CONSTANT);
        long rows = 0;
        List<Path> files = parquet(out);
        for (Path file : files) {
            rows += ParquetSource.of(file).rowCount();
        }
        assertThat(files).hasSize(count);
        assertThat(rows).isEqualTo(ROWS);
        assertThat(temporaryFiles()).isEmpty();
    }

    /** The processors that the JVM believes in are the threads that it takes. */
    @Test
    void aThousandFilesAreTheSameWithAnyMemoryAndProcessors() throws Exception {
        Map<String, Integer> expected = shuffled("one", "-Xmx224m", "-XX:ActiveProcessorCount=1", "64m");
        assertThat(expected).hasSize(1000);
        assertThat(shuffled("two", "-Xmx1664m", "-XX:ActiveProcessorCount=2", "1g"))
                .isEqualTo(expected);
        assertThat(shuffled("four", "-Xmx160m", "-XX:ActiveProcessorCount=4", "8m"))
                .isEqualTo(expected);
        assertThat(temporaryFiles()).isEmpty();
    }

    /** Returns what each file is, as a hash of its bytes. */
    private Map<String, Integer> shuffled(String name, String heap, String processors, String memory) throws Exception {
        Path out = directory.resolve(name);
        List<String> command = command(heap, "-n", "1000", "--memory", memory, "--to", out.toString());
        command.add(1, processors);
        PeakMemory.of(command, directory.resolve("log"));
        Map<String, Integer> found = new TreeMap<>();
        for (Path file : parquet(out)) {
            found.put(file.getFileName().toString(), Arrays.hashCode(Files.readAllBytes(file)));
        }
        return found;
    }

    private List<String> command(String heap, String... options) {
        List<String> command = new ArrayList<>(JavaProcess.command());
        command.addAll(1, List.of("-XX:+UseParallelGC", heap)); // as the launcher does
        command.addAll(List.of("shuffle", input.toString(), "--by", "c4"));
        command.addAll(List.of(options));
        return command;
    }

    private static List<Path> parquet(Path out) throws IOException {
        try (Stream<Path> files = Files.list(out)) {
            return files.filter(file -> file.toString().endsWith(".parquet")).toList();
        }
    }

    private List<String> temporaryFiles() throws IOException {
        try (Stream<Path> files = Files.list(directory)) {
            return files.map(file -> file.getFileName().toString())
                    .filter(name -> name.startsWith("partd-"))
                    .toList();
        }
    }
}
