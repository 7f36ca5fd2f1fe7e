package io.partd.arrow.shuffle;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.partd.ByteSize;
import io.partd.arrow.RecordBatch;
import io.partd.arrow.Table;
import io.partd.arrow.TableSource;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Stream;
import org.apache.arrow.memory.ArrowBuf;
import org.apache.arrow.memory.BufferAllocator;
import org.apache.arrow.memory.RootAllocator;
import org.apache.arrow.vector.FieldVector;
import org.apache.arrow.vector.IntVector;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class TableSpoolTest {

    private final BufferAllocator allocator = new RootAllocator();

    @TempDir
    Path directory;

    @AfterEach
    void nothingIsLeft() throws IOException {
        allocator.close();
        try (Stream<Path> left = Files.list(directory)) {
            assertThat(left).isEmpty();
        }
    }

    /** With and without spilling. */
    @ParameterizedTest
    @ValueSource(strings = {"1k", "500k", "1g"})
    void writesEachPartitionInOrder(String memory) throws Exception {
        try (Table table = new RandomTable(7, allocator).table(RandomTable.everything(), 5_000);
                TableSpool spool = new TableSpool(directory, allocator, ByteSize.of(memory))) {
            List<TableSource> sources = List.of(TableSource.of("t", table), TableSource.of("u", table));
            TableShuffle shuffle =
                    TableShuffle.by("text").hash(9).memory(ByteSize.of("8m")).allocator(allocator);
            Collected expected = new Collected();
            shuffle.run(sources, expected);
            assertThat(expected.batches()).as("waves").isGreaterThan(2);
            shuffle.run(sources, spool);
            try (Stream<Path> files = Files.list(directory)) {
                assertThat(files.findAny().isPresent()).isEqualTo(!memory.equals("1g"));
            }
            Map<String, List<String>> written = new ConcurrentHashMap<>();
            spool.write(name -> new Writer(written.computeIfAbsent(name, n -> new ArrayList<>())), 3);
            assertThat(written).isEqualTo(expected.rows());
        }
    }

    @Test
    void memoryThatIsTakenAndNotUsedCounts() throws Exception {
        IntVector vector = new IntVector("k", allocator);
        vector.allocateNew(1 << 20);
        vector.setValueCount(3);
        try (Table table = Tables.of(vector);
                TableSpool spool = new TableSpool(directory, allocator, ByteSize.of("1m"))) {
            spool.append(Map.of("part", table));
            try (Stream<Path> files = Files.list(directory)) {
                assertThat(files).isNotEmpty();
            }
        }
    }

    @Test
    void aWriterThatFailsEndsItAndNothingLeaks() throws Exception {
        try (Table table = new RandomTable(7, allocator).table(RandomTable.everything(), 2_000);
                TableSpool spool = new TableSpool(directory, allocator, ByteSize.of("1k"))) {
            TableShuffle.by("text").hash(9).allocator(allocator).run(List.of(TableSource.of("t", table)), spool);
            assertThatThrownBy(() -> spool.write(
                            name -> {
                                if (name.endsWith("5")) {
                                    throw new IOException("no room");
                                }
                                return new Writer(new ArrayList<>());
                            },
                            2))
                    .isInstanceOf(IOException.class)
                    .hasMessage("no room");
        }
    }

    @Test
    void tooLittleMemoryToReadWhatWasSpilledIsAnErrorThatSaysSo() throws Exception {
        try (BufferAllocator small = allocator.newChildAllocator("small", 0, 1 << 20)) {
            IntVector vector = new IntVector("k", small);
            vector.allocateNew(1 << 10);
            vector.setValueCount(1 << 10);
            try (Table table = Tables.of(vector);
                    TableSpool spool = new TableSpool(directory, small, ByteSize.of("1k"))) {
                spool.append(Map.of("part", table));
                List<ArrowBuf> taken = new ArrayList<>();
                for (long size = 1 << 19; size >= 256; size /= 2) {
                    if (small.getAllocatedMemory() + size <= small.getLimit()) {
                        taken.add(small.buffer(size));
                    }
                }
                assertThatThrownBy(() -> spool.write(name -> new Writer(new ArrayList<>()), 2))
                        .isInstanceOf(IOException.class)
                        .hasMessageStartingWith("writing 2 partitions side by side needs more than the memory of 1m (")
                        .hasMessageEndingWith("); allow more, or fewer threads");
                taken.forEach(ArrowBuf::close);
            }
        }
    }

    @Test
    void anInterruptEndsWriting() throws Exception {
        try (Table table = new RandomTable(7, allocator).table(RandomTable.everything(), 200);
                TableSpool spool = new TableSpool(directory, allocator, ByteSize.of("1g"))) {
            TableShuffle.by("text").hash(9).allocator(allocator).run(List.of(TableSource.of("t", table)), spool);
            Thread.currentThread().interrupt();
            assertThatThrownBy(() -> spool.write(name -> new Writer(new ArrayList<>()), 2))
                    .isInstanceOf(InterruptedIOException.class);
            assertThat(Thread.interrupted()).isTrue();
        }
    }

    /** What vectors give to be written is changed as they give it, so that two threads must not share one. */
    @Test
    void writersShareNoVector() throws Exception {
        try (Table table = new RandomTable(7, allocator).table(RandomTable.everything(), 2_000);
                TableSpool spool = new TableSpool(directory, allocator, ByteSize.of("1g"))) {
            TableShuffle.by("text").hash(9).allocator(allocator).run(List.of(TableSource.of("t", table)), spool);
            Map<FieldVector, String> users = new ConcurrentHashMap<>();
            spool.write(name -> new VectorUse(name, users), 3);
            assertThat(users.values()).contains("part-00000", "part-00008");
        }
    }

    /** Remembers which writer was given a vector first, by identity, as vectors compare. */
    private record VectorUse(String name, Map<FieldVector, String> users) implements PartitionWriter {

        @Override
        public void write(RecordBatch batch) {
            batch.root().getFieldVectors().forEach(this::use);
            for (long id : batch.dictionaries().getDictionaryIds()) {
                use(batch.dictionaries().lookup(id).getVector());
            }
        }

        private void use(FieldVector vector) {
            assertThat(users.computeIfAbsent(vector, v -> name))
                    .as("%s", vector.getField())
                    .isEqualTo(name);
        }

        @Override
        public void close() {}
    }

    private record Writer(List<String> rows) implements PartitionWriter {

        @Override
        public void write(RecordBatch batch) {
            for (int i = 0; i < batch.rowCount(); i++) {
                rows.add(Values.row(batch, i));
            }
        }

        @Override
        public void close() {}
    }
}
