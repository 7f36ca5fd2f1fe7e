package io.partd.parquet;

import static org.apache.parquet.filter2.predicate.FilterApi.and;
import static org.apache.parquet.filter2.predicate.FilterApi.binaryColumn;
import static org.apache.parquet.filter2.predicate.FilterApi.booleanColumn;
import static org.apache.parquet.filter2.predicate.FilterApi.doubleColumn;
import static org.apache.parquet.filter2.predicate.FilterApi.eq;
import static org.apache.parquet.filter2.predicate.FilterApi.floatColumn;
import static org.apache.parquet.filter2.predicate.FilterApi.gt;
import static org.apache.parquet.filter2.predicate.FilterApi.gtEq;
import static org.apache.parquet.filter2.predicate.FilterApi.intColumn;
import static org.apache.parquet.filter2.predicate.FilterApi.longColumn;
import static org.apache.parquet.filter2.predicate.FilterApi.lt;
import static org.apache.parquet.filter2.predicate.FilterApi.notEq;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.IntPredicate;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import java.util.stream.Stream;
import org.apache.arrow.memory.BufferAllocator;
import org.apache.arrow.memory.RootAllocator;
import org.apache.arrow.vector.BigIntVector;
import org.apache.arrow.vector.FieldVector;
import org.apache.arrow.vector.VarCharVector;
import org.apache.arrow.vector.VectorSchemaRoot;
import org.apache.arrow.vector.ipc.ArrowReader;
import org.apache.parquet.ParquetReadOptions;
import org.apache.parquet.column.Encoding;
import org.apache.parquet.column.ParquetProperties.WriterVersion;
import org.apache.parquet.column.page.PageReadStore;
import org.apache.parquet.column.values.bloomfilter.BloomFilter;
import org.apache.parquet.conf.PlainParquetConfiguration;
import org.apache.parquet.example.data.Group;
import org.apache.parquet.filter2.compat.FilterCompat;
import org.apache.parquet.filter2.predicate.FilterPredicate;
import org.apache.parquet.hadoop.ParquetFileReader;
import org.apache.parquet.hadoop.ParquetFileWriter;
import org.apache.parquet.hadoop.ParquetReader;
import org.apache.parquet.hadoop.ParquetWriter;
import org.apache.parquet.hadoop.api.ReadSupport;
import org.apache.parquet.hadoop.example.ExampleParquetWriter;
import org.apache.parquet.hadoop.example.GroupReadSupport;
import org.apache.parquet.hadoop.metadata.BlockMetaData;
import org.apache.parquet.hadoop.metadata.ColumnChunkMetaData;
import org.apache.parquet.hadoop.metadata.CompressionCodecName;
import org.apache.parquet.io.InputFile;
import org.apache.parquet.io.LocalInputFile;
import org.apache.parquet.io.LocalOutputFile;
import org.apache.parquet.io.api.Binary;
import org.apache.parquet.schema.MessageType;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * parquet-java reads what is written here, leaves out what page indexes and Bloom filters say, and drops no row; and
 * what it writes is read here.
 */
class ParquetJavaTest {

    @TempDir
    private static Path directory;

    /** All values of {@link PrunedTable}. */
    private static List<String> pruned;

    /** Without compression, whose codecs parquet-java takes from Hadoop. */
    @BeforeAll
    static void write() throws IOException {
        try (BufferAllocator allocator = new RootAllocator();
                VectorSchemaRoot rows = PrunedTable.rows(allocator)) {
            pruned = RowTexts.of(rows);
        }
        PrunedTable.write(directory.resolve("v1.parquet"), ParquetCompression.UNCOMPRESSED, 1);
        PrunedTable.write(directory.resolve("v2.parquet"), ParquetCompression.UNCOMPRESSED, 2);
    }

    private static InputFile file(int version) {
        return new LocalInputFile(directory.resolve("v" + version + ".parquet"));
    }

    private static final class Rows extends ParquetReader.Builder<Group> {

        Rows(InputFile file) {
            super(file, new PlainParquetConfiguration());
        }

        @Override
        protected ReadSupport<Group> getReadSupport() {
            return new GroupReadSupport();
        }
    }

    private static List<String> rows(int version, FilterPredicate filter) throws IOException {
        List<String> rows = new ArrayList<>();
        read(new Rows(file(version)).withFilter(FilterCompat.get(filter)), row -> rows.add(RowTexts.of(row)));
        return rows;
    }

