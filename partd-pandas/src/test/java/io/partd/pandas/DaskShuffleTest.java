package io.partd.pandas;

import static org.assertj.core.api.Assertions.assertThat;

import io.partd.Partd;
import io.partd.PythonCommand;
import io.partd.Store;
import io.partd.arrow.Table;
import io.partd.codec.Zlib;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Stream;
import org.apache.arrow.memory.BufferAllocator;
import org.apache.arrow.memory.RootAllocator;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/** What a shuffle of Dask left on disk; see {@code golden/dask/make.py}. */
@EnabledOnOs(OS.LINUX)
final class DaskShuffleTest {

    private static final List<String> COLUMNS =
            List.of("trip", "zone", "driver", "fare", "at", "_partitions", "__index_level_0__");

    private final BufferAllocator allocator = new RootAllocator();

    @TempDir
    private Path temp;

    @AfterEach
    void nothingIsLeftOpen() {
        allocator.close();
    }

    @Test
    void everyRowIsThereOnceInItsPartition() throws IOException {
        try (Store store = dataset("shuffled")) {
            assertAllThere(store.with(PandasBlocks.layer(allocator)));
        }
    }

    @Test
    void everyRowIsThereIfDaskCompresses() throws IOException {
        try (Store store = dataset("compressed")) {
            assertAllThere(store.with(Zlib.codec()).with(PandasBlocks.layer(allocator)));
        }
    }

    private void assertAllThere(Partd<Table> partd) throws IOException {
        Map<String, String> expected = new HashMap<>();
        for (String row : Files.readAllLines(directory().resolve("rows.txt"))) {
            expected.put(row.substring(0, row.indexOf(',')), row);
        }
        Map<String, String> partitionOfDriver = new HashMap<>();
        List<String> rows = new ArrayList<>();
        for (String key : partd.keys()) {
            try (Table table = partd.get(key)) {
                for (Map<String, String> row : rows(table)) {
                    String driver = value(row, "driver");
                    assertThat(partitionOfDriver.computeIfAbsent(driver, d -> key))
                            .isEqualTo(key);
                    assertThat(row).containsEntry("_partitions", key);
                    assertThat(row).containsEntry("__index_level_0__", value(row, "trip"));
                    rows.add(String.join(
                            ",",
                            value(row, "trip"),
                            value(row, "zone"),
                            driver,
                            fare(value(row, "fare")),
                            value(row, "at")));
                }
            }
        }
        assertThat(partd.keys()).hasSizeGreaterThan(5);
        assertThat(rows).containsExactlyInAnyOrderElementsOf(expected.values());
    }

    private static String value(Map<String, String> row, String column) {
        return Objects.requireNonNull(row.get(column), column);
    }

    private static String fare(String bits) {
        return bits.equals("nan") ? "NaN" : String.valueOf(Double.longBitsToDouble(Long.parseUnsignedLong(bits, 16)));
    }

    private static List<Map<String, String>> rows(Table table) {
        List<List<@Nullable Object>> columns = Described.of(table);
        assertThat(columns.stream().map(column -> column.get(0))).containsExactlyElementsOf(COLUMNS);
        assertThat(columns.stream().map(column -> column.get(1)))
                .containsExactly(
                        "int64",
                        "categories of text",
                        "text",
                        "float64",
                        "timestamp[ns, Europe/Oslo]",
                        "int8",
                        "int64");
        List<Map<String, String>> rows = new ArrayList<>();
        for (int i = 0; i < table.rowCount(); i++) {
            Map<String, String> row = new HashMap<>();
            for (List<@Nullable Object> column : columns) {
                row.put((String) column.get(0), (String) ((List<?>) column.get(2)).get(i));
            }
            rows.add(row);
        }
        return rows;
    }

    private static Path directory() {
        return PythonCommand.resource(DaskShuffleTest.class, "/golden/dask");
    }

    /** A copy, since a store puts its lock beside the data. */
    private Store dataset(String name) throws IOException {
        Path copy = Files.createDirectory(temp.resolve(name));
        try (Stream<Path> files = Files.list(directory().resolve(name))) {
            for (Path file : files.toList()) {
                Files.copy(file, copy.resolve(file.getFileName()));
            }
        }
        return Partd.file(copy);
    }
}
