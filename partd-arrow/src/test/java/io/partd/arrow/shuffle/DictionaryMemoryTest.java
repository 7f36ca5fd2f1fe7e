package io.partd.arrow.shuffle;

import static org.assertj.core.api.Assertions.assertThat;

import io.partd.ByteSize;
import io.partd.arrow.ArrowFiles;
import io.partd.arrow.RecordBatch;
import io.partd.arrow.TableSource;
import io.partd.arrow.TableWriter;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.apache.arrow.memory.BufferAllocator;
import org.apache.arrow.memory.RootAllocator;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Batches of few rows and large dictionaries, of which memory holds only some. */
@Timeout(120)
class DictionaryMemoryTest {

    private static final int BATCHES = 8;

    /**
     * So that two dictionaries, each of two values, leave room for a wave of 1 MiB that is gathered, but not for a
     * third.
     */
    private static final int VALUE = 1_500_000;

    /** So often all readers are seen waiting until they are believed to wait. */
    private static final int LOOKS = 5;

    @TempDir
    private Path directory;

    /** Each with a dictionary of its own, in one file or in one file each. */
    private List<TableSource> sources(int files) throws IOException {
        List<TableSource> sources = new ArrayList<>();
        try (BufferAllocator allocator = new RootAllocator()) {
            for (int file = 0; file < files; file++) {
                Path path = directory.resolve(file + ".arrows");
                try (TableWriter writer = TableWriter.stream(
                        FileChannel.open(path, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE))) {
                    for (int i = 0; i < BATCHES / files; i++) {
                        String name = file + " " + i;
                        List<String> values = List.of("a".repeat(VALUE) + name, "b".repeat(VALUE) + name);
                        try (RecordBatch batch = Tables.encoded("k", allocator, values, 0, 1)) {
                            writer.write(batch);
                        }
                    }
                }
                sources.add(ArrowFiles.source(path));
            }
        }
        return sources;
    }

    /** Readers that have all the time they want stop before the memory is full. */
    @ParameterizedTest
    @ValueSource(ints = {1, BATCHES})
    void dictionariesAreNotReadAheadBeyondTheMemory(int files) throws IOException {
        AtomicInteger rows = new AtomicInteger();
        WritingSink sink = new WritingSink(
                name -> (batch, of, partition) -> {
                    awaitReaders();
                    rows.addAndGet(of.end(partition) - of.start(partition));
                },
                Integer.MAX_VALUE,
                false);
        TableShuffle.by("k").hash(1).memory(ByteSize.of("8m")).threads(2).run(sources(files), sink, directory);
        assertThat(rows).hasValue(2 * BATCHES);
    }

    private static void awaitReaders() {
        int seen = 0;
        while (seen < LOOKS) {
            seen = readers().allMatch(thread -> thread.getState() == Thread.State.WAITING) ? seen + 1 : 0;
            Thread.onSpinWait();
        }
    }

    private static Stream<Thread> readers() {
        Thread[] all = new Thread[1000];
        int count = Thread.enumerate(all);
        return IntStream.range(0, count)
                .mapToObj(i -> all[i])
                .filter(thread -> thread.getName().equals("partd-shuffle-read"));
    }
}
