package io.partd.arrow.shuffle;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.partd.arrow.RecordBatch;
import io.partd.arrow.Table;
import io.partd.arrow.TableSource;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.apache.arrow.memory.BufferAllocator;
import org.apache.arrow.memory.RootAllocator;
import org.apache.arrow.vector.BaseIntVector;
import org.apache.arrow.vector.FieldVector;
import org.apache.arrow.vector.Float8Vector;
import org.apache.arrow.vector.TinyIntVector;
import org.apache.arrow.vector.VectorSchemaRoot;
import org.apache.arrow.vector.dictionary.Dictionary;
import org.apache.arrow.vector.dictionary.DictionaryProvider;
import org.apache.arrow.vector.types.pojo.ArrowType;
import org.apache.arrow.vector.types.pojo.DictionaryEncoding;
import org.apache.arrow.vector.types.pojo.Field;
import org.apache.arrow.vector.types.pojo.FieldType;
import org.apache.arrow.vector.util.Text;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class DictionaryShuffleTest {

    private static final ArrowType.Int INDEX = new ArrowType.Int(8, true);

    private final BufferAllocator allocator = new RootAllocator();
    private final Collected collected = new Collected();

    @AfterEach
    void nothingLeaks() {
        allocator.close();
    }

    /** Makes a table of one column that has each value of a dictionary once. */
    private Table encoded(boolean ordered, FieldVector values) {
        DictionaryEncoding encoding = new DictionaryEncoding(1, ordered, INDEX);
        Field field = new Field("k", new FieldType(true, INDEX, encoding), List.of());
        TinyIntVector vector = (TinyIntVector) field.createVector(allocator);
        for (int i = 0; i < values.getValueCount(); i++) {
            vector.setSafe(i, i);
        }
        vector.setValueCount(values.getValueCount());
        Dictionary dictionary = new Dictionary(values, encoding);
        return Table.of(
                RecordBatch.of(VectorSchemaRoot.of(vector), new DictionaryProvider.MapDictionaryProvider(dictionary)));
    }

    private Float8Vector numbers(double... values) {
        Float8Vector vector = new Float8Vector("values", allocator);
        for (int i = 0; i < values.length; i++) {
            vector.setSafe(i, values[i]);
        }
        vector.setValueCount(values.length);
        return vector;
    }

    private void shuffle(Table first, Table second) throws IOException {
        TableShuffle.by("k")
                .hash(1)
                .run(List.of(TableSource.of("first", first), TableSource.of("second", second)), collected);
    }

    @Test
    void zerosStayWhatTheyAre() throws IOException {
        try (Table first = encoded(false, numbers(0.0, 1));
                Table second = encoded(false, numbers(-0.0, 1))) {
            shuffle(first, second);
            assertThat(collected.rows().get("part-00000")).containsExactly("0.0 | ", "1.0 | ", "-0.0 | ", "1.0 | ");
        }
    }

    @Test
    void orderedValuesAreNotPutIntoAnotherOrder() {
        try (Table first = encoded(true, Tables.texts("values", allocator, "low", "high"));
                Table second = encoded(true, Tables.texts("values", allocator, "low", "middle", "high"))) {
            assertThatThrownBy(() -> shuffle(first, second))
                    .isInstanceOf(IOException.class)
                    .hasMessage("column 'k' has dictionaries whose values are in an order, and one does not begin with"
                            + " those of the others; write all with the same one, or decode it");
        }
    }

    @Test
    void orderedValuesMayBecomeMore() throws IOException {
        try (Table first = encoded(true, Tables.texts("values", allocator, "low", "high"));
                Table second = encoded(true, Tables.texts("values", allocator, "low", "high", "top"))) {
            shuffle(first, second);
            assertThat(collected.rows().get("part-00000"))
                    .containsExactly("low | ", "high | ", "low | ", "high | ", "top | ");
        }
    }

    @Test
    void valuesThatAreSharedStayWhenOthersCome() throws IOException {
        TableColumns.EncodedField column = new TableColumns.EncodedField(
                new Field("k", new FieldType(true, INDEX, new DictionaryEncoding(1, false, INDEX)), List.of()),
                RandomTable.field("values", new ArrowType.Utf8()));
        List<FieldVector> shares = new ArrayList<>();
        try (UnifiedDictionary unified = new UnifiedDictionary(column, allocator)) {
            for (int i = 0; i < 100; i++) {
                String text = i == 50 ? null : "value " + i;
                try (FieldVector values = Tables.texts("values", allocator, "value 0", text)) {
                    ArrayData array = ArrayData.of(values);
                    int[] map = unified.add(array);
                    array.release();
                    assertThat(map).isEqualTo(i == 0 ? null : new int[] {0, i + 1});
                }
                shares.add(unified.share());
            }
        }
        for (int i = 0; i < shares.size(); i++) {
            try (FieldVector share = shares.get(i)) {
                // The first dictionary has its only value twice.
                assertThat(share.getValueCount()).isEqualTo(i + 2);
                for (int k = 1; k <= i; k++) {
                    assertThat(share.getObject(k + 1)).isEqualTo(k == 50 ? null : new Text("value " + k));
                }
            }
        }
    }

    /** They are known by their memory, without a look at each value; the same value may be there twice. */
    @Test
    void aDictionaryThatBeginsWithTheOneBeforeKeepsItsIndices() throws IOException {
        try (Table first = encoded(false, numbers(1, 2));
                Table longer = encoded(false, numbers(1, 2, 1, 3));
                Table shorter = encoded(false, numbers(1));
                Table other = encoded(false, numbers(3, 4))) {
            List<TableSource> sources = new ArrayList<>();
            for (Table table : List.of(first, longer, shorter, other)) {
                sources.add(TableSource.of("t", table));
            }
            List<Integer> sizes = new ArrayList<>();
            TableShuffle.by("k").hash(1).run(sources, batch -> {
                collected.append(batch);
                batch.values()
                        .forEach(table -> sizes.add(table.batches()
                                .get(0)
                                .dictionaries()
                                .lookup(1)
                                .getVector()
                                .getValueCount()));
            });
            assertThat(sizes).containsExactly(5);
        }
        assertThat(collected.rows().get("part-00000"))
                .containsExactly(
                        "1.0 | ", "2.0 | ", "1.0 | ", "2.0 | ", "1.0 | ", "3.0 | ", "1.0 | ", "3.0 | ", "4.0 | ");
    }

    @Test
    void ofTwoColumnsWithOneDictionaryThatOfTheSmallerIndicesGetsWiderOnes() throws IOException {
        try (Table first = twoColumns(0);
                Table second = twoColumns(100)) {
            List<String> types = new ArrayList<>();
            TableShuffle.by("wide")
                    .hash(1)
                    .run(List.of(TableSource.of("first", first), TableSource.of("second", second)), batch -> {
                        collected.append(batch);
                        batch.values().forEach(table -> types.addAll(table.describeColumns()));
                    });
            assertThat(collected.rows().get("part-00000")).containsExactly("99.0 | 99.0 | ", "199.0 | 199.0 | ");
            assertThat(types)
                    .contains(
                            "wide: dictionary<values=double, indices=int32, ordered=0>",
                            "narrow: dictionary<values=double, indices=int16, ordered=0>");
        }
    }

    /** Makes a table of which two columns have one dictionary of a hundred numbers. */
    private Table twoColumns(int from) {
        ArrowType.Int wide = new ArrowType.Int(32, true);
        List<FieldVector> columns = new ArrayList<>();
        for (ArrowType.Int type : List.of(wide, INDEX)) {
            DictionaryEncoding encoding = new DictionaryEncoding(1, false, type);
            String name = type.equals(wide) ? "wide" : "narrow";
            FieldVector column =
                    new Field(name, new FieldType(true, type, encoding), List.of()).createVector(allocator);
            column.setInitialCapacity(1);
            column.allocateNew();
            ((BaseIntVector) column).setWithPossibleTruncate(0, 99);
            column.setValueCount(1);
            columns.add(column);
        }
        double[] values = new double[100];
        Arrays.setAll(values, i -> from + i);
        Dictionary dictionary = new Dictionary(numbers(values), new DictionaryEncoding(1, false, wide));
        return Table.of(RecordBatch.of(
                new VectorSchemaRoot(columns), new DictionaryProvider.MapDictionaryProvider(dictionary)));
    }
}
