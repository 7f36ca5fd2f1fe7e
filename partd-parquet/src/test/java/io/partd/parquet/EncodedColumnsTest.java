package io.partd.parquet;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.partd.ByteSize;
import io.partd.arrow.RecordBatch;
import io.partd.arrow.TableSource;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.function.IntFunction;
import java.util.function.IntUnaryOperator;
import org.apache.arrow.memory.BufferAllocator;
import org.apache.arrow.memory.OutOfMemoryException;
import org.apache.arrow.memory.RootAllocator;
import org.apache.arrow.vector.BaseFixedWidthVector;
import org.apache.arrow.vector.BigIntVector;
import org.apache.arrow.vector.BitVectorHelper;
import org.apache.arrow.vector.FieldVector;
import org.apache.arrow.vector.Float4Vector;
import org.apache.arrow.vector.Float8Vector;
import org.apache.arrow.vector.IntVector;
import org.apache.arrow.vector.LargeVarCharVector;
import org.apache.arrow.vector.VarCharVector;
import org.apache.arrow.vector.VectorSchemaRoot;
import org.apache.arrow.vector.dictionary.Dictionary;
import org.apache.arrow.vector.dictionary.DictionaryProvider;
import org.apache.arrow.vector.ipc.ArrowReader;
import org.apache.arrow.vector.types.Types.MinorType;
import org.apache.arrow.vector.types.pojo.ArrowType;
import org.apache.arrow.vector.types.pojo.DictionaryEncoding;
import org.apache.arrow.vector.types.pojo.Field;
import org.apache.arrow.vector.types.pojo.FieldType;
import org.apache.arrow.vector.types.pojo.Schema;
import org.apache.arrow.vector.util.Text;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Columns that are read as indices in dictionaries, and such that are written. */
class EncodedColumnsTest {

    private static final String[] CITIES = {"Oslo", "Bergen", "", "Tromsø"};
    private static final ArrowType INDEX = new ArrowType.Int(Integer.SIZE, true);
    private static final List<MinorType> NUMBERS = List.of(
            MinorType.TINYINT,
            MinorType.UINT2,
            MinorType.INT,
            MinorType.UINT4,
            MinorType.BIGINT,
            MinorType.UINT8,
            MinorType.FLOAT4,
            MinorType.FLOAT8,
            MinorType.DATEDAY,
            MinorType.TIMEMILLI,
            MinorType.TIMESTAMPMICRO);

    @TempDir
    private Path directory;

    private Path file() {
        return directory.resolve("rows.parquet");
    }

    /** Writes a text, a number, and another text that is never null. */
    private void write(int rows, ParquetOptions options, IntFunction<String> city) throws IOException {
        Field code = new Field("code", FieldType.notNullable(new ArrowType.Utf8()), List.of());
        try (BufferAllocator allocator = new RootAllocator();
                LargeVarCharVector cities = new LargeVarCharVector("city", allocator);
                BigIntVector numbers = new BigIntVector("n", allocator);
                VarCharVector codes = (VarCharVector) code.createVector(allocator)) {
            for (int i = 0; i < rows; i++) {
                String value = city.apply(i);
                if (value != null) {
                    cities.setSafe(i, value.getBytes(UTF_8));
                }
                numbers.setSafe(i, i);
                codes.setSafe(i, new Text("c" + i / 1000 % 3));
            }
            VectorSchemaRoot root = new VectorSchemaRoot(List.of(cities, numbers, codes));
            root.setRowCount(rows);
            try (ParquetSink sink = ParquetSink.create(file(), ParquetLayout.of(root.getSchema()), options)) {
                sink.write(root);
                sink.finish();
            }
        }
    }

    private static String cityOrNull(int row) {
        return row % 7 == 0 ? null : CITIES[row % 31 % CITIES.length];
    }

    /** Returns the rows as texts, with values in the place of indices. */
    private static List<String> decoded(TableSource source) throws IOException {
        List<String> rows = new ArrayList<>();
        try (BufferAllocator allocator = new RootAllocator();
                ArrowReader reader = source.open(allocator)) {
            while (reader.loadNextBatch()) {
                add(reader, rows);
            }
        }
        return rows;
    }