    /** What becomes of a row. */
    private interface Row {
        void take(Group row) throws IOException;
    }

    private static void read(ParquetReader.Builder<Group> rows, Row action) throws IOException {
        try (ParquetReader<Group> reader = rows.usePageChecksumVerification().build()) {
            for (Group row = reader.read(); row != null; row = reader.read()) {
                action.take(row);
            }
        }
    }

    private static Binary text(int row) {
        return Binary.fromString(PrunedTable.text(row));
    }

    private static Binary decimal(int unscaled) {
        byte[] bytes = BigInteger.valueOf(unscaled).toByteArray();
        byte[] fixed = new byte[9];
        Arrays.fill(fixed, (byte) (unscaled < 0 ? -1 : 0));
        System.arraycopy(bytes, 0, fixed, fixed.length - bytes.length, bytes.length);
        return Binary.fromConstantByteArray(fixed);
    }

    private static Arguments rows(FilterPredicate filter, IntPredicate expected) {
        return Arguments.of(filter, expected);
    }

    /** Of Java's order, in which NaN is the largest number and the two zeros differ. */
    static Stream<Arguments> filters() {
        return Stream.of(
                rows(eq(longColumn("id"), 123_456L), row -> row == 123_456),
                rows(lt(longColumn("id"), 0L), row -> false),
                rows(eq(longColumn("scattered"), PrunedTable.scattered(77_777)), row -> row == 77_777),
                rows(eq(binaryColumn("text"), text(50_000)), row -> row == 50_000),
                rows(
                        and(gtEq(binaryColumn("text"), text(32_000)), lt(binaryColumn("text"), text(70_000))),
                        row -> row >= 32_000 && row < 70_000),
                rows(eq(binaryColumn("text"), Binary.fromString("")), row -> row == 0),
                rows(eq(binaryColumn("text"), null), row -> !PrunedTable.hasText(row)),
                rows(eq(binaryColumn("few"), Binary.fromString("city 3")), row -> row / 30_000 == 3),
                rows(gt(doubleColumn("number"), 99_000.0), row -> row > 198_000 || row == 120_000),
                rows(eq(doubleColumn("number"), 0.0), row -> row == 170_000),
                rows(eq(doubleColumn("number"), -0.0), row -> row == 0),
                rows(gt(floatColumn("float"), 99_990f), row -> row > 199_990 || row == 60_000),
                rows(eq(longColumn("unsigned"), -5L), row -> row == 99_995),
                rows(eq(binaryColumn("decimal"), decimal(-1)), row -> row == 99_999),
                rows(lt(binaryColumn("decimal"), decimal(-99_990)), row -> row < 10),
                rows(gt(longColumn("time"), 99_990_000_000L), row -> row > 199_990),
                rows(eq(booleanColumn("bool"), false), row -> row < 100_000),
                rows(
                        gtEq(binaryColumn("bytes"), Binary.fromConstantByteArray(new byte[] {-1})),
                        row -> row == PrunedTable.ROWS - 1),
                rows(notEq(intColumn("nulls"), null), row -> row % 3 != 0 && row / PrunedTable.GROUP != 1),
                rows(eq(intColumn("nulls"), 60_001), row -> false));
    }

    @ParameterizedTest
    @MethodSource("filters")
    void filtersDropNoRow(FilterPredicate filter, IntPredicate expected) throws IOException {
        List<String> rows = IntStream.range(0, PrunedTable.ROWS)
                .filter(expected)
                .mapToObj(pruned::get)
                .toList();
        assertThat(rows(1, filter)).isEqualTo(rows);
        assertThat(rows(2, filter)).isEqualTo(rows);
    }

    private static ParquetFileReader open(int version, ParquetReadOptions.Builder options, FilterPredicate filter)
            throws IOException {
        return new ParquetFileReader(
                file(version),
                options.withRecordFilter(FilterCompat.get(filter)).build());
    }

