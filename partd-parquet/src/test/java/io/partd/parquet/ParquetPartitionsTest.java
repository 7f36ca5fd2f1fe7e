package io.partd.parquet;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.partd.ByteSize;
import io.partd.arrow.shuffle.TableShuffle;
import java.io.IOException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.apache.arrow.memory.BufferAllocator;
import org.apache.arrow.memory.RootAllocator;
import org.apache.arrow.vector.BigIntVector;
import org.apache.arrow.vector.FieldVector;
import org.apache.arrow.vector.VectorSchemaRoot;
import org.apache.arrow.vector.ipc.ArrowReader;
import org.apache.arrow.vector.types.pojo.Field;
import org.apache.arrow.vector.types.pojo.Schema;
import org.apache.parquet.format.ColumnChunk;
import org.apache.parquet.format.RowGroup;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A shuffle whose partitions are Parquet files: the same ones however much memory it has, and how many threads. */
class ParquetPartitionsTest {

    private static final ParquetOptions SMALL_GROUPS =
            ParquetOptions.DEFAULT.rowGroupRows(5_000).rowGroupBytes(ByteSize.of("200k"));

    private static final List<String> BLOOM_FILTERS = List.of("long", "double", "text", "fixed");

    @TempDir
    private Path directory;

    private Path temporary = Path.of("");

    /** Whether there was anything temporary when a file was begun. */
    private final AtomicBoolean spilled = new AtomicBoolean();

    private void makeTemporary() throws IOException {
        if (!Files.exists(directory.resolve("temporary"))) {
            temporary = Files.createDirectory(directory.resolve("temporary"));
        }
    }

    @AfterEach
    void nothingTemporaryIsLeft() throws IOException {
        makeTemporary();
        assertThat(files(temporary)).isEmpty();
    }

    private static List<Path> files(Path of) throws IOException {
        try (Stream<Path> files = Files.list(of)) {
            return files.sorted().toList();
        }
    }

    /** Of columns that change their character, so that dictionaries begin, end and are fallen back from. */
    private Path longTable() throws IOException {
        Path file = directory.resolve("long.parquet");
        LongTable table = new LongTable(20_261_130);
        try (BufferAllocator allocator = new RootAllocator();
                VectorSchemaRoot root = table.rows(0, LongTable.ROWS, allocator);
                ParquetSink sink = ParquetSink.create(
                        file, ParquetLayout.of(LongTable.SCHEMA), ParquetOptions.DEFAULT.rowGroupRows(30_000))) {
            sink.write(root);
            sink.finish();
        }
        return file;
    }

