package io.partd.arrow.shuffle;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.partd.arrow.RecordBatch;
import io.partd.arrow.Table;
import io.partd.arrow.TableSource;
import java.io.IOException;
import java.util.List;
import org.apache.arrow.memory.BufferAllocator;
import org.apache.arrow.memory.RootAllocator;
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
}
