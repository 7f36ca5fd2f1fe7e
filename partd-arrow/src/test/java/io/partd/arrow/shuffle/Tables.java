package io.partd.arrow.shuffle;

import io.partd.arrow.RecordBatch;
import io.partd.arrow.Table;
import java.util.List;
import org.apache.arrow.memory.BufferAllocator;
import org.apache.arrow.vector.FieldVector;
import org.apache.arrow.vector.IntVector;
import org.apache.arrow.vector.TinyIntVector;
import org.apache.arrow.vector.VarCharVector;
import org.apache.arrow.vector.VectorSchemaRoot;
import org.apache.arrow.vector.dictionary.Dictionary;
import org.apache.arrow.vector.dictionary.DictionaryProvider;
import org.apache.arrow.vector.types.pojo.ArrowType;
import org.apache.arrow.vector.types.pojo.DictionaryEncoding;
import org.apache.arrow.vector.types.pojo.Field;
import org.apache.arrow.vector.types.pojo.FieldType;
import org.apache.arrow.vector.util.Text;
import org.jspecify.annotations.Nullable;

/** Small tables to write down in tests. */
final class Tables {

    private Tables() {}

    static Table of(FieldVector... vectors) {
        return Table.of(RecordBatch.of(VectorSchemaRoot.of(vectors)));
    }

    static VarCharVector texts(String name, BufferAllocator allocator, @Nullable String... values) {
        VarCharVector vector = new VarCharVector(name, allocator);
        for (int i = 0; i < values.length; i++) {
            if (values[i] == null) {
                vector.setNull(i);
            } else {
                vector.setSafe(i, new Text(values[i]));
            }
        }
        vector.setValueCount(values.length);
        return vector;
    }

    static IntVector ints(String name, BufferAllocator allocator, @Nullable Integer... values) {
        IntVector vector = new IntVector(name, allocator);
        for (int i = 0; i < values.length; i++) {
            if (values[i] == null) {
                vector.setNull(i);
            } else {
                vector.setSafe(i, values[i]);
            }
        }
        vector.setValueCount(values.length);
        return vector;
    }

    /** Makes a batch with one column of indices, of eight bits, and its dictionary. */
    static RecordBatch encoded(String name, BufferAllocator allocator, List<String> values, int... indices) {
        DictionaryEncoding encoding = new DictionaryEncoding(1, false, new ArrowType.Int(8, true));
        Field field = new Field(name, new FieldType(true, new ArrowType.Int(8, true), encoding), List.of());
        TinyIntVector vector = (TinyIntVector) field.createVector(allocator);
        for (int i = 0; i < indices.length; i++) {
            if (indices[i] < 0) {
                vector.setNull(i);
            } else {
                vector.setSafe(i, indices[i]);
            }
        }
        vector.setValueCount(indices.length);
        Dictionary dictionary = new Dictionary(texts("values", allocator, values.toArray(String[]::new)), encoding);
        return RecordBatch.of(VectorSchemaRoot.of(vector), new DictionaryProvider.MapDictionaryProvider(dictionary));
    }
}
