package io.partd.parquet;

import static org.assertj.core.api.Assertions.assertThat;

import io.partd.ByteSize;
import io.partd.Sample;
import io.partd.arrow.shuffle.TableShuffle;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.stream.LongStream;
import java.util.stream.Stream;
import org.apache.arrow.memory.BufferAllocator;
import org.apache.arrow.memory.RootAllocator;
import org.apache.arrow.vector.BigIntVector;
import org.apache.arrow.vector.FieldVector;
import org.apache.arrow.vector.VarCharVector;
import org.apache.arrow.vector.VectorSchemaRoot;
import org.apache.arrow.vector.complex.ListVector;
import org.apache.arrow.vector.complex.StructVector;
import org.apache.arrow.vector.ipc.ArrowReader;
import org.apache.arrow.vector.types.pojo.ArrowType;
import org.apache.arrow.vector.types.pojo.Field;
import org.apache.arrow.vector.types.pojo.FieldType;
import org.apache.arrow.vector.types.pojo.Schema;
import org.apache.arrow.vector.util.Text;
import org.apache.parquet.format.ColumnChunk;
import org.apache.parquet.format.Encoding;
import org.apache.parquet.format.PageEncodingStats;
import org.apache.parquet.format.PageType;
import org.apache.parquet.format.RowGroup;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Long tables, flat columns and nested ones, whose pages have dictionaries and then none, in the middle of row groups:
 * no row is lost in a shuffle, and row groups are as large as was said.
 */
@Tag("sampled")
class RandomShuffleTest {

    private static final int AT_ONCE = 20_000;
    private static final Field TEXT = field("item", ArrowType.Utf8.INSTANCE);
    private static final Field NUMBER = field("number", new ArrowType.Int(64, true));
    private static final List<Field> NESTED = List.of(
            field("list", ArrowType.List.INSTANCE, TEXT), field("struct", ArrowType.Struct.INSTANCE, TEXT, NUMBER));

    @TempDir
    private Path directory;

    private static Field field(String name, ArrowType type, Field... children) {
        return new Field(name, FieldType.nullable(type), List.of(children));
    }

    private static List<Long> seeds() {
        String one = System.getProperty("partd.parquet.seed");
        return one != null
                ? List.of(Long.valueOf(one))
                : new Random().longs(Sample.times(1, 15)).boxed().toList();
    }

    @ParameterizedTest(name = "seed {0}")
    @MethodSource("seeds")
    void rowsStayWhatTheyAreAndRowGroupsAreFull(long seed) throws IOException {
        Random random = new Random(seed);
        Path input = write(
                seed,
                ParquetOptions.DEFAULT
                        .rowGroupRows(50_000 + random.nextInt(50_000))
                        .dataPageVersion(1 + random.nextInt(2)));
        assertThat(WrittenFile.read(input).footer().row_groups.stream().anyMatch(RandomShuffleTest::changesItsEncoding))
                .as("there is a column with a dictionary that is given up")
                .isTrue();
        int groupRows = 3_000 + random.nextInt(20_000);
        int partitions = 1 + random.nextInt(9);
        List<Path> parts = shuffle(
                input,
                partitions,
                ByteSize.of(random.nextBoolean() ? "12m" : "256m"),
                1 + random.nextInt(3),
                ParquetOptions.DEFAULT.rowGroupRows(groupRows).dataPageVersion(1 + random.nextInt(2)));
        assertThat(parts).hasSize(partitions);
        Rows of = new Rows();
        for (Path part : parts) {
            long before = of.count;
            of.add(part);
            long rows = of.count - before;
            assertThat(ParquetSource.of(part).parts().stream()
                            .map(group -> ((ParquetSource) group).rowCount())
                            .filter(count -> count > 0))
                    .containsExactlyElementsOf(LongStream.iterate(rows, left -> left > 0, left -> left - groupRows)
                            .map(left -> Math.min(left, groupRows))
                            .boxed()
                            .toList());
        }
        Rows expected = new Rows();
        expected.add(input);
        assertThat(of.count).isEqualTo(LongTable.ROWS);
        assertThat(of.sum).isEqualTo(expected.sum);
    }

    private static boolean changesItsEncoding(RowGroup group) {
        return group.columns.stream().anyMatch(RandomShuffleTest::changesItsEncoding);
    }

    private static boolean changesItsEncoding(ColumnChunk chunk) {
        List<Encoding> encodings = chunk.meta_data.encoding_stats.stream()
                .filter(stats -> stats.page_type != PageType.DICTIONARY_PAGE && stats.count > 0)
                .map(PageEncodingStats::getEncoding)
                .distinct()
                .toList();
        return encodings.size() > 1 && encodings.contains(Encoding.RLE_DICTIONARY);
    }

