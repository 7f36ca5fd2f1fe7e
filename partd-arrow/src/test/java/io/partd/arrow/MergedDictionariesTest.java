package io.partd.arrow;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.channels.Channels;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.function.BiFunction;
import java.util.stream.IntStream;
import org.apache.arrow.memory.BufferAllocator;
import org.apache.arrow.memory.RootAllocator;
import org.apache.arrow.vector.BitVector;
import org.apache.arrow.vector.FieldVector;
import org.apache.arrow.vector.IntVector;
import org.apache.arrow.vector.LargeVarCharVector;
import org.apache.arrow.vector.VarCharVector;
import org.apache.arrow.vector.VectorSchemaRoot;
import org.apache.arrow.vector.ViewVarCharVector;
import org.apache.arrow.vector.dictionary.Dictionary;
import org.apache.arrow.vector.dictionary.DictionaryProvider;
import org.apache.arrow.vector.ipc.ArrowReader;
import org.apache.arrow.vector.types.pojo.ArrowType;
import org.apache.arrow.vector.types.pojo.DictionaryEncoding;
import org.apache.arrow.vector.types.pojo.Field;
import org.apache.arrow.vector.types.pojo.FieldType;
import org.apache.arrow.vector.util.Text;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Files of batches that have other dictionaries each. */
class MergedDictionariesTest {

    private static final ArrowType.Int INDEX = new ArrowType.Int(32, true);

    @TempDir
    Path temporary;

    /** Makes the values of a dictionary. */
    private interface Values extends BiFunction<BufferAllocator, List<@Nullable Integer>, FieldVector> {}

    private static FieldVector texts(BufferAllocator allocator, List<@Nullable Integer> numbers) {
        VarCharVector vector = new VarCharVector("values", allocator);
        return filled(vector, numbers, (i, number) -> vector.setSafe(i, new Text("value " + number)));
    }

    private static FieldVector largeTexts(BufferAllocator allocator, List<@Nullable Integer> numbers) {
        LargeVarCharVector vector = new LargeVarCharVector("values", allocator);
        return filled(vector, numbers, (i, number) -> vector.setSafe(i, new Text("value " + number)));
    }

    private static FieldVector views(BufferAllocator allocator, List<@Nullable Integer> numbers) {
        ViewVarCharVector vector = new ViewVarCharVector("values", allocator);
        vector.allocateNew(numbers.size() + 1);
        return filled(
                vector,
                numbers,
                (i, number) -> vector.setSafe(i, ("a long value " + number).getBytes(StandardCharsets.UTF_8)));
    }

    private static FieldVector numbers(BufferAllocator allocator, List<@Nullable Integer> numbers) {
        IntVector vector = new IntVector("values", allocator);
        return filled(vector, numbers, vector::setSafe);
    }

    private static FieldVector bits(BufferAllocator allocator, List<@Nullable Integer> numbers) {
        BitVector vector = new BitVector("values", allocator);
        return filled(vector, numbers, (i, number) -> vector.setSafe(i, number & 1));
    }

    private interface Setter {

        void set(int place, int number);
    }

    private static FieldVector filled(FieldVector vector, List<@Nullable Integer> numbers, Setter setter) {
        for (int i = 0; i < numbers.size(); i++) {
            Integer number = numbers.get(i);
            if (number == null) {
                vector.setNull(i);
            } else {
                setter.set(i, number);
            }
        }
        vector.setValueCount(numbers.size());
        return vector;
    }

    /** Makes a table that has each value of a dictionary once, behind a null. */
    private static Table table(BufferAllocator allocator, boolean ordered, FieldVector values) {
        DictionaryEncoding encoding = new DictionaryEncoding(1, ordered, INDEX);
        IntVector vector =
                (IntVector) new Field("k", new FieldType(true, INDEX, encoding), List.of()).createVector(allocator);
        vector.setNull(0);
        for (int i = 0; i < values.getValueCount(); i++) {
            vector.setSafe(i + 1, i);
        }
        vector.setValueCount(values.getValueCount() + 1);
        return Table.of(RecordBatch.of(
                VectorSchemaRoot.of(vector),
                new DictionaryProvider.MapDictionaryProvider(new Dictionary(values, encoding))));
    }

    private static void addRows(Table table, List<@Nullable Object> rows) {
        for (RecordBatch batch : table.batches()) {
            JavaValues values = JavaValues.of(batch);
            IntStream.range(0, batch.rowCount()).forEach(row -> rows.add(values.get(row, 0)));
        }
    }

