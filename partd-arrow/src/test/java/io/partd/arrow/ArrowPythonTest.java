package io.partd.arrow;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.partd.Partd;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.StringJoiner;
import org.apache.arrow.memory.BufferAllocator;
import org.apache.arrow.memory.RootAllocator;
import org.apache.arrow.vector.ipc.ArrowReader;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Tables between pyarrow and this, in both directions, of all types that either has. */
@Tag("interop")
final class ArrowPythonTest {

    private static final int ROWS = 25;

    /** One for all: it takes Python a second to import what it needs. */
    @TempDir
    private static Path directory;

    private static ArrowSession python;

    private final BufferAllocator allocator = new RootAllocator();
    private Partd<Table> tables;

    @BeforeAll
    static void start() throws IOException {
        python = new ArrowSession(directory.resolve("tables"));
    }

    @AfterAll
    static void stop() throws IOException {
        if (python != null) {
            python.close();
        }
    }

    @BeforeEach
    void open() throws IOException {
        tables = Partd.file(directory.resolve("tables")).with(ArrowTables.layer(allocator));
    }

    @AfterEach
    void close() throws IOException {
        tables.drop();
        tables.close();
        allocator.close();
    }

    /** Each type alone, whole and as a slice, and of no rows; and what Python reads of what is written here. */
    @Test
    void allTypesGoBothWays() throws IOException {
        List<String> failures = new ArrayList<>();
        for (String type : python.run("types").split(" ")) {
            try {
                bothWays(type);
            } catch (IOException | RuntimeException | AssertionError e) {
                failures.add(
                        type + ": " + e + " at " + List.of(e.getStackTrace()).subList(0, 8));
            }
        }
        assertThat(failures).isEmpty();
    }

    private void bothWays(String type) throws IOException {
        for (String offset : List.of("0", "5")) {
            String key = type + offset;
            String expected = python.run("append", key, type, "1", "" + ROWS, offset, "plain");
            try (Table table = tables.get(key)) {
                assertThat(table.rowCount()).isEqualTo(ROWS);
                assertThat(Words.of(table)).isEqualTo(expected);
                tables.append("back" + key, table);
                if (!type.endsWith("_union")) {
                    slice(table, "slice" + key);
                }
            }
            assertThat(python.run("get", "back" + key)).isEqualTo(expected);
            python.run("validate", "back" + key);
            // Java's vectors of lists have a name of their own for the elements, which shows in a dictionary's type.
            assertThat(python.run("schemas", "back" + key).replace("$data$", "item"))
                    .isEqualTo(python.run("schemas", key));
        }
        String none = "none" + type;
        python.run("append", none, type, "1", "0", "0", "plain");
        try (Table table = tables.get(none)) {
            assertThat(table.rowCount()).isZero();
            tables.append(none, table);
            tables.append(type + "0", table);
        }
        python.run("validate", none);
    }

    private void slice(Table table, String key) throws IOException {
        try (Table sliced = sliced(table, 3, ROWS - 4)) {
            tables.append(key, sliced);
            assertThat(python.run("get", key)).isEqualTo(Words.of(sliced));
        }
        python.run("validate", key);
    }

    private static Table sliced(Table table, int from, int count) {
        RecordBatch batch = table.batches().get(0);
        return Table.of(RecordBatch.of(batch.root().slice(from, count), batch.dictionaries()));
    }

    /** Arrow's Java library gives a sparse union's slice other type ids than its values have. */
    @Test
    void aSlicedUnionIsRefusedWhereArrowHasLostItsTypes() throws IOException {
        python.run("append", "x", "sparse_union", "1", "" + ROWS, "0", "plain");
        try (Table table = tables.get("x");
                Table sliced = sliced(table, 3, 4)) {
            assertThatThrownBy(() -> tables.append("y", sliced))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessageContaining("'sparse_union'")
                    .hasMessageContaining("which it does not have");
        }
        assertThat(tables.keys()).containsExactly("x");
    }

