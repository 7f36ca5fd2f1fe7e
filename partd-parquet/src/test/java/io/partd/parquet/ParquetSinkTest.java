package io.partd.parquet;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.partd.ByteSize;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.lang.reflect.Proxy;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.apache.arrow.memory.BufferAllocator;
import org.apache.arrow.memory.RootAllocator;
import org.apache.arrow.vector.BigIntVector;
import org.apache.arrow.vector.FieldVector;
import org.apache.arrow.vector.VarCharVector;
import org.apache.arrow.vector.VectorSchemaRoot;
import org.apache.arrow.vector.dictionary.DictionaryProvider;
import org.apache.arrow.vector.ipc.ArrowReader;
import org.apache.arrow.vector.types.IntervalUnit;
import org.apache.arrow.vector.types.UnionMode;
import org.apache.arrow.vector.types.pojo.ArrowType;
import org.apache.arrow.vector.types.pojo.DictionaryEncoding;
import org.apache.arrow.vector.types.pojo.Field;
import org.apache.arrow.vector.types.pojo.FieldType;
import org.apache.arrow.vector.types.pojo.Schema;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What a sink does apart from writing what it should: errors, half-done files, row groups, memory. */
class ParquetSinkTest {

    private static final Schema NUMBERS =
            new Schema(List.of(new Field("n", FieldType.nullable(new ArrowType.Int(64, true)), List.of())));

    @TempDir
    private Path directory;

    private VectorSchemaRoot numbers(BufferAllocator allocator, int count) {
        VectorSchemaRoot root = VectorSchemaRoot.create(NUMBERS, allocator);
        BigIntVector vector = (BigIntVector) root.getVector(0);
        for (int i = 0; i < count; i++) {
            vector.setSafe(i, i * 0x9E3779B97F4A7C15L);
        }
        root.setRowCount(count);
        return root;
    }

    private List<String> names() throws IOException {
        try (Stream<Path> files = Files.list(directory)) {
            return files.map(file -> file.getFileName().toString()).toList();
        }
    }

    @Test
    void fileIsThereWhenItIsFinished() throws IOException {
        Path file = directory.resolve("n.parquet");
        try (BufferAllocator allocator = new RootAllocator();
                VectorSchemaRoot root = numbers(allocator, 10);
                ParquetSink sink = ParquetSink.create(file, ParquetLayout.of(NUMBERS), ParquetOptions.DEFAULT)) {
            sink.write(root);
            assertThat(file).doesNotExist();
            sink.finish();
            assertThat(names()).containsExactly("n.parquet");
            assertThatThrownBy(() -> sink.write(root))
                    .isInstanceOf(IllegalStateException.class)
                    .hasMessage("the sink has finished");
        }
        assertThat(ParquetSource.of(file).rowCount()).isEqualTo(10);
    }

    @Test
    void nothingIsLeftOfAFileThatIsNotFinished() throws IOException {
        Path file = directory.resolve("n.parquet");
        Files.writeString(file, "another");
        try (BufferAllocator allocator = new RootAllocator();
                VectorSchemaRoot root = numbers(allocator, 10);
                ParquetSink sink = ParquetSink.create(file, ParquetLayout.of(NUMBERS), ParquetOptions.DEFAULT)) {
            sink.write(root);
        }
        assertThat(names()).containsExactly("n.parquet");
        assertThat(file).hasContent("another");
    }

    @Test
    void sinkThatHasFailedRefusesToFinish() throws IOException {
        OutputStream full = new OutputStream() {
            private int left = 1000;

            @Override
            public void write(int b) throws IOException {
                if (left-- == 0) {
                    throw new IOException("no space left on device");
                }
            }
        };
        try (BufferAllocator allocator = new RootAllocator();
                VectorSchemaRoot root = numbers(allocator, 5000);
                ParquetSink sink =
                        ParquetSink.to(full, ParquetLayout.of(NUMBERS), ParquetOptions.DEFAULT.rowGroupRows(500))) {
            assertThatThrownBy(() -> sink.write(root)).hasMessage("no space left on device");
            assertThatThrownBy(sink::finish)
                    .isInstanceOf(IllegalStateException.class)
                    .hasMessage("the sink has failed");
        }
    }