    private static ParquetReadOptions.Builder options() {
        return ParquetReadOptions.builder(new PlainParquetConfiguration())
                .useStatsFilter(false)
                .useDictionaryFilter(false)
                .useBloomFilter(false)
                .useColumnIndexFilter(false);
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2})
    void columnIndexesLeaveOutPages(int version) throws IOException {
        for (FilterPredicate filter : List.of(
                eq(longColumn("id"), 77_777L),
                eq(binaryColumn("text"), text(77_777)),
                gt(longColumn("unsigned"), -4L),
                eq(binaryColumn("decimal"), decimal(-1)))) {
            try (ParquetFileReader reader = open(version, options().useColumnIndexFilter(true), filter)) {
                assertThat(reader.getFilteredRecordCount()).as("%s", filter).isBetween(1L, PrunedTable.GROUP - 1L);
                PageReadStore pages = reader.readNextFilteredRowGroup();
                assertThat(pages.getRowCount()).isEqualTo(reader.getFilteredRecordCount());
            }
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2})
    void statisticsLeaveOutRowGroups(int version) throws IOException {
        try (ParquetFileReader reader =
                open(version, options().useStatsFilter(true), eq(binaryColumn("text"), text(77_777)))) {
            assertThat(reader.getRecordCount()).isEqualTo(PrunedTable.GROUP);
        }
    }

    /** What dictionaries have is left out only where all pages are known to have one. */
    @ParameterizedTest
    @ValueSource(ints = {1, 2})
    void dictionariesLeaveOutRowGroups(int version) throws IOException {
        FilterPredicate filter = eq(binaryColumn("few"), Binary.fromString("city 3"));
        try (ParquetFileReader reader = open(version, options().useDictionaryFilter(true), filter)) {
            assertThat(reader.getRecordCount()).isEqualTo(2 * PrunedTable.GROUP);
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2})
    void bloomFiltersLeaveOutRowGroups(int version) throws IOException {
        long found = 0;
        for (long row = 1; row <= 100; row++) {
            FilterPredicate filter = eq(longColumn("scattered"), row);
            try (ParquetFileReader reader = open(version, options().useBloomFilter(true), filter)) {
                found += reader.getRecordCount() / PrunedTable.GROUP;
            }
        }
        assertThat(found).isLessThan(40); // of 400 row groups, 1 in 100 is expected
        for (int row = 0; row < PrunedTable.ROWS; row += 997) {
            FilterPredicate filter = eq(longColumn("scattered"), PrunedTable.scattered(row));
            try (ParquetFileReader reader = open(version, options().useBloomFilter(true), filter)) {
                assertThat(reader.getRecordCount()).as("row %d", row).isPositive();
            }
        }
    }

    /** Both zeros, and any NaN, are what readers may look for where there is one of them. */
    @ParameterizedTest
    @ValueSource(ints = {1, 2})
    void bloomFiltersHaveWhatIsEqualToTheirNumbers(int version) throws IOException {
        for (double zero : new double[] {0.0, -0.0}) {
            try (ParquetFileReader reader =
                    open(version, options().useBloomFilter(true), eq(doubleColumn("number"), zero))) {
                assertThat(reader.getRowGroups())
                        .extracting(BlockMetaData::getOrdinal)
                        .contains(0, 3);
            }
        }
        try (ParquetFileReader reader =
                open(version, options().useBloomFilter(true), eq(doubleColumn("number"), Double.NaN))) {
            assertThat(reader.getRowGroups())
                    .extracting(BlockMetaData::getOrdinal)
                    .contains(2);
        }
    }

    /** Of 50,000 numbers of which 20,000 are different, and 50,000 texts of which 10 are. */
    @Test
    void bloomFiltersAreAsLargeAsTheirDifferentValuesNeed() throws IOException {
        Path path = directory.resolve("bloom.parquet");
        ParquetOptions options = ParquetOptions.DEFAULT
                .compression(ParquetCompression.UNCOMPRESSED)
                .bloomFilters(List.of("plain", "few", "none"));
        WrittenFile.write(path, options, allocator -> {
            BigIntVector plain = new BigIntVector("plain", allocator);
            VarCharVector few = new VarCharVector("few", allocator);
            VarCharVector none = new VarCharVector("none", allocator);
            for (int row = 0; row < 50_000; row++) {
                plain.setSafe(row, PrunedTable.scattered(row % 20_000));
                few.setSafe(row, ("text " + row % 10).getBytes(StandardCharsets.UTF_8));
            }
            List<FieldVector> vectors = List.of(plain, few, none);
            vectors.forEach(vector -> vector.setValueCount(50_000));
            return new VectorSchemaRoot(vectors);
        });
        try (ParquetFileReader reader =
                new ParquetFileReader(new LocalInputFile(path), options().build())) {
            List<ColumnChunkMetaData> chunks = reader.getRowGroups().get(0).getColumns();
            assertThat(chunks.get(0).getEncodings()).doesNotContain(Encoding.RLE_DICTIONARY);
            BloomFilter plain = reader.readBloomFilter(chunks.get(0));
            assertThat(plain.getBitsetSize()).isEqualTo(32 << 10);
            for (long value = 0; value < 20_000; value++) {
                assertThat(plain.findHash(plain.hash(PrunedTable.scattered(value))))
                        .isTrue();
            }
            long passing = LongStream.range(0, 100_000)
                    .filter(value -> plain.findHash(plain.hash(value + (1L << 40))))
                    .count();
            assertThat(passing).isLessThan(1_500);
            BloomFilter few = reader.readBloomFilter(chunks.get(1));
            assertThat(few.getBitsetSize()).isEqualTo(32);
            assertThat(few.findHash(few.hash(Binary.fromString("text 7")))).isTrue();
            BloomFilter none = reader.readBloomFilter(chunks.get(2));
            assertThat(none.getBitsetSize()).isEqualTo(32);
            assertThat(none.findHash(none.hash(Binary.fromString("text 7")))).isFalse();
        }
    }

    /** Nested at will, in both versions of pages, in either direction. */
    @ParameterizedTest
    @MethodSource("seeds")
    void nestedRowsAreExchanged(long seed) throws IOException {
        Path nested = directory.resolve("nested.parquet");
        int version = 1 + (int) (seed & 1);
        ParquetOptions options = ParquetOptions.DEFAULT
                .compression(ParquetCompression.UNCOMPRESSED)
                .rowGroupRows(300)
                .dataPageVersion(version);
        List<String> rows = new ArrayList<>();
        RandomTables random = new RandomTables(seed);
        WrittenFile.write(nested, options, allocator -> {
            VectorSchemaRoot made = random.rows(random.schema(), 700, allocator);
            rows.addAll(RowTexts.of(made));
            return made;
        });
        List<String> read = new ArrayList<>();
        read(new Rows(new LocalInputFile(nested)), row -> read.add(RowTexts.of(row)));
        assertThat(read).isEqualTo(rows);
        Path rewritten = directory.resolve("rewritten.parquet");
        rewrite(nested, rewritten, version, 4 << 10);
        assertThat(readHere(rewritten)).isEqualTo(rows);
    }

    private static Stream<Long> seeds() {
        String one = System.getProperty("partd.parquet.seed");
        return one != null
                ? Stream.of(Long.valueOf(one))
                : LongStream.range(0, 20).boxed();
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2})
    void rowsThatParquetJavaWritesAreRead(int version) throws IOException {
        Path rewritten = directory.resolve("rewritten.parquet");
        rewrite(directory.resolve("v1.parquet"), rewritten, version, 4 << 20);
        assertThat(WrittenFile.read(rewritten).footer().row_groups).hasSizeGreaterThan(2);
        assertThat(readHere(rewritten)).isEqualTo(pruned);
    }

    /** Reads and writes a file with parquet-java, without the schema that Arrow has in it. */
    private static void rewrite(Path from, Path to, int version, long groupBytes) throws IOException {
        InputFile file = new LocalInputFile(from);
        MessageType schema;
        try (ParquetFileReader reader = ParquetFileReader.open(file, options().build())) {
            schema = reader.getFileMetaData().getSchema();
        }
        try (ParquetWriter<Group> writer = ExampleParquetWriter.builder(new LocalOutputFile(to))
                .withConf(new PlainParquetConfiguration())
                .withType(schema)
                .withWriterVersion(version == 1 ? WriterVersion.PARQUET_1_0 : WriterVersion.PARQUET_2_0)
                .withCompressionCodec(CompressionCodecName.UNCOMPRESSED)
                .withWriteMode(ParquetFileWriter.Mode.OVERWRITE)
                .withRowGroupSize(groupBytes)
                .withPageSize(2 << 10)
                .build()) {
            read(new Rows(file), writer::write);
        }
    }

    private static List<String> readHere(Path file) throws IOException {
        List<String> rows = new ArrayList<>();
        try (BufferAllocator allocator = new RootAllocator();
                ArrowReader reader = ParquetSource.of(file).open(allocator)) {
            while (reader.loadNextBatch()) {
                rows.addAll(RowTexts.of(reader.getVectorSchemaRoot()));
            }
        }
        return rows;
    }
}
