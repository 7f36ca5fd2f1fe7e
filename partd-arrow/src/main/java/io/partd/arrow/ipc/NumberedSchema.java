package io.partd.arrow.ipc;

import java.util.ArrayList;
import java.util.List;
import org.apache.arrow.vector.types.pojo.ArrowType;
import org.apache.arrow.vector.types.pojo.DictionaryEncoding;
import org.apache.arrow.vector.types.pojo.Field;
import org.apache.arrow.vector.types.pojo.FieldType;
import org.apache.arrow.vector.types.pojo.Schema;

/**
 * A schema whose dictionaries are numbered in the order of its fields, those within others first. The ids that writers
 * give are their own: in another stream the same column may have another one, and several columns may share one.
 *
 * @param schema in which encoded fields have the type of their values
 * @param writtenIds of the dictionaries, in the order of their numbers
 */
record NumberedSchema(Schema schema, List<Long> writtenIds) {

    /**
     * Numbers the dictionaries of a schema in which encoded fields have the type of their values.
     *
     * @throws MalformedException if a field has a type that is not read
     */
    static NumberedSchema of(Schema written) throws MalformedException {
        for (Field field : written.getFields()) {
            ReadableTypes.require(field);
        }
        List<Long> ids = new ArrayList<>();
        List<Field> fields = numbered(written.getFields(), ids);
        return new NumberedSchema(new Schema(fields, written.getCustomMetadata()), ids);
    }

    private static List<Field> numbered(List<Field> fields, List<Long> ids) {
        return fields.stream().map(field -> numbered(field, ids)).toList();
    }

    private static Field numbered(Field field, List<Long> ids) {
        List<Field> children = numbered(field.getChildren(), ids);
        DictionaryEncoding written = field.getDictionary();
        DictionaryEncoding numbered = null;
        if (written != null) {
            numbered = new DictionaryEncoding(ids.size(), written.isOrdered(), written.getIndexType());
            ids.add(written.getId());
        }
        ArrowType type = field.getType();
        return new Field(
                field.getName(), new FieldType(field.isNullable(), type, numbered, field.getMetadata()), children);
    }

    /** Returns how many dictionaries there are. */
    int dictionaries() {
        return writtenIds.size();
    }

    /** Tells whether the writer's id of a dictionary is this one. */
    boolean isWritten(int number, long id) {
        return writtenIds.get(number) == id;
    }
}
