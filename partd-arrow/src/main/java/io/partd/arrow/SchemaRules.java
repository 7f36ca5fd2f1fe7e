package io.partd.arrow;

import java.util.List;
import org.apache.arrow.vector.FieldVector;
import org.apache.arrow.vector.types.pojo.ArrowType;
import org.apache.arrow.vector.types.pojo.DictionaryEncoding;
import org.apache.arrow.vector.types.pojo.Field;
import org.apache.arrow.vector.types.pojo.Schema;
import org.jspecify.annotations.Nullable;

/**
 * When a piece may go to a key that has others: it has the same columns, of the same types, in the same order. What
 * does not count is metadata, but for that of extension types; the ids of dictionaries; the names of what has one place
 * only, as the elements of lists; and whether nulls are allowed, as long as none are where they are not.
 */
@SuppressWarnings("ReferenceEquality") // the same object, as it mostly is, need not be compared
final class SchemaRules {

    private SchemaRules() {}

    /**
     * What two schemas do not have in common, in words.
     *
     * @param what the part of the schema: {@code column 'fare'}, or {@code the table} as a whole
     * @param present what it is in the key's schema
     * @param given what it is in the other
     */
    record Difference(String what, String present, String given) {}

    /** Compares schemas in which encoded fields have the type of their values; null if they go together. */
    static @Nullable Difference between(Schema present, Schema given) {
        if (present == given) {
            return null;
        }
        List<Field> fields = present.getFields();
        List<Field> others = given.getFields();
        if (!names(fields).equals(names(others))) {
            return new Difference(
                    "the table", "of the columns " + names(fields), "one of the columns " + names(others));
        }
        for (int i = 0; i < fields.size(); i++) {
            if (!isSame(fields.get(i), others.get(i))) {
                return new Difference(
                        "column '" + fields.get(i).getName() + "'",
                        TypeNames.of(fields.get(i)),
                        TypeNames.of(others.get(i)));
            }
        }
        return null;
    }

    private static List<String> names(List<Field> fields) {
        return fields.stream().map(Field::getName).toList();
    }

    private static boolean isSame(Field field, Field other) {
        ArrowType type = Fields.storage(field);
        if (!type.equals(Fields.storage(other))
                || !Fields.extensionName(field).equals(Fields.extensionName(other))
                || !Fields.extensionParameters(field).equals(Fields.extensionParameters(other))
                || !isSame(field.getDictionary(), other.getDictionary())
                || field.getChildren().size() != other.getChildren().size()) {
            return false;
        }
        boolean named = type instanceof ArrowType.Struct || type instanceof ArrowType.Union;
        if (named && !names(field.getChildren()).equals(names(other.getChildren()))) {
            return false;
        }
        if (type instanceof ArrowType.Map) {
            return areSame(
                    field.getChildren().get(0).getChildren(),
                    other.getChildren().get(0).getChildren());
        }
        return areSame(field.getChildren(), other.getChildren());
    }

    private static boolean areSame(List<Field> fields, List<Field> others) {
        if (fields.size() != others.size()) {
            return false;
        }
        for (int i = 0; i < fields.size(); i++) {
            if (!isSame(fields.get(i), others.get(i))) {
                return false;
            }
        }
        return true;
    }

    private static boolean isSame(@Nullable DictionaryEncoding encoding, @Nullable DictionaryEncoding other) {
        if (encoding == null || other == null) {
            return encoding == other;
        }
        return encoding.getIndexType().equals(other.getIndexType()) && encoding.isOrdered() == other.isOrdered();
    }

    /**
     * Looks for nulls that a schema does not allow, in vectors whose own schema does; both go together.
     *
     * @return the path of the first such field; null if there is none
     */
    static @Nullable String unexpectedNull(Schema present, Schema given, List<FieldVector> vectors) {
        if (present == given) {
            return null;
        }
        return unexpectedNull("", present.getFields(), given.getFields(), vectors);
    }

    private static @Nullable String unexpectedNull(
            String above, List<Field> present, List<Field> given, List<FieldVector> vectors) {
        for (int i = 0; i < present.size(); i++) {
            Field field = present.get(i);
            FieldVector vector = vectors.get(i);
            String path = above + field.getName();
            if (!field.isNullable() && given.get(i).isNullable() && vector.getNullCount() > 0) {
                return path;
            }
            if (field.getDictionary() == null) {
                String within = unexpectedNull(
                        path + ".", field.getChildren(), given.get(i).getChildren(), vector.getChildrenFromFields());
                if (within != null) {
                    return within;
                }
            }
        }
        return null;
    }
}