    @ParameterizedTest
    @ValueSource(strings = {"lz4", "zstd"})
    void compressedBuffersAreRead(String compression) throws IOException {
        for (String types : List.of("int64 string list_of_lists", "dictionary string_view bool", "int64 string")) {
            // The last has buffers of more than 64 KiB, whose LZ4 blocks refer to the one before.
            String rows = types.equals("int64 string") ? "20000" : "3000";
            String expected = python.run("append", types, types, "7", rows, "0", compression);
            try (Table table = tables.get(types)) {
                assertThat(Words.of(table)).isEqualTo(expected);
            }
        }
    }

    /** Each piece has its own, and within one they are replaced and added to. */
    @ParameterizedTest
    @ValueSource(strings = {"plain", "delta"})
    void dictionariesChangeWithinAPiece(String option) throws IOException {
        String expected = python.run("dictionaries", "x", option, "a,b a,b,c c,d a,b a,b,c,d,e");
        String more = python.run("dictionaries", "x", option, "z,a");
        try (Table table = tables.get("x")) {
            assertThat(Words.of(table)).isEqualTo(expected + "|" + more);
            assertThat(table.batches()).hasSize(6);
            tables.append("y", table);
        }
        assertThat(python.run("get", "y")).isEqualTo(expected + "|" + more);
        try (ArrowReader reader = KeySource.of(tables, "x").open(allocator)) {
            assertThat(read(reader)).isEqualTo(expected + "|" + more);
        }
    }

    @ParameterizedTest
    @CsvSource({"file,plain", "stream,plain", "file,lz4", "stream,zstd"})
    void filesGoBothWays(String kind, String option) throws IOException {
        Path file = directory.resolve("trips-" + option + "." + kind);
        Path back = directory.resolve("back-" + option + "." + kind);
        String types = "int64 string dictionary struct_of_dictionary list_of_structs dense_union sparse_union uuid";
        String expected = python.run("write", file.toString(), kind, types, "3", "40", option);
        TableSource source = ArrowFiles.source(file);
        assertThat(source.name()).isEqualTo(file.toString());
        try (ArrowReader reader = source.open(allocator)) {
            assertThat(reader.getVectorSchemaRoot().getSchema().getCustomMetadata())
                    .containsEntry("made by", "tables.py");
            assertThat(read(reader)).isEqualTo(expected);
        }
        try (ArrowReader reader = source.open(allocator);
                TableWriter writer = writer(kind, back)) {
            while (reader.loadNextBatch()) {
                writer.write(RecordBatch.of(reader.getVectorSchemaRoot(), reader));
            }
        }
        assertThat(python.run("read", back.toString(), kind)).isEqualTo(expected);
        if (kind.equals("file")) {
            assertThat(python.run("metadata", back.toString())).isEqualTo(python.run("metadata", file.toString()));
        }
    }

    /** What may be replaced in a stream is merged in a file. */
    @Test
    void aFileHasOneDictionaryForAllBatches() throws IOException {
        String expected = python.run("dictionaries", "x", "plain", "a,b b,c,d a d,e,a");
        Path file = directory.resolve("merged.arrow");
        try (Table table = tables.get("x");
                TableWriter writer = writer("file", file)) {
            writer.write(table);
        }
        assertThat(python.run("read", file.toString(), "file")).isEqualTo(expected);
        try (ArrowReader reader = ArrowFiles.source(file).open(allocator)) {
            assertThat(read(reader)).isEqualTo(expected);
        }
    }

    private static TableWriter writer(String kind, Path file) throws IOException {
        FileChannel channel = FileChannel.open(file, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE);
        return kind.equals("file") ? TableWriter.file(channel) : TableWriter.stream(channel);
    }

    private static String read(ArrowReader reader) throws IOException {
        StringJoiner rows = new StringJoiner("|");
        while (reader.loadNextBatch()) {
            Words.add(RecordBatch.of(reader.getVectorSchemaRoot(), reader), rows);
        }
        return rows.toString();
    }
}