    @Test
    void otherColumnsAreRefusedAndTheSinkGoesOn() throws IOException {
        Schema other = new Schema(List.of(new Field("m", FieldType.nullable(new ArrowType.Int(64, true)), List.of())));
        try (BufferAllocator allocator = new RootAllocator();
                VectorSchemaRoot wrong = VectorSchemaRoot.create(other, allocator);
                VectorSchemaRoot right = numbers(allocator, 3);
                ParquetSink sink = ParquetSink.create(
                        directory.resolve("n.parquet"), ParquetLayout.of(NUMBERS), ParquetOptions.DEFAULT)) {
            assertThatThrownBy(() -> sink.write(wrong))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessage("a batch has the columns [m: Int(64, true)] instead of [n: Int(64, true)]");
            sink.write(right);
            sink.finish();
        }
        assertThat(ParquetSource.of(directory.resolve("n.parquet")).rowCount()).isEqualTo(3);
    }

    @Test
    void structsWithOtherFieldsAreRefused() throws IOException {
        Schema layout = new Schema(List.of(struct("a", "b")));
        Schema turned = new Schema(List.of(struct("b", "a")));
        try (BufferAllocator allocator = new RootAllocator();
                VectorSchemaRoot root = VectorSchemaRoot.create(turned, allocator);
                ParquetSink sink =
                        ParquetSink.to(new ByteArrayOutputStream(), ParquetLayout.of(layout), ParquetOptions.DEFAULT)) {
            assertThatThrownBy(() -> sink.write(root))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessageStartingWith("a batch has the columns [s: Struct<b: Int(64, true), a: Int(64, true)>]");
        }
    }

    private static Field struct(String... names) {
        FieldType number = FieldType.nullable(new ArrowType.Int(64, true));
        List<Field> fields =
                Stream.of(names).map(name -> new Field(name, number, List.of())).toList();
        return new Field("s", FieldType.nullable(new ArrowType.Struct()), fields);
    }

    @Test
    void fieldsClaimNoExtensionTypeThatIsStoredInAnotherWay() throws IOException {
        Map<String, String> metadata = Map.of("ARROW:extension:name", "some.tensor", "more", "1");
        FieldType pairs = new FieldType(true, new ArrowType.FixedSizeList(2), null, metadata);
        FieldType numbers = new FieldType(true, new ArrowType.Int(64, true), null, metadata);
        Field element = new Field("element", FieldType.nullable(new ArrowType.Int(64, true)), List.of());
        ParquetLayout layout = ParquetLayout.of(
                new Schema(List.of(new Field("pair", pairs, List.of(element)), new Field("n", numbers, List.of()))));
        Path file = directory.resolve("n.parquet");
        try (ParquetSink sink = ParquetSink.create(file, layout, ParquetOptions.DEFAULT)) {
            sink.finish();
        }
        Schema read = ParquetSource.of(file).schema();
        assertThat(read.findField("pair").getType()).isEqualTo(new ArrowType.List());
        assertThat(read.findField("pair").getMetadata()).isEqualTo(Map.of("more", "1"));
        assertThat(read.findField("n").getMetadata()).isEqualTo(metadata);
    }

    @Test
    void nullsAreRefusedWhereTheSchemaHasNone() throws IOException {
        Schema required =
                new Schema(List.of(new Field("n", FieldType.notNullable(new ArrowType.Int(64, true)), List.of())));
        try (BufferAllocator allocator = new RootAllocator();
                VectorSchemaRoot root = VectorSchemaRoot.create(required, allocator);
                ParquetSink sink = ParquetSink.to(
                        new ByteArrayOutputStream(), ParquetLayout.of(required), ParquetOptions.DEFAULT)) {
            root.allocateNew();
            root.setRowCount(1);
            assertThatThrownBy(() -> sink.write(root)).hasMessage("a null in 'n', which must not have any");
        }
    }

    @Test
    void typesThatParquetLacksAreRefusedByName() {
        refuses(
                new ArrowType.Interval(IntervalUnit.MONTH_DAY_NANO),
                "the field 'x' is of the type Interval(MONTH_DAY_NANO), which Parquet does not have");
        refuses(
                new ArrowType.Union(UnionMode.Sparse, new int[0]),
                "the field 'x' is of the type Union(Sparse, []), which Parquet does not have");
        refuses(new ArrowType.Struct(), "the struct 'x' has no fields, which Parquet cannot have");
        refuses(
                new ArrowType.Decimal(5, -2, 128),
                "the field 'x' has decimals of 5 digits, -2 of them behind the point; Parquet has from 0 to all of"
                        + " them there");
        assertThatThrownBy(() -> ParquetLayout.of(
                        new Schema(List.of(new Field(
                                "x",
                                new FieldType(
                                        true, new ArrowType.Int(32, true), new DictionaryEncoding(7, false, null)),
                                List.of()))),
                        new DictionaryProvider.MapDictionaryProvider()))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("the column 'x' needs the dictionary 7, which is not there");
    }

