package io.partd.parquet;

import io.partd.arrow.ipc.BatchEncoder;
import io.partd.parquet.write.Column;
import io.partd.parquet.write.WritePlan;
import java.util.ArrayList;
import java.util.List;
import org.apache.arrow.memory.BufferAllocator;
import org.apache.arrow.vector.FieldVector;
import org.apache.arrow.vector.dictionary.Dictionary;
import org.apache.arrow.vector.dictionary.DictionaryEncoder;
import org.apache.arrow.vector.dictionary.DictionaryProvider;
import org.apache.arrow.vector.types.pojo.DictionaryEncoding;
import org.apache.arrow.vector.types.pojo.Field;
import org.apache.arrow.vector.types.pojo.FieldType;
import org.apache.arrow.vector.types.pojo.Schema;

/** Finds what the indices of dictionary-encoded columns stand for. */
final class Dictionaries {

    private Dictionaries() {}

    /** Returns the fields with the types of their values. */
    static List<Field> decoded(List<Field> fields, DictionaryProvider dictionaries) {
        for (Field field : fields) {
            if (field.getDictionary() != null) {
                find(field.getDictionary(), field.getName(), dictionaries);
            }
            field.getChildren().forEach(child -> refuseWithin(field, child));
        }
        return BatchEncoder.written(new Schema(fields), dictionaries).getFields().stream()
                .map(Dictionaries::plain)
                .toList();
    }

    private static Field plain(Field written) {
        FieldType type = new FieldType(written.isNullable(), written.getType(), null, written.getMetadata());
        return written.getDictionary() == null ? written : new Field(written.getName(), type, written.getChildren());
    }

    private static void refuseWithin(Field outer, Field field) {
        if (field.getDictionary() != null) {
            throw new IllegalArgumentException("the field '" + field.getName() + "' within '" + outer.getName()
                    + "' is dictionary-encoded; only whole columns may be");
        }
        field.getChildren().forEach(child -> refuseWithin(field, child));
    }

    private static Dictionary find(DictionaryEncoding encoding, String name, DictionaryProvider dictionaries) {
        Dictionary dictionary = dictionaries.lookup(encoding.getId());
        if (dictionary == null) {
            throw new IllegalArgumentException(
                    "the column '" + name + "' needs the dictionary " + encoding.getId() + ", which is not there");
        }
        return dictionary;
    }

    /** Returns the columns to write, with values where indices cannot be; new vectors are added to {@code made}. */
    static List<Column> columns(
            WritePlan plan, List<FieldVector> vectors, DictionaryProvider dictionaries, List<FieldVector> made) {
        List<Column> columns = new ArrayList<>();
        for (FieldVector vector : vectors) {
            DictionaryEncoding encoding = vector.getField().getDictionary();
            if (encoding == null) {
                columns.add(Column.of(vector));
                continue;
            }
            Dictionary dictionary = find(encoding, vector.getName(), dictionaries);
            if (plan.canUseDictionary(columns.size(), vector, dictionary.getVector())) {
                columns.add(new Column(vector, dictionary.getVector()));
                continue;
            }
            BufferAllocator allocator = vector.getAllocator();
            FieldVector values = (FieldVector) DictionaryEncoder.decode(vector, dictionary, allocator);
            made.add(values);
            columns.add(Column.of(values));
        }
        return columns;
    }
}
