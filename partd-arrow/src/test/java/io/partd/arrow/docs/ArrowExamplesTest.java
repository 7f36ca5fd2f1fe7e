package io.partd.arrow.docs;

import static java.nio.file.StandardOpenOption.CREATE_NEW;
import static java.nio.file.StandardOpenOption.WRITE;
import static org.assertj.core.api.Assertions.assertThat;

import io.partd.Partd;
import io.partd.Store;
import io.partd.arrow.ArrowFiles;
import io.partd.arrow.ArrowTables;
import io.partd.arrow.KeySource;
import io.partd.arrow.RecordBatch;
import io.partd.arrow.Table;
import io.partd.arrow.TableFiles;
import io.partd.arrow.TableWriter;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Iterator;
import java.util.stream.Stream;
import org.apache.arrow.memory.BufferAllocator;
import org.apache.arrow.memory.RootAllocator;
import org.apache.arrow.vector.IntVector;
import org.apache.arrow.vector.VarCharVector;
import org.apache.arrow.vector.VectorSchemaRoot;
import org.apache.arrow.vector.ipc.ArrowReader;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/** The code in {@code docs/arrow.md}. */
@EnabledOnOs(OS.LINUX)
final class ArrowExamplesTest {

    @TempDir
    private Path temp;

    @Test
    void storesTables() throws IOException {
        Path directory = temp.resolve("trips");
        long sum = 0;
        try (BufferAllocator vectors = new RootAllocator();
                VarCharVector to = new VarCharVector("to", vectors);
                IntVector minutes = new IntVector("minutes", vectors)) {
            to.setSafe(0, "bergen".getBytes(StandardCharsets.UTF_8));
            minutes.setSafe(0, 394);
            to.setValueCount(1);
            minutes.setValueCount(1);
            try (BufferAllocator allocator = new RootAllocator();
                    Partd<Table> trips = Partd.log(directory).with(ArrowTables.layer(allocator))) {
                try (Table table = Table.of(RecordBatch.of(VectorSchemaRoot.of(to, minutes)))) {
                    trips.append("oslo", table);
                }
                try (Table oslo = trips.get("oslo")) {
                    for (RecordBatch batch : oslo.batches()) {
                        IntVector read = (IntVector) batch.root().getVector("minutes");
                        sum += read.get(0);
                    }
                }
            }
        }
        assertThat(sum).isEqualTo(394);
        readsAndWrites(directory);
    }

    private void readsAndWrites(Path directory) throws IOException {
        Path file = temp.resolve("trips.arrow");
        long rows = 0;
        try (BufferAllocator allocator = new RootAllocator();
                Partd<Table> trips = Partd.log(directory).with(ArrowTables.layer(allocator))) {
            try (ArrowReader reader = KeySource.of(trips, "oslo").open(allocator)) {
                while (reader.loadNextBatch()) {
                    rows += reader.getVectorSchemaRoot().getRowCount();
                }
            }
            assertThat(rows).isEqualTo(1);
            try (TableWriter writer = TableWriter.file(FileChannel.open(file, CREATE_NEW, WRITE));
                    Stream<Table> pieces = trips.stream("oslo")) {
                for (Iterator<Table> each = pieces.iterator(); each.hasNext(); ) {
                    try (Table piece = each.next()) {
                        writer.write(piece);
                    }
                }
            }
            try (ArrowReader reader = ArrowFiles.source(file).open(allocator)) {
                assertThat(reader.loadNextBatch()).isTrue();
                assertThat(reader.loadNextBatch()).isFalse();
            }
        }
    }

    @Test
    void readsTheFilesOfAShuffle() throws IOException {
        Path directory = temp.resolve("parts");
        try (BufferAllocator allocator = new RootAllocator();
                Store files = Partd.file(directory);
                IntVector minutes = new IntVector("minutes", allocator)) {
            minutes.setSafe(0, 394);
            minutes.setValueCount(1);
            ByteArrayOutputStream bytes = new ByteArrayOutputStream();
            try (TableWriter writer = TableWriter.file(Channels.newChannel(bytes))) {
                writer.write(RecordBatch.of(VectorSchemaRoot.of(minutes)));
            }
            files.append("part-00000.arrow", bytes.toByteArray());
        }
        long rows;
        try (Partd<Table> parts = Partd.file(directory).with(TableFiles.arrow())) {
            Table table = parts.get("part-00000.arrow");
            rows = table.rowCount();
            table.close();
        }
        assertThat(rows).isEqualTo(1);
    }
}