    /** Returns how a shuffle has written each partition. */
    private Map<String, byte[]> shuffle(
            Path input, int partitions, String held, String memory, int threads, ParquetOptions options)
            throws IOException {
        makeTemporary();
        Path out = Files.createDirectories(directory.resolve("out"));
        for (Path before : files(out)) {
            Files.delete(before);
        }
        ParquetSource source = ParquetSource.of(input).batchBytes(ByteSize.of("256k"));
        List<ParquetSource> sources = ParquetSource.withDictionaries(List.of(source), ByteSize.of(memory));
        try (BufferAllocator allocator = new RootAllocator();
                ParquetPartitions sink = new ParquetPartitions(
                        name -> {
                            spilled.compareAndSet(false, !files(temporary).isEmpty());
                            return out.resolve(name);
                        },
                        source.layout(),
                        options,
                        ByteSize.of(held),
                        temporary)) {
            TableShuffle.by("1")
                    .hash(partitions)
                    .memory(ByteSize.of(memory))
                    .threads(threads)
                    .allocator(allocator)
                    .run(sources, sink, temporary);
        }
        Map<String, byte[]> written = new TreeMap<>();
        for (Path file : files(out)) {
            written.put(file.getFileName().toString(), Files.readAllBytes(file));
        }
        assertThat(written).hasSize(partitions);
        return written;
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 7, 1000})
    void filesAreTheSameWithAnyMemoryAndThreads(int partitions) throws IOException {
        Path input = longTable();
        ParquetOptions options =
                partitions == 7 ? SMALL_GROUPS.bloomFilters(BLOOM_FILTERS).dataPageVersion(2) : SMALL_GROUPS;
        Map<String, byte[]> expected = shuffle(input, partitions, "1g", "1g", 1, options);
        assertSame(shuffle(input, partitions, "1g", "64m", 4, options), expected);
        assertSame(shuffle(input, partitions, "4m", "8m", 2, options), expected);
        assertSame(shuffle(input, partitions, "1k", "8m", 3, options), expected);
    }

    /** With a row group that is larger than the memory for pages: with 6m all rows are encoded as they come. */
    @ParameterizedTest
    @ValueSource(strings = {"6m", "1m"})
    void pagesThatDoNotFitIntoMemoryAreSpilled(String held) throws IOException {
        spills(held, ParquetOptions.DEFAULT);
    }

    /** With the hashes for Bloom filters, and page indexes of row groups that have ended. */
    @ParameterizedTest
    @ValueSource(strings = {"6m", "1m"})
    void whatWaitsBesidePagesIsSpilled(String held) throws IOException {
        ParquetOptions options =
                ParquetOptions.DEFAULT.bloomFilters(BLOOM_FILTERS).rowGroupRows(90_000);
        byte[] file = spills(held, options);
        Path part = Files.write(directory.resolve("one.parquet"), file);
        WrittenFile written = WrittenFile.read(part);
        assertThat(written.footer().row_groups).hasSize(3);
        for (RowGroup group : written.footer().row_groups) {
            for (ColumnChunk chunk : group.columns) {
                assertThat(written.columnIndex(chunk)).isNotNull();
                assertThat(written.offsetIndex(chunk).page_locations).isNotEmpty();
                String column = chunk.meta_data.path_in_schema.get(0);
                assertThat(chunk.meta_data.isSetBloom_filter_offset()).isEqualTo(BLOOM_FILTERS.contains(column));
            }
        }
    }

    private byte[] spills(String held, ParquetOptions of) throws IOException {
        Path input = longTable();
        ParquetOptions options = of.compression(ParquetCompression.UNCOMPRESSED);
        Map<String, byte[]> expected = shuffle(input, 1, "1g", "1g", 1, options);
        assertThat(expected.get("part-00000").length).isGreaterThan(7 << 20);
        assertThat(spilled).isFalse();
        assertSame(shuffle(input, 1, held, "1g", 2, options), expected);
        assertThat(spilled).isTrue();
        return expected.get("part-00000");
    }

    private static void assertSame(Map<String, byte[]> actual, Map<String, byte[]> expected) {
        assertThat(actual.keySet()).isEqualTo(expected.keySet());
        expected.forEach((name, bytes) -> assertThat(actual.get(name))
                .as("%s of %d bytes", name, bytes.length)
                .isEqualTo(bytes));
    }

    /** Schemas with lists and structs, and rows of them in random batches. */
    @Test
    void nestedColumnsAreTheSameWithAnyMemoryAndThreads() throws IOException {
        for (int seed = 1; seed <= 4; seed++) {
            RandomTables random = new RandomTables(seed);
            List<Field> fields = new ArrayList<>(random.schema().getFields());
            fields.add(0, LongTable.SCHEMA.getFields().get(0));
            Schema schema = new Schema(fields);
            Path input = directory.resolve("nested" + seed + ".parquet");
            try (BufferAllocator allocator = new RootAllocator();
                    ParquetSink sink = ParquetSink.create(input, ParquetLayout.of(schema), ParquetOptions.DEFAULT)) {
                for (int i = 0; i < 4; i++) {
                    try (VectorSchemaRoot rows = random.rows(schema, 700, allocator)) {
                        sink.write(rows);
                    }
                }
                sink.finish();
            }
            ParquetOptions options = ParquetOptions.DEFAULT.rowGroupRows(150);
            Map<String, byte[]> expected = shuffle(input, 11, "1g", "1g", 1, options);
            assertSame(shuffle(input, 11, "1k", "8m", 2, options), expected);
            assertThat(rows(directory, expected)).containsExactlyInAnyOrderElementsOf(rowsOf(input));
        }
    }

    private static List<String> rowsOf(Path file) throws IOException {
        try (BufferAllocator allocator = new RootAllocator();
                ArrowReader reader = ParquetSource.of(file).open(allocator)) {
            return Rows.all(reader);
        }
    }

    private static List<String> rows(Path directory, Map<String, byte[]> files) throws IOException {
        List<String> rows = new ArrayList<>();
        for (byte[] bytes : files.values()) {
            rows.addAll(rowsOf(Files.write(directory.resolve("one.parquet"), bytes)));
        }
        return rows;
    }

    /** Also where rows were spilled, and those of a partition came in many pieces. */
    @ParameterizedTest
    @ValueSource(strings = {"1g", "2m", "1k"})
    void rowGroupsAreAsLargeAsTheOptionsSay(String held) throws IOException {
        Path input = longTable();
        Map<String, byte[]> files = shuffle(input, 3, held, "8m", 2, ParquetOptions.DEFAULT.rowGroupRows(7_000));
        long all = 0;
        for (byte[] bytes : files.values()) {
            Path file = Files.write(directory.resolve("one.parquet"), bytes);
            List<Long> groups = ParquetSource.of(file).parts().stream()
                    .map(part -> ((ParquetSource) part).rowCount())
                    .toList();
            assertThat(groups.subList(0, groups.size() - 1)).containsOnly(7_000L);
            all += ParquetSource.of(file).rowCount();
        }
        assertThat(all).isEqualTo(LongTable.ROWS);
    }

    /** Each partition's rows are in input order: the second column counts them. */
    @ParameterizedTest
    @ValueSource(strings = {"1g", "300k", "1k"})
    void manyPartitionsHaveTheirRowsInOrder(String held) throws IOException {
        Path input = directory.resolve("counted.parquet");
        List<BigIntVector> columns = new ArrayList<>();
        Random random = new Random(5);
        int rows = 60_000;
        Map<Long, List<Long>> byKey = new HashMap<>();
        try (BufferAllocator allocator = new RootAllocator()) {
            for (String name : List.of("key", "count", "a", "b", "c")) {
                columns.add(new BigIntVector(name, allocator));
            }
            for (int i = 0; i < rows; i++) {
                long key = random.nextInt(3_000);
                byKey.computeIfAbsent(key, k -> new ArrayList<>()).add((long) i);
                columns.get(0).setSafe(i, key);
                columns.get(1).setSafe(i, i);
                for (BigIntVector column : columns.subList(2, 5)) {
                    column.setSafe(i, random.nextInt(100));
                }
            }
            VectorSchemaRoot root = new VectorSchemaRoot(new ArrayList<>(columns));
            root.setRowCount(rows);
            try (root;
                    ParquetSink sink = ParquetSink.create(
                            input, ParquetLayout.of(root.getSchema()), ParquetOptions.DEFAULT.rowGroupRows(20_000))) {
                sink.write(root);
                sink.finish();
            }
        }
        Map<String, byte[]> files = shuffle(input, 3_000, held, "8m", 2, ParquetOptions.DEFAULT);
        Map<Long, List<Long>> found = new HashMap<>();
        for (byte[] bytes : files.values()) {
            Path file = Files.write(directory.resolve("one.parquet"), bytes);
            for (String row : rowsOf(file)) {
                String[] values = row.split("\\|");
                found.computeIfAbsent(Long.valueOf(values[0]), k -> new ArrayList<>())
                        .add(Long.valueOf(values[1]));
            }
        }
        assertThat(found).isEqualTo(byKey);
    }

    /** With too little memory the rows would be read once for every few partitions. */
    @Test
    void manyPartitionsOfManyColumnsNeedTheMemoryThatARefusalNames() throws IOException {
        Path input = directory.resolve("wide.parquet");
        try (BufferAllocator allocator = new RootAllocator()) {
            List<FieldVector> columns = new ArrayList<>();
            for (int c = 0; c < 2000; c++) {
                BigIntVector column = new BigIntVector(String.valueOf(c), allocator);
                for (int i = 0; i < 300; i++) {
                    column.setSafe(i, i);
                }
                column.setValueCount(300);
                columns.add(column);
            }
            try (VectorSchemaRoot root = new VectorSchemaRoot(columns);
                    ParquetSink sink =
                            ParquetSink.create(input, ParquetLayout.of(root.getSchema()), ParquetOptions.DEFAULT)) {
                sink.write(root);
                sink.finish();
            }
        }
        assertThatThrownBy(() -> shuffle(input, 200, "3m", "8m", 1, ParquetOptions.DEFAULT))
                .isInstanceOf(IOException.class)
                .hasMessage(
                        "200 partitions of 2000 columns need a memory of at least 19m, and 8m is allowed; allow more, or"
                                + " make fewer partitions");
        assertThat(files(directory.resolve("out"))).isEmpty();
        assertThat(shuffle(input, 200, "7m", "19m", 1, ParquetOptions.DEFAULT)).hasSize(200);
    }

    @ParameterizedTest
    @ValueSource(strings = {"1g", "1k"})
    void aFileThatCannotBeWrittenEndsIt(String held) throws IOException {
        Path input = longTable();
        makeTemporary();
        ParquetSource source = ParquetSource.of(input).batchBytes(ByteSize.of("256k"));
        try (BufferAllocator allocator = new RootAllocator();
                ParquetPartitions sink = new ParquetPartitions(
                        name -> {
                            if (name.endsWith("5")) {
                                throw new FileSystemException(name, null, "No space left on device");
                            }
                            return directory.resolve(name);
                        },
                        source.layout(),
                        SMALL_GROUPS,
                        ByteSize.of(held),
                        temporary)) {
            assertThatThrownBy(() -> TableShuffle.by("1")
                            .hash(9)
                            .memory(ByteSize.of("8m"))
                            .allocator(allocator)
                            .run(List.of(source), sink, temporary))
                    .isInstanceOf(FileSystemException.class)
                    .hasMessage("part-00005: No space left on device");
        }
    }

    @Test
    void partitionsWithoutARowHaveTheSchema() throws IOException {
        Path input = directory.resolve("empty.parquet");
        try (ParquetSink sink = ParquetSink.create(input, ParquetLayout.of(LongTable.SCHEMA), ParquetOptions.DEFAULT)) {
            sink.finish();
        }
        Map<String, byte[]> files = shuffle(input, 3, "1m", "8m", 2, ParquetOptions.DEFAULT);
        assertThat(files.keySet())
                .containsExactlyElementsOf(
                        IntStream.range(0, 3).mapToObj(i -> "part-0000" + i).toList());
        for (byte[] bytes : files.values()) {
            ParquetSource part = ParquetSource.of(Files.write(directory.resolve("one.parquet"), bytes));
            assertThat(part.rowCount()).isZero();
            assertThat(part.schema().getFields()).isEqualTo(LongTable.SCHEMA.getFields());
        }
    }
}
