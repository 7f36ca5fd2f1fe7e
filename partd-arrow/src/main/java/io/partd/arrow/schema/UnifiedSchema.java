package io.partd.arrow.schema;

import io.partd.arrow.ipc.ColumnDescriptions;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.apache.arrow.vector.types.pojo.ArrowType;
import org.apache.arrow.vector.types.pojo.DictionaryEncoding;
import org.apache.arrow.vector.types.pojo.Field;
import org.apache.arrow.vector.types.pojo.FieldType;
import org.apache.arrow.vector.types.pojo.Schema;
import org.jspecify.annotations.Nullable;

/**
 * Unifies schemas in which encoded fields have the type of their values. The result has the columns of both by their
 * names, in the order in which they come, each of the {@link CommonType} of both; one that only one of them has, or
 * that is nullable in one, is nullable. Struct fields are as columns. Each dictionary has a number of its own.
 *
 * <p>Metadata are the first schema's, without what they say of columns that are others now.
 */
public final class UnifiedSchema {

    private UnifiedSchema() {}

    /**
     * Unifies two schemas.
     *
     * @throws SchemaConflictException if they cannot be unified
     */
    public static Schema of(Schema first, Schema second) throws SchemaConflictException {
        if (first.getFields().equals(second.getFields())) {
            return first;
        }
        List<Field> fields = unify("", first.getFields(), second.getFields());
        return new Schema(numbered(fields, new HashSet<>()), metadata(first, fields));
    }

    private static List<Field> unify(String above, List<Field> first, List<Field> second)
            throws SchemaConflictException {
        List<Field> unified = new ArrayList<>();
        if (Fields.names(first).equals(Fields.names(second))) {
            for (int i = 0; i < first.size(); i++) {
                unified.add(unify(above, first.get(i), second.get(i)));
            }
            return unified;
        }
        Map<String, Field> firsts = byName(above, first, first, second);
        Map<String, Field> seconds = byName(above, second, first, second);
        for (Field field : first) {
            Field other = seconds.get(field.getName());
            unified.add(other == null ? nullable(above, field, "not there") : unify(above, field, other));
        }
        for (Field field : second) {
            if (!firsts.containsKey(field.getName())) {
                unified.add(nullable(above, field, "not there"));
            }
        }
        return unified;
    }

    private static Map<String, Field> byName(String above, List<Field> fields, List<Field> first, List<Field> second)
            throws SchemaConflictException {
        Map<String, Field> byName = fields.stream()
                .collect(Collectors.toMap(Field::getName, Function.identity(), (a, b) -> a, LinkedHashMap::new));
        if (byName.size() < fields.size()) {
            throw new SchemaConflictException(
                    above.isEmpty() ? "the table" : "column '" + above.substring(0, above.length() - 1) + "'",
                    "of the columns " + Fields.names(first),
                    "of the columns " + Fields.names(second) + ", some of them twice");
        }
        return byName;
    }

    private static Field unify(String above, Field first, Field second) throws SchemaConflictException {
        if (first.equals(second)) {
            return first;
        }
        if (first.getType() instanceof ArrowType.Null && !(second.getType() instanceof ArrowType.Null)) {
            Field nullable = nullable(above, second, "null");
            return field(
                    first.getName(),
                    true,
                    nullable.getType(),
                    nullable.getDictionary(),
                    second,
                    nullable.getChildren());
        }
        if (second.getType() instanceof ArrowType.Null) {
            return nullable(above, first, "null");
        }
        DictionaryEncoding encoding = first.getDictionary();
        DictionaryEncoding other = second.getDictionary();
        if (encoding != null || other != null) {
            Field values = unify(above, values(first), values(second));
            return field(
                    first.getName(),
                    values.isNullable(),
                    values.getType(),
                    common(encoding, other),
                    first,
                    values.getChildren());
        }
        ArrowType type = type(first, second);
        if (type == null) {
            throw conflict(above, first, second);
        }
        return field(
                first.getName(),
                first.isNullable() || second.isNullable(),
                type,
                null,
                first,
                children(above, first.getType().equals(type) ? Fields.storage(first) : type, first, second));
    }

    /** Returns the type of two fields; null if there is none. Extension types are only unified with themselves. */
    private static @Nullable ArrowType type(Field first, Field second) {
        ArrowType storage = Fields.storage(first);
        if (!Fields.extensionName(first).isEmpty()
                || !Fields.extensionName(second).isEmpty()) {
            boolean same = Fields.extensionName(first).equals(Fields.extensionName(second))
                    && Fields.extensionParameters(first).equals(Fields.extensionParameters(second))
                    && storage.equals(Fields.storage(second));
            return same ? first.getType() : null;
        }
        return CommonType.of(storage, Fields.storage(second));
    }

    private static List<Field> children(String above, ArrowType type, Field first, Field second)
            throws SchemaConflictException {
        List<Field> children = first.getChildren();
        List<Field> others = second.getChildren();
        if (type instanceof ArrowType.Union || type instanceof ArrowType.RunEndEncoded) {
            if (!isSame(first, second)) {
                throw conflict(above, first, second);
            }
            return children;
        }
        String path = above + first.getName() + ".";
        if (type instanceof ArrowType.Struct) {
            return unify(path, children, others);
        }
        if (children.size() != others.size()) {
            throw conflict(above, first, second);
        }
        List<Field> unified = new ArrayList<>();
        for (int i = 0; i < children.size(); i++) {
            Field child = children.get(i);
            if (type instanceof ArrowType.Map) {
                Field entries = others.get(i);
                List<Field> pair = children(path, ArrowType.List.INSTANCE, child, entries);
                unified.add(field(child.getName(), false, child.getType(), null, child, pair));
            } else {
                unified.add(unify(path, child, others.get(i)));
            }
        }
        return unified;
    }

