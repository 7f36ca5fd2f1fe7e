package io.partd.arrow;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.partd.CorruptDataException;
import io.partd.arrow.ipc.BatchEncoder;
import io.partd.arrow.shuffle.TableShuffle;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.apache.arrow.memory.BufferAllocator;
import org.apache.arrow.memory.RootAllocator;
import org.apache.arrow.vector.BigIntVector;
import org.apache.arrow.vector.IntVector;
import org.apache.arrow.vector.VarCharVector;
import org.apache.arrow.vector.VectorSchemaRoot;
import org.apache.arrow.vector.dictionary.Dictionary;
import org.apache.arrow.vector.dictionary.DictionaryProvider;
import org.apache.arrow.vector.ipc.ArrowReader;
import org.apache.arrow.vector.types.pojo.ArrowType;
import org.apache.arrow.vector.types.pojo.DictionaryEncoding;
import org.apache.arrow.vector.types.pojo.Field;
import org.apache.arrow.vector.types.pojo.FieldType;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Files that are read as several parts. */
class ArrowFilesTest {

    private static final ArrowType.Int INDEX = new ArrowType.Int(32, true);
    private static final int ROWS = 100_000;

    private final BufferAllocator allocator = new RootAllocator();

    @TempDir
    Path temporary;

    @AfterEach
    void nothingLeaks() {
        allocator.close();
    }

    /** Makes a batch of numbers from a first one on, whose dictionary has so many values, and of which one is last. */
    private RecordBatch batch(long first, int values, int length) {
        DictionaryEncoding encoding = new DictionaryEncoding(1, false, INDEX);
        IntVector column =
                (IntVector) new Field("k", new FieldType(true, INDEX, encoding), List.of()).createVector(allocator);
        BigIntVector numbers = new BigIntVector("n", allocator);
        column.allocateNew(ROWS);
        numbers.allocateNew(ROWS);
        for (int i = 0; i < ROWS; i++) {
            column.set(i, values - 1 - i % values);
            numbers.set(i, first + i);
        }
        column.setValueCount(ROWS);
        numbers.setValueCount(ROWS);
        VarCharVector texts = new VarCharVector("values", allocator);
        for (int i = 0; i < values; i++) {
            texts.setSafe(i, (i + "x".repeat(length)).getBytes(StandardCharsets.UTF_8));
        }
        texts.setValueCount(values);
        return RecordBatch.of(
                VectorSchemaRoot.of(column, numbers),
                new DictionaryProvider.MapDictionaryProvider(new Dictionary(texts, encoding)));
    }

    /** Writes a file of twenty batches, 24 MB, each with some values more than the one before. */
    private Path file(int more, int length) throws IOException {
        Path file = temporary.resolve("made.arrow");
        try (TableWriter writer =
                TableWriter.file(Files.newByteChannel(file, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE))) {
            for (int i = 0; i < 20; i++) {
                try (RecordBatch batch = batch((long) i * ROWS, (i + 1) * more, length)) {
                    writer.write(batch);
                }
            }
        }
        return file;
    }

    private List<String> rows(TableSource source) throws IOException {
        List<String> rows = new ArrayList<>();
        try (ArrowReader reader = source.open(allocator)) {
            while (reader.loadNextBatch()) {
                VectorSchemaRoot root = reader.getVectorSchemaRoot();
                try (RecordBatch batch =
                        RecordBatch.copyOf(root, reader, BatchEncoder.written(root.getSchema(), reader), allocator)) {
                    JavaValues values = JavaValues.of(batch);
                    for (int row = 0; row < batch.rowCount(); row += 97) {
                        rows.add(values.get(row, 0) + " " + values.get(row, 1));
                    }
                }
            }
        }
        return rows;
    }

    private long bytesRead(TableSource source) throws IOException {
        try (ArrowReader reader = source.open(allocator)) {
            while (reader.loadNextBatch()) {
                // Only to count.
            }
            return reader.bytesRead();
        }
    }

    @Test
    void partsHaveAllBatchesInOrderAndDictionariesThatHaveGrown() throws IOException {
        TableSource whole = ArrowFiles.source(file(3, 1));
        List<TableSource> parts = whole.parts();
        assertThat(parts).hasSize(3);
        List<String> rows = new ArrayList<>();
        long read = 0;
        for (TableSource part : parts) {
            assertThat(part.name()).isEqualTo(whole.name());
            assertThat(part.parts()).containsExactly(part);
            rows.addAll(rows(part));
            read += bytesRead(part);
        }
        assertThat(rows).isEqualTo(rows(whole));
        assertThat(read).isEqualTo(bytesRead(whole));
    }

    @Test
    void partsAreShuffledInTheOrderOfTheFile() throws IOException {
        TableSource whole = ArrowFiles.source(file(3, 1));
        long[] last = {-1};
        TableShuffle.by("k").hash(1).threads(3).run(List.of(whole), batch -> {
            for (RecordBatch records : batch.get("part-00000").batches()) {
                BigIntVector numbers = (BigIntVector) records.root().getVector("n");
                for (int i = 0; i < numbers.getValueCount(); i++) {
                    assertThat(numbers.get(i)).isEqualTo(++last[0]);
                }
            }
        });
        assertThat(last[0]).isEqualTo(20 * ROWS - 1);
    }

    @Test
    void aFileOfLargeDictionariesIsOnePart() throws IOException {
        TableSource whole = ArrowFiles.source(file(100, 1000));
        assertThat(whole.parts()).containsExactly(whole);
    }

    @Test
    void aStreamIsOnePart() throws IOException {
        Path file = temporary.resolve("made.arrows");
        try (RecordBatch batch = batch(0, 1, 1);
                TableWriter writer = TableWriter.stream(
                        Files.newByteChannel(file, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE))) {
            for (int i = 0; i < 20; i++) {
                writer.write(batch);
            }
        }
        TableSource whole = ArrowFiles.source(file);
        assertThat(whole.parts()).containsExactly(whole);
    }

    @Test
    void aFileThatIsCutOffHasNoParts() throws IOException {
        Path file = file(3, 1);
        Path cut = temporary.resolve("cut.arrow");
        byte[] bytes = Files.readAllBytes(file);
        Files.write(cut, Arrays.copyOf(bytes, bytes.length - 1));
        assertThatThrownBy(() -> ArrowFiles.source(cut).parts())
                .isInstanceOf(CorruptDataException.class)
                .hasMessage(cut + ": does not end in ARROW1, as Arrow files do; it is cut off");
    }
}
