package io.partd.parquet.schema;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.apache.arrow.vector.types.pojo.Field;
import org.apache.parquet.format.ConvertedType;
import org.apache.parquet.format.FieldRepetitionType;
import org.apache.parquet.format.ListType;
import org.apache.parquet.format.LogicalType;
import org.apache.parquet.format.MapType;
import org.apache.parquet.format.SchemaElement;

/** Makes a file's schema of Arrow's fields. */
public final class ArrowSchema {

    private static final String ROOT = "schema";
    private static final String FIELD_ID = "PARQUET:field_id";
    private static final int DEEPEST = 32;

    private final List<SchemaElement> elements = new ArrayList<>();
    private int depth;

    private ArrowSchema() {}

    /**
     * Makes a schema.
     *
     * @throws IllegalArgumentException if a type cannot be had in Parquet
     */
    public static List<SchemaElement> write(List<Field> fields) {
        ArrowSchema schema = new ArrowSchema();
        SchemaElement root = new SchemaElement(ROOT);
        root.setNum_children(fields.size());
        schema.elements.add(root);
        for (Field field : fields) {
            schema.add(field, field.getName(), repetition(field));
        }
        return schema.elements;
    }

    private static FieldRepetitionType repetition(Field field) {
        return field.isNullable() ? FieldRepetitionType.OPTIONAL : FieldRepetitionType.REQUIRED;
    }

    private void add(Field field, String name, FieldRepetitionType repetition) {
        if (++depth > DEEPEST) {
            throw new IllegalArgumentException("the field '" + name + "' is nested deeper than " + DEEPEST);
        }
        SchemaElement element = new SchemaElement(name);
        element.setRepetition_type(repetition);
        String id = field.getMetadata().get(FIELD_ID);
        if (id != null && id.matches("-?\\d{1,9}")) {
            element.setField_id(Integer.parseInt(id));
        }
        elements.add(element);
        switch (field.getType().getTypeID()) {
            case Struct -> addStruct(field, element);
            case List, LargeList, FixedSizeList -> addList(field, element);
            case Map -> addMap(field, element);
            default -> ArrowTypes.describe(element, field);
        }
        depth--;
    }

    private void addStruct(Field field, SchemaElement element) {
        List<Field> children = field.getChildren();
        if (children.isEmpty()) {
            throw new IllegalArgumentException(
                    "the struct '" + field.getName() + "' has no fields, which Parquet cannot have");
        }
        element.setNum_children(children.size());
        Set<String> names = new HashSet<>();
        for (Field child : children) {
            if (!names.add(child.getName())) {
                throw new IllegalArgumentException(
                        "the struct '" + field.getName() + "' has two fields '" + child.getName() + "'");
            }
            add(child, child.getName(), repetition(child));
        }
    }

    private void addList(Field field, SchemaElement element) {
        element.setNum_children(1);
        element.setConverted_type(ConvertedType.LIST);
        element.setLogicalType(LogicalType.LIST(new ListType()));
        addRepeated("list", 1);
        Field item = field.getChildren().get(0);
        add(item, "element", repetition(item));
    }

    private void addMap(Field field, SchemaElement element) {
        element.setNum_children(1);
        element.setConverted_type(ConvertedType.MAP);
        element.setLogicalType(LogicalType.MAP(new MapType()));
        addRepeated("key_value", 2);
        List<Field> pair = field.getChildren().get(0).getChildren();
        add(pair.get(0), "key", FieldRepetitionType.REQUIRED);
        add(pair.get(1), "value", repetition(pair.get(1)));
    }

    private void addRepeated(String name, int children) {
        SchemaElement repeated = new SchemaElement(name);
        repeated.setRepetition_type(FieldRepetitionType.REPEATED);
        repeated.setNum_children(children);
        elements.add(repeated);
    }
}