    /** Writes a batch for each dictionary, whose memory is gone before the next comes, and reads them again. */
    private int write(Values made, List<List<@Nullable Integer>> dictionaries) throws IOException {
        Path file = Files.createTempFile(temporary, "made", ".arrow");
        List<@Nullable Object> expected = new ArrayList<>();
        try (TableWriter writer = TableWriter.file(Files.newByteChannel(file, StandardOpenOption.WRITE))) {
            for (List<@Nullable Integer> numbers : dictionaries) {
                try (BufferAllocator allocator = new RootAllocator();
                        Table table = table(allocator, false, made.apply(allocator, numbers))) {
                    writer.write(table);
                    addRows(table, expected);
                }
            }
        }
        try (BufferAllocator allocator = new RootAllocator();
                ArrowReader reader = ArrowFiles.source(file).open(allocator);
                Table table = Table.readAll(reader, allocator)) {
            List<@Nullable Object> rows = new ArrayList<>();
            addRows(table, rows);
            assertThat(rows).isEqualTo(expected);
            return table.batches().get(0).dictionaries().lookup(0).getVector().getValueCount();
        }
    }

    private static List<@Nullable Integer> list(@Nullable Integer... numbers) {
        return Arrays.asList(numbers);
    }

    @Test
    void aDictionaryThatStaysOrGrowsIsWrittenOnce() throws IOException {
        assertThat(write(
                        MergedDictionariesTest::texts,
                        List.of(list(1, 2), list(1, 2), list(1, 2, 3), list(1), list(1, 2, 3, null))))
                .isEqualTo(4);
    }

    @Test
    void anotherDictionaryIsMerged() throws IOException {
        assertThat(write(
                        MergedDictionariesTest::texts,
                        List.of(list(1, 2), list(1, 2, 3), list(3, 1), list(3, 1), list(3), list(3, 1, 4), list(1, 2))))
                .isEqualTo(4);
    }

    @Test
    void whatIsBehindTheFirstValuesIsLookedAt() throws IOException {
        assertThat(write(MergedDictionariesTest::texts, List.of(list(1, 23), list(12, 3))))
                .isEqualTo(4);
        assertThat(write(MergedDictionariesTest::numbers, List.of(list(1, null), list(1, 0))))
                .isEqualTo(3);
        assertThat(write(MergedDictionariesTest::bits, List.of(list(1), list(1, 0), list(0, 1), list(null, 1))))
                .isEqualTo(3);
    }

    @Test
    void dictionariesOfAnyKind() throws IOException {
        List<Values> kinds = List.of(
                MergedDictionariesTest::texts,
                MergedDictionariesTest::largeTexts,
                MergedDictionariesTest::views,
                MergedDictionariesTest::numbers,
                MergedDictionariesTest::bits);
        for (int seed = 0; seed < 40; seed++) {
            Random random = new Random(seed);
            List<List<@Nullable Integer>> dictionaries = new ArrayList<>();
            List<@Nullable Integer> present = new ArrayList<>(list(1, 2, 3));
            for (int i = 0; i < 10; i++) {
                int size = random.nextInt(present.size() + 1);
                if (random.nextInt(3) == 0) {
                    present = new ArrayList<>(present.subList(0, size));
                }
                for (int more = random.nextInt(3); more > 0; more--) {
                    Integer number = random.nextInt(8);
                    present.add(number == 7 ? null : number);
                }
                if (seed % 2 == 1 && random.nextInt(4) == 0) {
                    Collections.shuffle(present, random);
                }
                dictionaries.add(new ArrayList<>(present));
            }
            for (Values kind : kinds) {
                write(kind, dictionaries);
            }
        }
    }

    @Test
    void anOrderedDictionaryMayGrowOnly() throws IOException {
        try (BufferAllocator allocator = new RootAllocator();
                Table first = table(allocator, true, texts(allocator, list(1, 2)));
                Table more = table(allocator, true, texts(allocator, list(1, 2, 3)));
                Table other = table(allocator, true, texts(allocator, list(2, 1)));
                TableWriter writer = TableWriter.file(Channels.newChannel(new ByteArrayOutputStream()))) {
            writer.write(first);
            writer.write(more);
            writer.write(first);
            assertThatThrownBy(() -> writer.write(other))
                    .hasMessageContaining("an ordered dictionary begins with other values");
        }
    }
}