    private static void refuses(ArrowType type, String message) {
        Schema schema = new Schema(List.of(new Field("x", FieldType.nullable(type), List.of())));
        assertThatThrownBy(() -> ParquetLayout.of(schema))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage(message);
    }

    @Test
    void rowGroupsEndAfterTheRowsThatTheOptionsSay() throws IOException {
        ParquetOptions options = ParquetOptions.DEFAULT.rowGroupRows(10_000);
        assertThat(rowGroups(NUMBERS, 100_000, 1, options)).hasSize(10).containsOnly(10_000L);
        assertThat(rowGroups(NUMBERS, 10_001, 3, options)).containsExactly(10_000L, 10_000L, 10_000L, 3L);
    }

    /** Of numbers that no encoding and no compression makes smaller, so that eight bytes are a row. */
    @Test
    void rowGroupsAreAllAsLargeAsTheOptionsSay() throws IOException {
        List<Long> groups = rowGroups(NUMBERS, 100_000, 4, ParquetOptions.DEFAULT.rowGroupBytes(ByteSize.of("100k")));
        assertThat(groups).hasSize(32);
        assertThat(groups.subList(0, 31))
                .allSatisfy(rows -> assertThat(8 * rows).isBetween(92L << 10, 110L << 10));
    }

    /** The row groups of a wide table are as large as those of a narrow one, in bytes. */
    @Test
    void rowGroupsOfWideTablesAreAllAsLargeAsTheOptionsSay() throws IOException {
        List<Long> groups = rowGroups(wide(200), 5_000, 4, ParquetOptions.DEFAULT.rowGroupBytes(ByteSize.of("8m")));
        assertThat(groups).hasSize(4);
        assertThat(groups.subList(0, 3))
                .allSatisfy(rows -> assertThat(200 * 8 * rows).isBetween(7L << 20, 9L << 20));
    }

    @Test
    void wideTablesThatFitInARowGroupHaveOne() throws IOException {
        assertThat(rowGroups(wide(200), 10_000, 2, ParquetOptions.DEFAULT)).containsExactly(20_000L);
        Schema texts = new Schema(IntStream.range(0, 20)
                .mapToObj(i -> new Field("t" + i, FieldType.nullable(new ArrowType.Utf8()), List.of()))
                .toList());
        assertThat(rowGroups(texts, 20_000, 5, ParquetOptions.DEFAULT)).containsExactly(100_000L);
    }

    private static Schema wide(int columns) {
        return new Schema(IntStream.range(0, columns)
                .mapToObj(i -> new Field("n" + i, FieldType.nullable(new ArrowType.Int(64, true)), List.of()))
                .toList());
    }

    /** Writes batches, each of so many rows, and returns how many rows each row group has. */
    private List<Long> rowGroups(Schema schema, int batchRows, int batches, ParquetOptions options) throws IOException {
        Path file = directory.resolve("groups.parquet");
        try (BufferAllocator allocator = new RootAllocator();
                VectorSchemaRoot root = VectorSchemaRoot.create(schema, allocator);
                ParquetSink sink = ParquetSink.create(file, ParquetLayout.of(schema), options)) {
            SplittableRandom random = new SplittableRandom(1);
            for (int batch = 0; batch < batches; batch++) {
                for (FieldVector vector : root.getFieldVectors()) {
                    for (int row = 0; row < batchRows; row++) {
                        if (vector instanceof BigIntVector numbers) {
                            numbers.setSafe(row, random.nextLong());
                        } else {
                            byte[] text = Long.toString(random.nextLong()).getBytes(StandardCharsets.UTF_8);
                            ((VarCharVector) vector).setSafe(row, text);
                        }
                    }
                }
                root.setRowCount(batchRows);
                sink.write(root);
            }
            sink.finish();
        }
        assertThat(ParquetSource.of(file).rowCount()).isEqualTo((long) batches * batchRows);
        return ParquetSource.of(file).parts().stream()
                .map(part -> ((ParquetSource) part).rowCount())
                .toList();
    }