    private Path write(long seed, ParquetOptions options) throws IOException {
        Path file = directory.resolve("input.parquet");
        LongTable table = new LongTable(seed);
        List<Field> fields = new ArrayList<>(LongTable.SCHEMA.getFields());
        fields.addAll(NESTED);
        try (BufferAllocator allocator = new RootAllocator();
                ParquetSink sink = ParquetSink.create(file, ParquetLayout.of(new Schema(fields)), options)) {
            for (int from = 0; from < LongTable.ROWS; from += AT_ONCE) {
                try (VectorSchemaRoot flat = table.rows(from, AT_ONCE, allocator);
                        FieldVector lists = NESTED.get(0).createVector(allocator);
                        FieldVector structs = NESTED.get(1).createVector(allocator)) {
                    fill((ListVector) lists, (StructVector) structs, flat, from);
                    List<FieldVector> vectors = new ArrayList<>(flat.getFieldVectors());
                    vectors.addAll(List.of(lists, structs));
                    sink.write(new VectorSchemaRoot(fields, vectors, AT_ONCE));
                }
            }
            sink.finish();
        }
        return file;
    }

    /**
     * Puts the values of flat columns into nested ones: up to two into a list, or null, and two into a struct, whose
     * texts are by turns few and all different.
     */
    private static void fill(ListVector lists, StructVector structs, VectorSchemaRoot flat, int from) {
        VarCharVector items = (VarCharVector) lists.getDataVector();
        VarCharVector texts = structs.getChild("item", VarCharVector.class);
        BigIntVector numbers = structs.getChild("number", BigIntVector.class);
        int elements = 0;
        for (int row = 0; row < AT_ONCE; row++) {
            Text text = (Text) flat.getVector("text").getObject(row);
            Text other = (Text) flat.getVector("other").getObject(row);
            Long number = (Long) flat.getVector("long").getObject(row);
            if (row % 5 > 0) {
                int place = lists.startNewValue(row);
                for (Text each : row % 5 == 1 ? new Text[] {} : new Text[] {other, text}) {
                    set(items, elements++, each);
                }
                lists.endValue(row, elements - place);
            }
            if (row % 7 > 0) {
                structs.setIndexDefined(row);
                set(texts, row, new Text(from / AT_ONCE % 2 == 0 ? "few " + row % 9 : "x".repeat(60) + (from + row)));
                if (number != null) {
                    numbers.setSafe(row, number);
                }
            }
        }
        lists.setValueCount(AT_ONCE);
        structs.setValueCount(AT_ONCE);
    }

    private static void set(VarCharVector vector, int place, Text text) {
        if (text != null) {
            vector.setSafe(place, text);
        }
    }

    private List<Path> shuffle(Path input, int partitions, ByteSize memory, int threads, ParquetOptions options)
            throws IOException {
        Path out = Files.createDirectory(directory.resolve("out"));
        ParquetSource source = ParquetSource.of(input).batchBytes(ByteSize.of("256k"));
        try (ParquetPartitions sink = new ParquetPartitions(
                out::resolve, source.layout(), options, ByteSize.of(memory.bytes() / 2), directory)) {
            TableShuffle.by("text", "int")
                    .hash(partitions)
                    .memory(memory)
                    .threads(threads)
                    .run(ParquetSource.withDictionaries(List.of(source), memory), sink, directory);
        }
        try (Stream<Path> files = Files.list(out)) {
            return files.sorted().toList();
        }
    }

    /** How many rows there are, and the sum of their hashes, which is the same in any order. */
    private static final class Rows {

        private long count;
        private long sum;

        void add(Path file) throws IOException {
            try (BufferAllocator allocator = new RootAllocator();
                    ArrowReader reader = ParquetSource.of(file).open(allocator)) {
                while (reader.loadNextBatch()) {
                    VectorSchemaRoot root = reader.getVectorSchemaRoot();
                    for (int row = 0; row < root.getRowCount(); row++) {
                        long hash = 1;
                        for (FieldVector vector : root.getFieldVectors()) {
                            Object value = vector.getObject(row);
                            hash = hash * 0x9E3779B97F4A7C15L + hash(value);
                            hash ^= hash >>> 29;
                        }
                        sum += hash;
                    }
                    count += root.getRowCount();
                }
            }
        }

        private static int hash(Object value) {
            return value instanceof byte[] bytes
                    ? Arrays.hashCode(bytes)
                    : String.valueOf(value).hashCode();
        }
    }
}
