package io.partd.parquet;

import static org.assertj.core.api.Assertions.assertThat;

import io.partd.ByteSize;
import io.partd.Sample;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.apache.arrow.memory.BufferAllocator;
import org.apache.arrow.memory.RootAllocator;
import org.apache.arrow.vector.VectorSchemaRoot;
import org.apache.arrow.vector.ipc.ArrowReader;
import org.apache.arrow.vector.types.pojo.Schema;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Random tables, nested at will: what is read is what was written, whatever the sizes of batches and row groups. */
@Tag("sampled")
class RoundTripTest {

    private static final List<ParquetCompression> COMPRESSIONS = List.of(ParquetCompression.values());

    private static List<Long> seeds() {
        String one = System.getProperty("partd.parquet.seed");
        return one != null
                ? List.of(Long.valueOf(one))
                : new Random().longs(Sample.times(12, 40)).boxed().toList();
    }

    @ParameterizedTest(name = "seed {0}")
    @MethodSource("seeds")
    void whatIsReadIsWhatWasWritten(long seed, @TempDir Path directory) throws Exception {
        Random random = new Random(seed);
        RandomTables tables = new RandomTables(seed);
        Schema schema = tables.schema();
        Path file = directory.resolve("random.parquet");
        ParquetOptions options = ParquetOptions.DEFAULT
                .compression(COMPRESSIONS.get(random.nextInt(COMPRESSIONS.size())))
                .dataPageVersion(1 + random.nextInt(2))
                .rowGroupRows(1 + random.nextInt(random.nextBoolean() ? 50 : 5000))
                .rowGroupBytes(ByteSize.of(random.nextBoolean() ? 1 << 14 : 1 << 26));
        List<String> written = new ArrayList<>();
        try (BufferAllocator allocator = new RootAllocator()) {
            try (ParquetSink sink = ParquetSink.create(file, ParquetLayout.of(schema), options)) {
                for (int i = random.nextInt(4); i > 0; i--) {
                    try (VectorSchemaRoot root = tables.rows(schema, random.nextInt(2000), allocator)) {
                        sink.write(root);
                        Rows.add(root, written);
                    }
                }
                sink.finish();
            }
            ParquetSource source = ParquetSource.of(file)
                    .batchRows(1 + random.nextInt(3000))
                    .batchBytes(ByteSize.of(1 + random.nextInt(1 << 20)));
            assertThat(source.rowCount()).isEqualTo(written.size());
            try (ArrowReader reader = source.open(allocator)) {
                assertThat(reader.getVectorSchemaRoot().getSchema()).isEqualTo(schema);
                assertThat(Rows.all(reader)).isEqualTo(written);
            }
        }
    }

    private static List<Long> fewSeeds() {
        return seeds().subList(0, Math.min(3, seeds().size()));
    }

    /** So many rows that columns have several pages, give up their dictionaries, and come to nulls only. */
    @ParameterizedTest(name = "seed {0}")
    @MethodSource("fewSeeds")
    void longTablesAreReadAsTheyWereWritten(long seed, @TempDir Path directory) throws Exception {
        readLongTable(seed, directory);
    }

    @Tag("thorough")
    @ParameterizedTest(name = "seed {0}")
    @MethodSource("seeds")
    void manyLongTablesAreReadAsTheyWereWritten(long seed, @TempDir Path directory) throws Exception {
        readLongTable(seed, directory);
    }

    private static void readLongTable(long seed, Path directory) throws Exception {
        Random random = new Random(seed);
        LongTable table = new LongTable(seed);
        Path file = directory.resolve("long.parquet");
        ParquetOptions options = ParquetOptions.DEFAULT
                .compression(COMPRESSIONS.get(random.nextInt(COMPRESSIONS.size())))
                .dataPageVersion(1 + random.nextInt(2))
                .rowGroupRows(1 + random.nextInt(300_000))
                .rowGroupBytes(ByteSize.of(1 << (18 + random.nextInt(8))));
        try (BufferAllocator allocator = new RootAllocator()) {
            try (ParquetSink sink = ParquetSink.create(file, ParquetLayout.of(LongTable.SCHEMA), options)) {
                for (int from = 0; from < LongTable.ROWS; ) {
                    int count = Math.min(LongTable.ROWS - from, 1 + random.nextInt(100_000));
                    try (VectorSchemaRoot root = table.rows(from, count, allocator)) {
                        sink.write(root);
                    }
                    from += count;
                }
                sink.finish();
            }
            ParquetSource source = ParquetSource.of(file).batchRows(1 + random.nextInt(70_000));
            for (ParquetSource each :
                    List.of(source, source.encoded(source.dictionaryBytes().keySet()))) {
                int row = 0;
                try (ArrowReader reader = each.open(allocator)) {
                    while (reader.loadNextBatch()) {
                        row = table.check(reader, row);
                    }
                }
                assertThat(row).isEqualTo(LongTable.ROWS);
            }
        }
    }
}