    private static void add(ArrowReader reader, List<String> rows) throws IOException {
        VectorSchemaRoot root = reader.getVectorSchemaRoot();
        for (int i = 0; i < root.getRowCount(); i++) {
            StringBuilder row = new StringBuilder();
            for (FieldVector vector : root.getFieldVectors()) {
                Object value = vector.getObject(i);
                DictionaryEncoding encoding = vector.getField().getDictionary();
                if (encoding != null && value != null) {
                    value = reader.lookup(encoding.getId()).getVector().getObject((int) value);
                }
                row.append(value).append('|');
            }
            rows.add(row.toString());
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 999, 4096, 100_000})
    void textsAreReadAsIndices(int batchRows) throws IOException {
        write(20_000, ParquetOptions.DEFAULT.rowGroupRows(7000), EncodedColumnsTest::cityOrNull);
        ParquetSource plain = ParquetSource.of(file()).batchRows(batchRows);
        assertThat(plain.dictionaryBytes()).containsOnlyKeys("city", "code");
        ParquetSource encoded = plain.encoded(List.of("city", "code"));
        assertThat(decoded(encoded)).hasSize(20_000).isEqualTo(decoded(plain));
        List<String> parts = new ArrayList<>();
        for (TableSource part : encoded.parts()) {
            parts.addAll(decoded(part));
        }
        assertThat(parts).isEqualTo(decoded(plain));
        assertThat(encoded.schema()).isEqualTo(plain.schema());
        try (BufferAllocator allocator = new RootAllocator();
                ArrowReader reader = encoded.open(allocator)) {
            Field city = reader.getVectorSchemaRoot().getSchema().findField("city");
            assertThat(city.getType()).isEqualTo(INDEX);
            assertThat(city.isNullable()).isTrue();
            FieldVector values = reader.lookup(city.getDictionary().getId()).getVector();
            assertThat(values).isInstanceOf(LargeVarCharVector.class);
            Set<Long> addresses = new HashSet<>();
            while (reader.loadNextBatch()) {
                assertThat(values.getValueCount()).isIn(0, CITIES.length); // none before the first value
                addresses.add(values.getDataBuffer().memoryAddress());
            }
            assertThat(addresses).as("a dictionary for each row group").hasSizeLessThanOrEqualTo(4);
        }
    }

    @Test
    void columnsOutOfOthersAreEncodedToo() throws IOException {
        write(5000, ParquetOptions.DEFAULT, EncodedColumnsTest::cityOrNull);
        ParquetSource some = ParquetSource.of(file()).encoded(List.of("code")).columns(List.of("n", "code"));
        assertThat(decoded(some))
                .isEqualTo(decoded(ParquetSource.of(file()).columns(List.of("n", "code"))))
                .startsWith("0|c0|");
    }

    /** A dictionary of more than 1 MiB is given up by the writer: the row group goes on with plain values. */
    @Test
    void valuesWithoutADictionaryComeAfterIt() throws IOException {
        IntFunction<String> city = row -> row / 10_000 == 96
                ? "number " + row + " of a kind so long that they are too many ".repeat(3)
                : cityOrNull(row);
        write(1_900_000, ParquetOptions.DEFAULT.rowGroupRows(1_000_000), city);
        ParquetSource plain = ParquetSource.of(file()).batchRows(5000);
        assertThat(plain.dictionaryBytes().get("city")).isGreaterThan(1 << 20);
        assertThat(decoded(plain.encoded(List.of("city")))).isEqualTo(decoded(plain));
    }

    /** Writes a column of each of some types that Parquet has as numbers, with nulls. */
    private void writeNumbers(List<MinorType> types, int rows, IntUnaryOperator value) throws IOException {
        List<Field> fields = new ArrayList<>();
        for (MinorType type : types) {
            fields.add(new Field(type.name(), FieldType.nullable(type.getType()), List.of()));
        }
        try (BufferAllocator allocator = new RootAllocator();
                VectorSchemaRoot root = VectorSchemaRoot.create(new Schema(fields), allocator)) {
            for (FieldVector vector : root.getFieldVectors()) {
                fill((BaseFixedWidthVector) vector, rows, value);
            }
            root.setRowCount(rows);
            ParquetOptions options = ParquetOptions.DEFAULT.rowGroupRows(200_000);
            try (ParquetSink sink = ParquetSink.create(file(), ParquetLayout.of(root.getSchema()), options)) {
                sink.write(root);
                sink.finish();
            }
        }
    }

