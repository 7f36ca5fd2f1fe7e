package io.partd.arrow.shuffle;

import static org.assertj.core.api.Assertions.assertThat;

import io.partd.arrow.ArrowFiles;
import io.partd.arrow.RecordBatch;
import io.partd.arrow.Table;
import io.partd.arrow.TableSource;
import io.partd.arrow.TableWriter;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.atomic.AtomicBoolean;
import org.apache.arrow.memory.ArrowBuf;
import org.apache.arrow.memory.BufferAllocator;
import org.apache.arrow.memory.RootAllocator;
import org.apache.arrow.vector.ipc.ArrowReader;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * All empty buffers of a process are one object, in which each vector marks how much of it is to be written, even a
 * list without rows its one offset. What is written must not hang on what any other vector has marked there meanwhile.
 */
class EmptyBufferTest {

    private final BufferAllocator allocator = new RootAllocator();
    private final AtomicBoolean done = new AtomicBoolean();
    private final Thread others = new Thread(this::mark, "others");

    @TempDir
    Path directory;

    private void mark() {
        ArrowBuf empty = allocator.getEmpty();
        while (!done.get()) {
            empty.writerIndex(4);
            Thread.onSpinWait();
            empty.writerIndex(0);
            Thread.onSpinWait();
        }
    }

    @BeforeEach
    void start() {
        others.start();
    }

    @AfterEach
    void stop() throws InterruptedException {
        done.set(true);
        others.join();
        allocator.close();
    }

    @Test
    void whatOthersMarkInItChangesNothing() throws Exception {
        try (Table table = new RandomTable(7, allocator).table(RandomTable.everything(), 200)) {
            TableShuffle shuffle = TableShuffle.by("text").hash(100).allocator(allocator);
            Collected expected = new Collected();
            shuffle.run(List.of(TableSource.of("t", table)), expected);
            WritingSink sink = new WritingSink(partition -> new FileWriter(directory.resolve(partition)));
            shuffle.run(List.of(TableSource.of("t", table)), sink, directory);
            assertThat(rows(expected.rows())).isEqualTo(expected.rows());
        }
    }

    private Map<String, List<String>> rows(Map<String, List<String>> partitions) throws IOException {
        Map<String, List<String>> rows = new TreeMap<>();
        for (String partition : partitions.keySet()) {
            try (ArrowReader reader =
                            ArrowFiles.source(directory.resolve(partition)).open(allocator);
                    Table table = Table.readAll(reader, allocator)) {
                rows.put(partition, Values.rows(table));
            }
        }
        return rows;
    }

    private record FileWriter(TableWriter writer) implements WritingSink.Partition {

        FileWriter(Path file) throws IOException {
            this(TableWriter.file(FileChannel.open(file, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE)));
        }

        @Override
        public void add(RecordBatch batch, RowsByPartition rows, int partition) throws IOException {
            writer.write(batch);
        }

        @Override
        public void finish() throws IOException {
            writer.close();
        }
    }
}