    @Test
    void optionsThatAreNotPossibleAreRefused() {
        ParquetOptions options = ParquetOptions.DEFAULT;
        assertThatThrownBy(() -> options.compression(ParquetCompression.ZSTD, 23))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("ZSTD at the level 23; possible are 1 to 22");
        assertThatThrownBy(() -> options.compression(ParquetCompression.SNAPPY, 1))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("SNAPPY at the level 1; it has no levels");
        assertThatThrownBy(() -> options.dataPageVersion(3))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("data pages of version 3; possible are 1 and 2");
        assertThatThrownBy(() -> options.rowGroupBytes(ByteSize.of(0)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("row groups of 0 bytes; at least 1 is possible");
    }

    @Test
    void columnsThatCannotHaveBloomFiltersAreRefused() throws IOException {
        FieldType bool = FieldType.nullable(new ArrowType.Bool());
        ParquetLayout layout =
                ParquetLayout.of(new Schema(List.of(struct("a", "b"), new Field("yes", bool, List.of()))));
        for (String[] refused : new String[][] {
            {"s", "no column 's' to have a Bloom filter; there are s.a, s.b, yes"},
            {"yes", "a Bloom filter of the column 'yes', which has booleans; of two values it tells nothing"}
        }) {
            ParquetOptions options = ParquetOptions.DEFAULT.bloomFilters(List.of("s.a", refused[0]));
            assertThatThrownBy(() -> ParquetSink.create(directory.resolve("n.parquet"), layout, options))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessage(refused[1]);
        }
        assertThat(names()).isEmpty();
    }

    @Test
    void levelsCompressMoreOrLess() throws IOException {
        for (ParquetCompression how : List.of(ParquetCompression.ZSTD, ParquetCompression.GZIP)) {
            List<Long> sizes = new ArrayList<>();
            for (int level : new int[] {1, 9}) {
                LongTable table = new LongTable(3);
                Path file = directory.resolve("n.parquet");
                WrittenFile.write(
                        file,
                        ParquetOptions.DEFAULT.compression(how, level),
                        allocator -> table.rows(0, 50_000, allocator));
                sizes.add(Files.size(file));
                try (BufferAllocator allocator = new RootAllocator();
                        ArrowReader reader = ParquetSource.of(file).open(allocator)) {
                    int row = 0;
                    while (reader.loadNextBatch()) {
                        row = table.check(reader, row);
                    }
                    assertThat(row).isEqualTo(50_000);
                }
            }
            assertThat(sizes.get(1)).as("%s", how).isLessThan(sizes.get(0));
        }
    }

    /** Of a few texts in most rows of nulls; those of a page do not tell whether a dictionary is worthwhile. */
    @ParameterizedTest
    @ValueSource(ints = {0, 1, 5})
    void sparseColumnsHaveADictionary(int early) throws IOException {
        Schema texts = new Schema(List.of(new Field("t", FieldType.nullable(new ArrowType.Utf8()), List.of())));
        Path file = directory.resolve("t.parquet");
        List<String> expected = new ArrayList<>();
        try (BufferAllocator allocator = new RootAllocator();
                VectorSchemaRoot root = VectorSchemaRoot.create(texts, allocator);
                ParquetSink sink = ParquetSink.create(file, ParquetLayout.of(texts), ParquetOptions.DEFAULT)) {
            VarCharVector vector = (VarCharVector) root.getVector(0);
            vector.allocateNew();
            for (int row = 0; row < 200_000; row++) {
                if (row < early || row > 100_000) {
                    String text = "a text that is there often " + row % 10;
                    vector.setSafe(row, text.getBytes(StandardCharsets.UTF_8));
                    expected.add(text + "|");
                } else {
                    expected.add("null|");
                }
            }
            root.setRowCount(200_000);
            sink.write(root);
            sink.finish();
        }
        assertThat(ParquetSource.of(file).dictionaryBytes()).containsOnlyKeys("t");
        assertThat(Files.size(file)).isLessThan(100_000);
        try (BufferAllocator allocator = new RootAllocator();
                ArrowReader reader = ParquetSource.of(file).open(allocator)) {
            assertThat(Rows.all(reader)).isEqualTo(expected);
        }
    }

    @Test
    void metadataIsAdded() throws IOException {
        Path file = directory.resolve("n.parquet");
        ParquetLayout layout =
                ParquetLayout.of(NUMBERS).metadata(Map.of("a", "1", "b", "2")).metadata(Map.of("a", "3"));
        try (ParquetSink sink = ParquetSink.create(file, layout, ParquetOptions.DEFAULT)) {
            sink.finish();
        }
        assertThat(ParquetSource.of(file).schema().getCustomMetadata())
                .containsExactlyInAnyOrderEntriesOf(Map.of("a", "3", "b", "2"));
    }

    /** So many of the short ones that thousands are read at once when the long ones come. */
    @Test
    void batchesStaySmallWhereTextsBecomeLong() throws IOException {
        Schema texts = new Schema(List.of(new Field("t", FieldType.nullable(new ArrowType.Utf8()), List.of())));
        Path file = directory.resolve("t.parquet");
        try (BufferAllocator allocator = new RootAllocator();
                ParquetSink sink = ParquetSink.create(file, ParquetLayout.of(texts), ParquetOptions.DEFAULT)) {
            write(sink, texts, "short", 20_000, allocator);
            for (int i = 0; i < 40; i++) {
                write(sink, texts, "x".repeat(100_000), 100, allocator);
            }
            sink.finish();
        }
        assertThat(Files.size(file)).isLessThan(100_000);
        try (BufferAllocator small = new RootAllocator(128 << 20);
                ArrowReader reader = ParquetSource.of(file).open(small)) {
            long rows = 0;
            while (reader.loadNextBatch()) {
                rows += reader.getVectorSchemaRoot().getRowCount();
            }
            assertThat(rows).isEqualTo(24_000);
        }
    }

    private static void write(ParquetSink sink, Schema schema, String text, int count, BufferAllocator allocator)
            throws IOException {
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        try (VectorSchemaRoot root = VectorSchemaRoot.create(schema, allocator)) {
            VarCharVector vector = (VarCharVector) root.getVector(0);
            for (int i = 0; i < count; i++) {
                vector.setSafe(i, bytes);
            }
            root.setRowCount(count);
            sink.write(root);
        }
    }

    @Test
    void readerThatFailsLeavesTheFileClosed() throws IOException {
        Path descriptors = Path.of("/proc/self/fd");
        assumeTrue(Files.isDirectory(descriptors), "only Linux tells which files are open");
        Path file = directory.resolve("n.parquet");
        try (ParquetSink sink = ParquetSink.create(file, ParquetLayout.of(NUMBERS), ParquetOptions.DEFAULT)) {
            sink.finish();
        }
        ParquetSource source = ParquetSource.of(file);
        BufferAllocator failing = (BufferAllocator) Proxy.newProxyInstance(
                BufferAllocator.class.getClassLoader(), new Class<?>[] {BufferAllocator.class}, (proxy, method, of) -> {
                    throw new IllegalStateException("no memory");
                });
        assertThatThrownBy(() -> {
                    try (ArrowReader reader = source.open(failing)) {
                        reader.loadNextBatch();
                    }
                })
                .hasMessage("no memory");
        try (Stream<Path> open = Files.list(descriptors)) {
            assertThat(open.map(ParquetSinkTest::target))
                    .doesNotContain(file.toRealPath().toString());
        }
    }

    private static String target(Path descriptor) {
        try {
            return Files.readSymbolicLink(descriptor).toString();
        } catch (IOException e) {
            return ""; // closed in the meantime
        }
    }

    @Test
    void readingKeepsToTheAllocatorsLimit() throws IOException {
        Path file = directory.resolve("n.parquet");
        try (BufferAllocator allocator = new RootAllocator()) {
            try (VectorSchemaRoot root = numbers(allocator, 100_000);
                    ParquetSink sink = ParquetSink.create(file, ParquetLayout.of(NUMBERS), ParquetOptions.DEFAULT)) {
                for (int i = 0; i < 20; i++) {
                    sink.write(root);
                }
                sink.finish();
            }
            // 16 MB of numbers, and a file as large.
            assertThat(Files.size(file)).isGreaterThan(14_000_000);
            try (BufferAllocator small = allocator.newChildAllocator("small", 0, 1 << 20);
                    ArrowReader reader = ParquetSource.of(file)
                            .batchBytes(ByteSize.of("128k"))
                            .open(small)) {
                long sum = 0;
                long rows = 0;
                long expected = 20 * 99_999L * 50_000;
                expected *= 0x9E3779B97F4A7C15L; // wraps around, as the sum does
                while (reader.loadNextBatch()) {
                    BigIntVector vector =
                            (BigIntVector) reader.getVectorSchemaRoot().getVector(0);
                    rows += vector.getValueCount();
                    for (int i = 0; i < vector.getValueCount(); i++) {
                        sum += vector.get(i);
                    }
                }
                assertThat(rows).isEqualTo(2_000_000);
                assertThat(sum).isEqualTo(expected);
                assertThat(small.getPeakMemoryAllocation()).isLessThan(600_000);
            }
        }
    }
}
