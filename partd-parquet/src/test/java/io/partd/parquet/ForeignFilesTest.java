package io.partd.parquet;

import static org.assertj.core.api.Assertions.assertThat;

import io.partd.ByteSize;
import io.partd.PythonCommand;
import io.partd.arrow.shuffle.TableShuffle;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.apache.arrow.memory.BufferAllocator;
import org.apache.arrow.memory.RootAllocator;
import org.apache.arrow.vector.ipc.ArrowReader;
import org.apache.arrow.vector.ipc.ArrowStreamReader;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Files of Spark 4, polars, DuckDB and fastparquet, and what pyarrow reads of them as a stream of Arrow. */
class ForeignFilesTest {

    private static Path golden() {
        return PythonCommand.resource(ForeignFilesTest.class, "/golden/foreign");
    }

    static Stream<String> names() throws IOException {
        try (Stream<Path> files = Files.list(golden())) {
            return files
                    .map(file -> file.getFileName().toString())
                    .filter(name -> name.endsWith(".parquet"))
                    .map(name -> name.replace(".parquet", ""))
                    .sorted()
                    .toList()
                    .stream();
        }
    }

    private static List<String> rows(Path file) throws IOException {
        try (BufferAllocator allocator = new RootAllocator();
                ArrowReader reader = file.toString().endsWith(".parquet")
                        ? ParquetSource.of(file).open(allocator)
                        : new ArrowStreamReader(Files.newInputStream(file), allocator)) {
            return Rows.all(reader);
        }
    }

    @Test
    void eachProgramHasFiles() throws IOException {
        assertThat(names())
                .contains("spark_flat", "spark_nested", "spark_flat_v2", "spark_nested_v2")
                .contains("polars", "polars_categorical", "duckdb_v1", "duckdb_v2", "fastparquet", "fastparquet_int96");
    }

    @ParameterizedTest
    @MethodSource("names")
    void filesAreReadAsPyarrowReadsThem(String name) throws IOException {
        assertThat(rows(golden().resolve(name + ".parquet")))
                .hasSize(40)
                .isEqualTo(rows(golden().resolve(name + ".stream")));
    }

    @ParameterizedTest
    @MethodSource("names")
    void partsHaveTheSameRows(String name, @TempDir Path directory) throws IOException {
        ParquetSource source = ParquetSource.of(golden().resolve(name + ".parquet"));
        ByteSize memory = ByteSize.of("8m");
        List<Path> parts = new ArrayList<>();
        try (ParquetPartitions sink = new ParquetPartitions(
                part -> {
                    Path file = directory.resolve(part + ".parquet");
                    synchronized (parts) {
                        parts.add(file);
                    }
                    return file;
                },
                source.layout(),
                ParquetOptions.DEFAULT.rowGroupRows(7),
                memory,
                directory)) {
            TableShuffle.by("1")
                    .hash(3)
                    .memory(memory)
                    .run(ParquetSource.withDictionaries(List.of(source), memory), sink, directory);
        }
        List<String> rows = new ArrayList<>();
        for (Path part : parts.stream().distinct().toList()) {
            rows.addAll(rows(part));
        }
        assertThat(rows).containsExactlyInAnyOrderElementsOf(rows(golden().resolve(name + ".stream")));
    }
}