    /** Returns the encoding of fields that are both encoded; else null, since only values are common to them. */
    private static @Nullable DictionaryEncoding common(
            @Nullable DictionaryEncoding first, @Nullable DictionaryEncoding second) {
        return first == null || second == null
                ? null
                : new DictionaryEncoding(
                        first.getId(),
                        first.isOrdered() && second.isOrdered(),
                        CommonType.integer(first.getIndexType(), second.getIndexType()));
    }

    private static Field values(Field field) {
        return field(field.getName(), field.isNullable(), field.getType(), null, field, field.getChildren());
    }

    /** Returns a field that may be null. */
    private static Field nullable(String above, Field field, String other) throws SchemaConflictException {
        ArrowType type = Fields.storage(field);
        if (type instanceof ArrowType.Union || type instanceof ArrowType.RunEndEncoded) {
            throw new SchemaConflictException(
                    "column '" + above + field.getName() + "'",
                    TypeNames.of(field) + ", which has no nulls of its own",
                    other);
        }
        return field(field.getName(), true, field.getType(), field.getDictionary(), field, field.getChildren());
    }

    private static Field field(
            String name,
            boolean nullable,
            ArrowType type,
            @Nullable DictionaryEncoding encoding,
            Field metadata,
            List<Field> children) {
        return new Field(name, new FieldType(nullable, type, encoding, metadata.getMetadata()), children);
    }

    private static SchemaConflictException conflict(String above, Field first, Field second) {
        return new SchemaConflictException(
                "column '" + above + first.getName() + "'",
                TypeNames.withNullability(first),
                TypeNames.withNullability(second));
    }

    /** Returns fields each of whose dictionaries has a number of its own: the one it has, unless that is taken. */
    private static List<Field> numbered(List<Field> fields, Set<Long> taken) {
        List<Field> numbered = new ArrayList<>();
        for (Field field : fields) {
            DictionaryEncoding encoding = field.getDictionary();
            if (encoding != null && !taken.add(encoding.getId())) {
                long free = Collections.max(taken) + 1;
                taken.add(free);
                encoding = new DictionaryEncoding(free, encoding.isOrdered(), encoding.getIndexType());
            }
            List<Field> children = numbered(field.getChildren(), taken);
            numbered.add(field(field.getName(), field.isNullable(), field.getType(), encoding, field, children));
        }
        return numbered;
    }

    private static Map<String, String> metadata(Schema first, List<Field> unified) {
        List<Field> fields = first.getFields();
        Set<String> changed = new HashSet<>();
        for (int i = 0; i < unified.size(); i++) {
            if (i >= fields.size() || !isSame(fields.get(i), unified.get(i))) {
                changed.add(unified.get(i).getName());
            }
        }
        return changed.isEmpty()
                ? first.getCustomMetadata()
                : ColumnDescriptions.withOthers(first.getCustomMetadata(), changed);
    }

    /**
     * Checks that two schemas are the same but for metadata, the ids of dictionaries, and the names of what has one
     * place only, as the elements of lists.
     *
     * @throws SchemaConflictException if they are not
     */
    public static void requireSame(Schema first, Schema second) throws SchemaConflictException {
        List<Field> fields = first.getFields();
        List<Field> others = second.getFields();
        if (!Fields.names(fields).equals(Fields.names(others))) {
            throw new SchemaConflictException(
                    "the table", "of the columns " + Fields.names(fields), "of the columns " + Fields.names(others));
        }
        for (int i = 0; i < fields.size(); i++) {
            if (!isSame(fields.get(i), others.get(i))) {
                throw conflict("", fields.get(i), others.get(i));
            }
        }
    }

    /** Tells whether two schemas are the same as {@link #requireSame} asks. */
    public static boolean areSame(Schema first, Schema second) {
        try {
            requireSame(first, second);
            return true;
        } catch (SchemaConflictException e) {
            return false;
        }
    }

    private static boolean isSame(Field field, Field other) {
        return field.equals(other) || withoutNames("", field).equals(withoutNames("", other));
    }

    /** Returns a field without what does not count: metadata, ids of dictionaries, names of what has one place only. */
    private static Field withoutNames(String name, Field field) {
        ArrowType type = Fields.storage(field);
        boolean named = type instanceof ArrowType.Struct || type instanceof ArrowType.Union;
        List<Field> children = new ArrayList<>();
        for (Field child : field.getChildren()) {
            children.add(
                    type instanceof ArrowType.Map
                            ? new Field("", child.getFieldType(), withoutNames(child.getChildren()))
                            : withoutNames(named ? child.getName() : "", child));
        }
        DictionaryEncoding encoding = field.getDictionary();
        if (encoding != null) {
            encoding = new DictionaryEncoding(0, encoding.isOrdered(), encoding.getIndexType());
        }
        Map<String, String> extension =
                Map.of("name", Fields.extensionName(field), "parameters", Fields.extensionParameters(field));
        return new Field(name, new FieldType(field.isNullable(), type, encoding, extension), children);
    }

    private static List<Field> withoutNames(List<Field> fields) {
        return fields.stream().map(field -> withoutNames("", field)).toList();
    }
}
