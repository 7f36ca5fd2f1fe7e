package io.partd.pandas;

import static org.assertj.core.api.Assertions.assertThat;

import io.partd.Partd;
import io.partd.PythonCommand;
import io.partd.arrow.RecordBatch;
import io.partd.arrow.Table;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.channels.Channels;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.apache.arrow.memory.BufferAllocator;
import org.apache.arrow.memory.RootAllocator;
import org.apache.arrow.vector.ipc.ArrowStreamWriter;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** One directory used by this JVM and by Python's partd, with each pandas that there is. */
@Tag("interop")
final class PandasPythonTest {

    private final BufferAllocator allocator = new RootAllocator();

    @TempDir
    private Path directory;

    static List<PythonCommand> pythons() {
        return PandasSession.pythons();
    }

    @AfterEach
    void nothingIsLeftOpen() {
        allocator.close();
    }

    @ParameterizedTest
    @MethodSource("pythons")
    void framesThatPythonStoresAreRead(PythonCommand command) throws IOException {
        try (PandasSession python = PandasSession.of(command, directory);
                Partd<Table> ours = Partd.file(directory).with(PandasBlocks.layer(allocator))) {
            for (String name : python.run("cases").split("\t")) {
                python.run("blocks", name, name);
                try (Table table = ours.get(name)) {
                    assertThat(Described.of(table)).as(name).isEqualTo(Described.parsed(python.run("describe", name)));
                }
                python.run("blocks", name, name);
                try (Table table = ours.get(name)) {
                    boolean empty = table.rowCount() == 0;
                    assertThat(table.batches()).as(name).hasSize(empty ? 1 : 2);
                }
            }
        }
    }

    /** What pyarrow cannot restore, or restores as something else that is as good. */
    private static final Set<String> NOT_RESTORED = Set.of(
            "big endian",
            "objects",
            "categories",
            "strings",
            "strings of nothing",
            "strings of pyarrow",
            "part of strings of pyarrow",
            "times at an offset",
            "columns of levels",
            "columns of categories",
            "columns of several");

    @ParameterizedTest
    @MethodSource("pythons")
    void pyarrowMakesTheFrameAnew(PythonCommand command) throws IOException {
        PythonCommand withArrow = PythonCommand.all("partd.pandas", "pyarrow").stream()
                .filter(each -> each.toString().equals(command.toString()))
                .findFirst()
                .orElse(null);
        if (withArrow == null) {
            return;
        }
        List<String> differences = new ArrayList<>();
        try (PandasSession python = PandasSession.of(command, directory);
                Partd<Table> ours = Partd.file(directory).with(PandasBlocks.layer(allocator))) {
            for (String name : python.run("cases").split("\t")) {
                if (NOT_RESTORED.contains(name)) {
                    continue;
                }
                python.run("blocks", name, name);
                Path file = directory.resolve("arrow");
                try (Table table = ours.get(name)) {
                    assertThat(table.batches()).as(name).hasSize(1);
                    write(table, file);
                }
                String result = python.run("compare", file.toString(), name);
                if (!result.equals("same")) {
                    differences.add(name + ": " + result);
                }
                Files.delete(file);
            }
        }
        assertThat(differences).isEmpty();
    }

    private static void write(Table table, Path file) throws IOException {
        RecordBatch batch = table.batches().get(0);
        try (OutputStream out = Files.newOutputStream(file);
                ArrowStreamWriter writer =
                        new ArrowStreamWriter(batch.root(), batch.dictionaries(), Channels.newChannel(out))) {
            writer.start();
            writer.writeBatch();
            writer.end();
        }
    }

    /** What Python reads back as something else, or not at all. */
    private static final Set<String> NOT_SHARED =
            Set.of("objects", "index of levels", "columns of levels", "columns of one name", "columns of several");

    @ParameterizedTest
    @MethodSource("pythons")
    void columnsAreSharedInBothDirections(PythonCommand command) throws IOException {
        int written = 0;
        try (PandasSession python = PandasSession.of(command, directory);
                Partd<Table> ours = Partd.file(directory).with(PandasColumns.layer(allocator))) {
            for (String name : python.run("cases").split("\t")) {
                String key = "theirs/" + name;
                boolean failed = python.run("columns", key, name).startsWith("failed");
                if (failed || NOT_SHARED.contains(name)) {
                    continue;
                }
                written++;
                List<List<@Nullable Object>> described = Described.parsed(python.run("read-columns", key));
                try (Table table = ours.get(key)) {
                    assertThat(Described.of(table)).as(name).isEqualTo(described);
                    ours.append("ours/" + name, table);
                    if (!name.equals("big endian")) {
                        ours.append(key, table);
                    }
                }
                if (!name.equals("columns of times") && !name.equals("columns of categories")) {
                    assertThat(Described.parsed(python.run("read-columns", "ours/" + name)))
                            .as(name)
                            .isEqualTo(described);
                }
                try (Table table = ours.get(key)) {
                    assertThat(Described.of(table))
                            .as(name)
                            .isEqualTo(Described.parsed(python.run("read-columns", key)));
                }
            }
        }
        assertThat(written).isGreaterThan(15);
    }
}