    private static void fill(BaseFixedWidthVector vector, int rows, IntUnaryOperator value) {
        vector.allocateNew(rows);
        for (int i = 0; i < rows; i++) {
            int number = value.applyAsInt(i);
            if (i % 9 == 4) {
                continue;
            }
            BitVectorHelper.setBit(vector.getValidityBuffer(), i);
            if (vector instanceof Float8Vector doubles) {
                doubles.set(i, number % 5 == 0 ? Double.NaN : number % 5 == 1 ? -0.0 : number / 4.0);
            } else if (vector instanceof Float4Vector floats) {
                floats.set(i, number % 5 == 0 ? Float.NaN : number % 5 == 1 ? -0.0f : number / 4f);
            } else if (vector.getTypeWidth() == Byte.BYTES) {
                vector.getDataBuffer().setByte(i, number);
            } else if (vector.getTypeWidth() == Short.BYTES) {
                vector.getDataBuffer().setShort((long) i * Short.BYTES, number);
            } else if (vector.getTypeWidth() == Integer.BYTES) {
                vector.getDataBuffer().setInt((long) i * Integer.BYTES, number);
            } else {
                vector.getDataBuffer().setLong((long) i * Long.BYTES, number * 86_400_000L);
            }
        }
        vector.setValueCount(rows);
    }

    @ParameterizedTest
    @ValueSource(ints = {1000, 1 << 16})
    void numbersAreReadAsIndices(int batchRows) throws IOException {
        writeNumbers(NUMBERS, 30_000, row -> row % 31);
        ParquetSource plain = ParquetSource.of(file()).batchRows(batchRows);
        Set<String> names = plain.dictionaryBytes().keySet();
        assertThat(names).hasSize(NUMBERS.size());
        assertThat(plain.dictionaryBytes().get("BIGINT")).isEqualTo(31 * Long.BYTES);
        assertThat(decoded(plain.encoded(names))).hasSize(30_000).isEqualTo(decoded(plain));
    }

    /** The first row group falls back to plain values, the second begins with a dictionary again. */
    @ParameterizedTest
    @ValueSource(ints = {5000, 1 << 16})
    void numbersWithoutADictionaryComeAfterIt(int batchRows) throws IOException {
        writeNumbers(
                List.of(MinorType.BIGINT, MinorType.FLOAT8),
                600_000,
                row -> row >= 30_000 && row < 180_000 ? row : row % 31);
        ParquetSource plain = ParquetSource.of(file()).batchRows(batchRows);
        Set<String> names = plain.dictionaryBytes().keySet();
        assertThat(names).contains("BIGINT", "FLOAT8");
        assertThat(plain.dictionaryBytes().get("BIGINT")).isGreaterThan(1 << 20);
        assertThat(decoded(plain.encoded(names))).isEqualTo(decoded(plain));
    }

    @Test
    void columnsOfManyValuesHaveNoDictionary() throws IOException {
        write(20_000, ParquetOptions.DEFAULT, row -> "number " + row);
        ParquetSource source = ParquetSource.of(file());
        assertThat(source.dictionaryBytes()).containsOnlyKeys("code");
        assertThat(source.dictionaryBytes().get("code")).isBetween(10L, 1000L);
        assertThatThrownBy(() -> source.encoded(List.of("code", "city")))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage(
                        "the column 'city' of " + file() + " cannot be read with a dictionary; possible are [code]");
    }

    @Test
    void changedFilesAreReadOrRefused() throws IOException {
        write(
                5000,
                ParquetOptions.DEFAULT.compression(ParquetCompression.UNCOMPRESSED),
                EncodedColumnsTest::cityOrNull);
        byte[] whole = Files.readAllBytes(file());
        long seed = new Random().nextLong();
        Random random = new Random(seed);
        Path changed = directory.resolve("changed.parquet");
        int refused = 0;
        for (int round = 0; round < 300; round++) {
            byte[] bytes = whole.clone();
            bytes[random.nextInt(bytes.length)] ^= (byte) (1 << random.nextInt(8));
            Files.write(changed, bytes);
            try (BufferAllocator allocator = new RootAllocator(64 << 20)) {
                ParquetSource source = ParquetSource.of(changed);
                try (ArrowReader reader =
                        source.encoded(source.dictionaryBytes().keySet()).open(allocator)) {
                    while (reader.loadNextBatch()) {
                        add(reader, new ArrayList<>());
                    }
                }
            } catch (IOException | OutOfMemoryException e) {
                refused++;
            } catch (RuntimeException e) {
                throw new AssertionError("seed " + seed + ", round " + round, e);
            }
        }
        assertThat(refused).isGreaterThan(20);
    }

