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
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.Stream;
import org.apache.arrow.memory.ArrowBuf;
import org.apache.arrow.memory.BufferAllocator;
import org.apache.arrow.memory.RootAllocator;
import org.apache.arrow.vector.FieldVector;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** A shuffle to partitions that are written side by side, which take rows as they come, or all in the end, or both. */
class PartitionSinkTest {

    private final BufferAllocator allocator = new RootAllocator();

    @TempDir
    Path directory;

    @AfterEach
    void nothingIsLeft() throws IOException {
        allocator.close();
        assertThat(temporaryFiles()).isEmpty();
    }

    private List<Path> temporaryFiles() throws IOException {
        try (Stream<Path> files = Files.list(directory)) {
            return files.toList();
        }
    }

    /** Which rows are spilled depends on the memory. */
    @ParameterizedTest
    @CsvSource({"8m, 0, 9", "8m, 2, 9", "8m, 1000, 9", "1g, 0, 9", "8m, 0, 2000", "8m, 2, 2000", "8m, 1000, 2000"})
    void eachPartitionGetsItsRowsInOrder(String memory, int direct, int partitions) throws Exception {
        try (Table table = new RandomTable(7, allocator).table(RandomTable.everything(), 5_000)) {
            List<TableSource> sources = List.of(TableSource.of("t", table), TableSource.of("u", table));
            TableShuffle shuffle = TableShuffle.by("text")
                    .hash(partitions)
                    .memory(ByteSize.of(memory))
                    .allocator(allocator);
            Collected expected = new Collected();
            shuffle.run(sources, expected);
            Map<String, List<String>> written = new ConcurrentHashMap<>();
            WritingSink sink = new WritingSink(
                    name -> new Rows(written.computeIfAbsent(name, n -> new ArrayList<>())), direct, true);
            shuffle.run(sources, sink, directory);
            assertThat(written).isEqualTo(expected.rows());
        }
    }

    @Test
    void rowsThatDoNotFitIntoMemoryAreSpilledAndDeletedAgain() throws Exception {
        AtomicBoolean spilled = new AtomicBoolean();
        try (Table table = new RandomTable(7, allocator).table(RandomTable.everything(), 5_000)) {
            WritingSink sink = new WritingSink(name -> {
                spilled.set(!temporaryFiles().isEmpty());
                return new Rows(new ArrayList<>());
            });
            List<TableSource> sources = new ArrayList<>();
            for (int i = 0; i < 6; i++) {
                sources.add(TableSource.of("t" + i, table));
            }
            TableShuffle.by("text")
                    .hash(9)
                    .memory(ByteSize.of("8m"))
                    .allocator(allocator)
                    .run(sources, sink, directory);
        }
        assertThat(spilled).isTrue();
    }

    /**
     * Dictionaries and others who have the allocator take memory, which reading ahead and held rows leave for a wave.
     */
    @Test
    void rowsThatAreHeldLeaveMemoryForAWave() throws Exception {
        try (Table table = new RandomTable(7, allocator).table(RandomTable.everything(), 5_000);
                BufferAllocator parent = allocator.newChildAllocator("parent", 0, 8 << 20);
                ArrowBuf others = parent.buffer(4 << 20);
                ArrowBuf more = parent.buffer(2 << 20)) {
            List<String> rows = Collections.synchronizedList(new ArrayList<>());
            List<TableSource> sources = new ArrayList<>();
            for (int i = 0; i < 6; i++) {
                sources.add(TableSource.of("t" + i, table));
            }
            TableShuffle.by("text")
                    .hash(9)
                    .memory(ByteSize.of("8m"))
                    .allocator(parent)
                    .run(sources, new WritingSink(name -> new Rows(rows)), directory);
            assertThat(rows).hasSize(30_000);
            assertThat(parent.getAllocatedMemory()).isEqualTo(others.capacity() + more.capacity());
        }
    }

    @ParameterizedTest
    @CsvSource({"0", "1000"})
    void aPartitionThatFailsEndsItAndNothingLeaks(int direct) throws Exception {
        try (Table table = new RandomTable(7, allocator).table(RandomTable.everything(), 2_000)) {
            WritingSink sink = new WritingSink(
                    name -> {
                        if (name.endsWith("5")) {
                            throw new IOException("no room");
                        }
                        return new Rows(new ArrayList<>());
                    },
                    direct,
                    true);
            assertThatThrownBy(() -> TableShuffle.by("text")
                            .hash(9)
                            .allocator(allocator)
                            .run(List.of(TableSource.of("t", table)), sink, directory))
                    .isInstanceOf(IOException.class)
                    .hasMessage("no room");
        }
    }

    @Test
    void anInterruptEndsWriting() throws Exception {
        try (Table table = new RandomTable(7, allocator).table(RandomTable.everything(), 200)) {
            WritingSink sink = new WritingSink(name -> new Rows(new ArrayList<>()));
            Thread.currentThread().interrupt();
            assertThatThrownBy(() -> TableShuffle.by("text")
                            .hash(9)
                            .allocator(allocator)
                            .run(List.of(TableSource.of("t", table)), sink, directory))
                    .isInstanceOf(InterruptedIOException.class);
            assertThat(Thread.interrupted()).isTrue();
        }
    }

    /** What vectors give to be written is changed as they give it, so that two threads must not share one. */
    @Test
    void partitionsOfTheSpoolShareNoVector() throws Exception {
        try (Table table = new RandomTable(7, allocator).table(RandomTable.everything(), 2_000)) {
            Map<FieldVector, String> users = new ConcurrentHashMap<>();
            WritingSink sink = new WritingSink(name -> new VectorUse(name, users));
            TableShuffle.by("text")
                    .hash(9)
                    .allocator(allocator)
                    .run(List.of(TableSource.of("t", table)), sink, directory);
            assertThat(users.values()).contains("part-00000", "part-00008");
        }
    }

    /** Remembers which partition was given a vector first, by identity, as vectors compare. */
    private record VectorUse(String name, Map<FieldVector, String> users) implements WritingSink.Partition {

        @Override
        public void add(RecordBatch batch, RowsByPartition rows, int partition) {
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
    }

    private record Rows(List<String> found) implements WritingSink.Partition {

        @Override
        public void add(RecordBatch batch, RowsByPartition rows, int partition) {
            for (int i = rows.start(partition); i < rows.end(partition); i++) {
                found.add(Values.row(batch, rows.rows()[i]));
            }
        }
    }
}
