package io.partd.arrow.shuffle;

import io.partd.arrow.shuffle.TableColumns.EncodedField;
import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.apache.arrow.memory.BufferAllocator;
import org.apache.arrow.vector.FieldVector;
import org.apache.arrow.vector.dictionary.Dictionary;
import org.apache.arrow.vector.dictionary.DictionaryProvider;
import org.apache.arrow.vector.types.pojo.ArrowType;
import org.apache.arrow.vector.types.pojo.DictionaryEncoding;
import org.apache.arrow.vector.types.pojo.Field;
import org.apache.arrow.vector.types.pojo.FieldType;
import org.apache.arrow.vector.types.pojo.Schema;
import org.jspecify.annotations.Nullable;

/**
 * The dictionaries of a shuffle's output, by the first source's ids, and its schema: that of the sources, but indices
 * are wider as soon as there are more values than they can name. For one thread, but that any may {@link #share} what
 * has been added.
 */
final class Dictionaries implements AutoCloseable {

    private final Map<Long, UnifiedDictionary> byId = new LinkedHashMap<>();
    private List<EncodedField> columns;
    private Schema schema;

    Dictionaries(TableColumns columns, BufferAllocator allocator) {
        this.columns = columns.encoded();
        this.schema = columns.schema();
        for (EncodedField column : this.columns) {
            byId.computeIfAbsent(id(column), id -> new UnifiedDictionary(column, allocator));
        }
    }

    /** Returns the schema of what has been added so far. */
    Schema schema() {
        return schema;
    }

    private static long id(EncodedField column) {
        return column.field().getDictionary().getId();
    }

    /** Takes in a batch's dictionaries, and tells its columns where their values are now. */
    void add(Batch batch) throws IOException {
        for (int i = 0; i < columns.size(); i++) {
            Batch.Encoded encoded = batch.encoded().get(i);
            UnifiedDictionary unified = byId.get(id(columns.get(i)));
            if (unified != null) {
                encoded.indices().mapIndices(added(batch, unified, encoded.values()));
            }
        }
        if (columns.stream()
                .anyMatch(
                        column -> !fitting(column.field()).equals(column.field().getType()))) {
            schema = new Schema(schema.getFields().stream().map(this::widened).toList(), schema.getCustomMetadata());
            columns = columns.stream()
                    .map(column -> new EncodedField(widened(column.field()), column.values()))
                    .toList();
        }
    }

    private ArrowType.Int fitting(Field encoded) {
        ArrowType.Int type = (ArrowType.Int) encoded.getType();
        UnifiedDictionary unified = byId.get(encoded.getDictionary().getId());
        return unified == null ? type : DictionaryIndex.fitting(type, unified.named());
    }

    private Field widened(Field field) {
        List<Field> children = field.getChildren().stream().map(this::widened).toList();
        DictionaryEncoding encoding = field.getDictionary();
        if (encoding == null) {
            return new Field(field.getName(), field.getFieldType(), children);
        }
        ArrowType.Int type = fitting(field);
        DictionaryEncoding wide = new DictionaryEncoding(encoding.getId(), encoding.isOrdered(), type);
        return new Field(field.getName(), new FieldType(field.isNullable(), type, wide, field.getMetadata()), children);
    }

    private static int @Nullable [] added(Batch batch, UnifiedDictionary unified, ArrayData values) throws IOException {
        try {
            return unified.add(values);
        } catch (IllegalArgumentException e) {
            throw batch.damaged(e);
        }
    }

    /** Returns vectors of the values, which share their memory, and are to be closed. */
    synchronized DictionaryProvider share() {
        List<Dictionary> shared = new ArrayList<>();
        try {
            for (EncodedField column : columns) {
                UnifiedDictionary unified = byId.get(id(column));
                boolean first = shared.stream().noneMatch(d -> d.getEncoding().getId() == id(column));
                if (unified != null && first) {
                    FieldVector vector = unified.share();
                    shared.add(new Dictionary(vector, column.field().getDictionary()));
                }
            }
        } catch (Throwable e) {
            shared.forEach(dictionary -> dictionary.getVector().close());
            throw e;
        }
        return new DictionaryProvider.MapDictionaryProvider(shared.toArray(Dictionary[]::new));
    }

    @Override
    public void close() {
        byId.values().forEach(UnifiedDictionary::close);
    }
}
