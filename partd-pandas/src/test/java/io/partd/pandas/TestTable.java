package io.partd.pandas;

import io.partd.arrow.RecordBatch;
import io.partd.arrow.Table;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.apache.arrow.memory.BufferAllocator;
import org.apache.arrow.vector.BigIntVector;
import org.apache.arrow.vector.FieldVector;
import org.apache.arrow.vector.VarCharVector;
import org.apache.arrow.vector.VectorSchemaRoot;
import org.apache.arrow.vector.dictionary.DictionaryProvider;
import org.apache.arrow.vector.types.pojo.Field;
import org.apache.arrow.vector.types.pojo.Schema;
import org.jspecify.annotations.Nullable;

/** Makes a table of one batch, column by column. */
final class TestTable {

    private final BufferAllocator allocator;
    private final List<FieldVector> vectors = new ArrayList<>();
    private final DictionaryProvider.MapDictionaryProvider dictionaries =
            new DictionaryProvider.MapDictionaryProvider();

    TestTable(BufferAllocator allocator) {
        this.allocator = allocator;
    }

    TestTable longs(String name, long... values) {
        BigIntVector vector = new BigIntVector(name, allocator);
        vector.allocateNew(values.length);
        for (int i = 0; i < values.length; i++) {
            vector.set(i, values[i]);
        }
        return vector(vector, values.length);
    }

    TestTable texts(String name, @Nullable String... values) {
        VarCharVector vector = new VarCharVector(name, allocator);
        vector.allocateNew();
        for (int i = 0; i < values.length; i++) {
            String value = values[i];
            if (value != null) {
                vector.setSafe(i, value.getBytes(StandardCharsets.UTF_8));
            }
        }
        return vector(vector, values.length);
    }

    /** Adds a vector with its values, which is the table's from now on. */
    TestTable vector(FieldVector vector, int count) {
        vector.setValueCount(count);
        vectors.add(vector);
        return this;
    }

    DictionaryProvider.MapDictionaryProvider dictionaries() {
        return dictionaries;
    }

    Table table() {
        return table(Map.of());
    }

    Table table(Map<String, String> metadata) {
        List<Field> fields = vectors.stream().map(FieldVector::getField).toList();
        int rows = vectors.isEmpty() ? 0 : vectors.get(0).getValueCount();
        VectorSchemaRoot root = new VectorSchemaRoot(new Schema(fields, metadata), vectors, rows);
        return Table.of(RecordBatch.of(root, dictionaries));
    }
}
