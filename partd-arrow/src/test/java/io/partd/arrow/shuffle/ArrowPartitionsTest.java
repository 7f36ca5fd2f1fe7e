package io.partd.arrow.shuffle;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.partd.ByteSize;
import io.partd.arrow.ArrowCompression;
import io.partd.arrow.ArrowFiles;
import io.partd.arrow.RecordBatch;
import io.partd.arrow.Table;
import io.partd.arrow.TableSource;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.arrow.memory.BufferAllocator;
import org.apache.arrow.memory.RootAllocator;
import org.apache.arrow.vector.ipc.ArrowReader;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Partitions of all types as Arrow files and streams, compressed and of limited size. */
class ArrowPartitionsTest {

    private static final int ROWS = 1000;

    private final BufferAllocator allocator = new RootAllocator();

    @TempDir
    Path directory;

    @AfterEach
    void nothingLeaks() {
        allocator.close();
    }

    @ParameterizedTest
    @CsvSource({
        "zstd, 9223372036854775807, 1t",
        "zstd:19, 100, 1t",
        "lz4, 9223372036854775807, 1t",
        "lz4:9, 9223372036854775807, 20k",
        ", 1, 1t",
        ", 77, 1t",
        ", 9223372036854775807, 50k",
        ", 9223372036854775807, 1",
    })
    void haveAllRowsInOrder(String compression, long rows, String bytes) throws Exception {
        for (ArrowOptions plain : List.of(ArrowOptions.FILES, ArrowOptions.STREAMS)) {
            ArrowOptions options = plain.fileRows(rows).fileBytes(ByteSize.of(bytes));
            ArrowOptions wanted = compression == null ? options : options.compression(ArrowCompression.of(compression));
            try (Table table = new RandomTable(11, allocator).table(RandomTable.everything(), ROWS)) {
                TableShuffle shuffle = TableShuffle.by("text")
                        .hash(3)
                        .memory(ByteSize.of("16m"))
                        .threads(2)
                        .allocator(allocator);
                Collected expected = new Collected();
                shuffle.run(List.of(TableSource.of("t", table)), expected);
                Path output = Files.createDirectory(directory.resolve(plain.withFooter() ? "files" : "streams"));
                try (PartitionSink sink = new ArrowPartitions(output::resolve, wanted)) {
                    shuffle.run(List.of(TableSource.of("t", table)), sink, directory);
                }
                Map<String, List<String>> read = new HashMap<>();
                for (String partition : expected.rows().keySet()) {
                    read.put(partition, read(output, partition, rows));
                }
                assertThat(read).isEqualTo(expected.rows());
            }
        }
    }

    /** Reads all files of a partition, and checks that each has so many rows as it can. */
    private List<String> read(Path output, String partition, long most) throws IOException {
        List<String> all = new ArrayList<>();
        Path file = output.resolve(partition);
        for (int number = 1; Files.exists(file); number++) {
            List<String> rows = read(file);
            Path next = output.resolve(partition + "-" + number);
            assertThat(rows.size()).isLessThanOrEqualTo((int) Math.min(most, Integer.MAX_VALUE));
            if (Files.exists(next)) {
                assertThat(rows).isNotEmpty();
                assertThat(most == Long.MAX_VALUE || rows.size() == most).isTrue();
            }
            all.addAll(rows);
            file = next;
        }
        return all;
    }

    private List<String> read(Path file) throws IOException {
        List<String> rows = new ArrayList<>();
        try (ArrowReader reader = ArrowFiles.source(file).open(allocator)) {
            while (reader.loadNextBatch()) {
                RecordBatch batch = RecordBatch.of(
                        reader.getVectorSchemaRoot(),
                        reader.getDictionaryVectors().values());
                for (int row = 0; row < batch.rowCount(); row++) {
                    rows.add(Values.row(batch, row));
                }
            }
        }
        return rows;
    }

    @Test
    void areSmallerIfTheyAreCompressed() throws Exception {
        String[] cities = new String[20_000];
        for (int i = 0; i < cities.length; i++) {
            cities[i] = "city " + i % 7;
        }
        List<Long> sizes = new ArrayList<>();
        try (Table table = Tables.of(Tables.texts("city", allocator, cities))) {
            for (String compression : List.of("zstd:1", "lz4:1", "none")) {
                ArrowOptions options = compression.equals("none")
                        ? ArrowOptions.FILES
                        : ArrowOptions.FILES.compression(ArrowCompression.of(compression));
                Path file = directory.resolve(compression);
                try (PartitionSink sink = new ArrowPartitions(partition -> file, options)) {
                    TableShuffle.by("city").hash(1).run(List.of(TableSource.of("t", table)), sink, directory);
                }
                sizes.add(Files.size(file));
            }
        }
        assertThat(sizes.get(0)).isLessThan(sizes.get(2) / 3);
        assertThat(sizes.get(1)).isLessThan(sizes.get(2) / 2);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "gzip | 'gzip' is no compression of Arrow files; there are lz4, zstd",
                "zstd:23 | zstd has no level 23; there are 1 to 22",
                "lz4:0 | lz4 has no level 0; there are 1 to 12",
                "lz4:fast | 'lz4:fast' has the level 'fast', which is no whole number",
            })
    void areCompressedAsTheyCanBe(String text, String message) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> ArrowCompression.of(text))
                .withMessage(message);
        assertThat(ArrowCompression.of("ZSTD")).hasToString("zstd:3");
    }

    @Test
    void haveOneRowOrByteAtLeast() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> ArrowOptions.FILES.fileRows(0))
                .withMessage("files of 0 rows; at least 1 is possible");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> ArrowOptions.STREAMS.fileBytes(ByteSize.of("0")))
                .withMessage("files of 0; at least 1 byte is possible");
    }
}