    /** Writes batches of indices, each with a dictionary of its own; returns the rows. */
    private List<String> writeIndices(ParquetOptions options, List<List<String>> dictionaries, int rows)
            throws IOException {
        List<String> expected = new ArrayList<>();
        DictionaryEncoding encoding = new DictionaryEncoding(1, false, null);
        Field field = new Field("city", new FieldType(true, INDEX, encoding), List.of());
        Schema plain = new Schema(List.of(new Field("city", FieldType.nullable(new ArrowType.Utf8()), List.of())));
        try (BufferAllocator allocator = new RootAllocator();
                ParquetSink sink = ParquetSink.create(file(), ParquetLayout.of(plain), options)) {
            for (List<String> texts : dictionaries) {
                try (VarCharVector values = new VarCharVector("values", allocator);
                        IntVector indices = (IntVector) field.createVector(allocator)) {
                    for (int i = 0; i < texts.size(); i++) {
                        if (texts.get(i) != null) {
                            values.setSafe(i, new Text(texts.get(i)));
                        }
                    }
                    values.setValueCount(texts.size());
                    for (int row = 0; row < rows; row++) {
                        int index = row % texts.size();
                        if (row % 5 == 0) {
                            indices.setNull(row);
                        } else {
                            indices.setSafe(row, index);
                        }
                        expected.add((row % 5 == 0 ? null : texts.get(index)) + "|");
                    }
                    indices.setValueCount(rows);
                    sink.write(RecordBatch.of(
                            VectorSchemaRoot.of(indices),
                            new DictionaryProvider.MapDictionaryProvider(new Dictionary(values, encoding))));
                }
            }
            sink.finish();
        }
        return expected;
    }

    @Test
    void indicesAreWrittenAsWhatTheyStandFor() throws IOException {
        List<List<String>> dictionaries =
                List.of(List.of("oslo", "bergen", "oslo", ""), List.of("bergen", "tromsø", "oslo"), List.of("oslo"));
        for (ParquetOptions options : List.of(
                ParquetOptions.DEFAULT,
                ParquetOptions.DEFAULT.rowGroupRows(700),
                ParquetOptions.DEFAULT.rowGroupBytes(ByteSize.of("10k")))) {
            List<String> expected = writeIndices(options, dictionaries, 3000);
            assertThat(decoded(ParquetSource.of(file()))).hasSize(9000).isEqualTo(expected);
        }
        assertThat(ParquetSource.of(file()).dictionaryBytes()).containsOnlyKeys("city");
    }

    @Test
    void indicesInTooLargeADictionaryAreWrittenPlainly() throws IOException {
        List<String> texts = new ArrayList<>();
        for (int i = 0; i < 3000; i++) {
            texts.add(i + " of a thousand".repeat(50));
        }
        List<String> expected = writeIndices(ParquetOptions.DEFAULT, List.of(texts, List.of("oslo")), 7000);
        assertThat(decoded(ParquetSource.of(file()))).isEqualTo(expected);
    }

    @Test
    void nullsInDictionariesAreNulls() throws IOException {
        List<String> texts = new ArrayList<>(List.of("oslo", "bergen"));
        texts.add(null);
        List<String> expected = writeIndices(ParquetOptions.DEFAULT, List.of(texts), 100);
        assertThat(decoded(ParquetSource.of(file()))).isEqualTo(expected).contains("null|");
    }

    @Test
    void indicesOutsideOfTheDictionaryAreRefused() throws IOException {
        DictionaryEncoding encoding = new DictionaryEncoding(1, false, null);
        Field field = new Field("city", new FieldType(true, INDEX, encoding), List.of());
        Schema plain = new Schema(List.of(new Field("city", FieldType.nullable(new ArrowType.Utf8()), List.of())));
        try (BufferAllocator allocator = new RootAllocator();
                VarCharVector values = new VarCharVector("values", allocator);
                IntVector indices = (IntVector) field.createVector(allocator);
                ParquetSink sink =
                        ParquetSink.to(new ByteArrayOutputStream(), ParquetLayout.of(plain), ParquetOptions.DEFAULT)) {
            values.setSafe(0, new Text("oslo"));
            values.setValueCount(1);
            indices.setSafe(0, 0);
            indices.setSafe(1, 1);
            indices.setValueCount(2);
            RecordBatch batch = RecordBatch.of(
                    VectorSchemaRoot.of(indices),
                    new DictionaryProvider.MapDictionaryProvider(new Dictionary(values, encoding)));
            assertThatThrownBy(() -> sink.write(batch))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessage("the index 1 in a dictionary of 1 values");
        }
    }
}
