package io.partd.parquet.schema;

import io.partd.CorruptDataException;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.apache.arrow.vector.types.pojo.ArrowType;
import org.apache.arrow.vector.types.pojo.Field;
import org.apache.arrow.vector.types.pojo.FieldType;
import org.apache.parquet.format.ConvertedType;
import org.apache.parquet.format.FieldRepetitionType;
import org.apache.parquet.format.LogicalType;
import org.apache.parquet.format.SchemaElement;
import org.jspecify.annotations.Nullable;

/**
 * Reads a file's schema, a list of elements in depth-first order, as Arrow's fields.
 *
 * @see <a href="https://github.com/apache/parquet-format/blob/master/LogicalTypes.md">the rules for lists and maps, old
 *     ones included</a>
 */
public final class FileSchema {

    private static final int DEEPEST = 64;

    /** What Arrow calls the pairs of a map, whatever they are called in the file. */
    private static final String ENTRIES = "entries";

    private final List<SchemaElement> elements;
    private final Int96 int96;
    private final List<String> path = new ArrayList<>();
    private int next;

    private FileSchema(List<SchemaElement> elements, Int96 int96) {
        this.elements = elements;
        this.int96 = int96;
    }

    /**
     * Reads a schema.
     *
     * @param elements of the file, the root first
     * @param hints Arrow's fields as the writer knew them, or null
     * @param int96 the type that {@code INT96} columns are read as
     */
    public static List<Node> read(List<SchemaElement> elements, @Nullable List<Field> hints, Int96 int96)
            throws IOException {
        return new FileSchema(elements, int96).readAll(hints);
    }

    private List<Node> readAll(@Nullable List<Field> hints) throws IOException {
        SchemaElement root = take();
        if (root.isSetType()) {
            throw new CorruptDataException("the schema's root '" + root.name + "' is not a group");
        }
        List<Node> columns = new ArrayList<>();
        for (int i = 0; i < root.num_children; i++) {
            columns.add(readField(Levels.ROOT, ArrowSchemaMetadata.child(hints, i, root.num_children, peekName())));
        }
        if (next < elements.size()) {
            throw new CorruptDataException(
                    "a schema of " + elements.size() + " elements, of which " + next + " are used");
        }
        return columns;
    }

    private String peekName() {
        return next < elements.size() ? elements.get(next).name : "";
    }

    private SchemaElement take() throws CorruptDataException {
        if (next >= elements.size()) {
            throw new CorruptDataException(
                    "a schema of " + elements.size() + " elements, which are fewer than their groups claim");
        }
        return elements.get(next++);
    }

    private SchemaElement peek() throws CorruptDataException {
        SchemaElement element = take();
        next--;
        return element;
    }

    private Node readField(Levels parent, @Nullable Field hint) throws IOException {
        SchemaElement element = peek();
        if (element.repetition_type == null) {
            throw new CorruptDataException(
                    "the field '" + element.name + "' is neither required, optional nor repeated");
        }
        if (element.repetition_type == FieldRepetitionType.REPEATED) {
            // Outside of a list: a list that is never null, of what is never null.
            Levels levels = parent.within(false);
            Node item = readValue(levels.element(), false, ArrowSchemaMetadata.element(hint));
            return list(element.name, false, levels, item, hint);
        }
        boolean optional = element.repetition_type == FieldRepetitionType.OPTIONAL;
        return readValue(parent.within(optional), optional, hint);
    }

    /** Reads what an element is apart from its repetition. */
    private Node readValue(Levels levels, boolean optional, @Nullable Field hint) throws IOException {
        SchemaElement element = take();
        if (path.size() >= DEEPEST) {
            throw new CorruptDataException("a schema nested deeper than " + DEEPEST);
        }
        path.add(element.name);
        try {
            if (element.isSetType()) {
                ArrowType type =
                        ArrowSchemaMetadata.refine(LeafTypes.read(element, String.join(".", path), int96), hint);
                return new LeafNode(
                        field(element.name, optional, type, List.of(), hint), levels, element, List.copyOf(path));
            }
            if (element.num_children < 1) {
                throw new CorruptDataException("the group '" + String.join(".", path) + "' has no fields");
            }
            return readGroup(element, levels, optional, hint);
        } finally {
            path.remove(path.size() - 1);
        }
    }

    private Node readGroup(SchemaElement group, Levels levels, boolean optional, @Nullable Field hint)
            throws IOException {
        if (group.num_children == 1 && peek().repetition_type == FieldRepetitionType.REPEATED) {
            if (isMap(group) && mapsKeysToValues()) {
                return readMap(group, levels, optional, hint);
            }
            if (isList(group) || isMap(group)) {
                return readList(group, levels, optional, hint);
            }
        }
        return struct(group.name, levels, optional, readFields(group, levels, hint), hint);
    }

    private List<Node> readFields(SchemaElement group, Levels levels, @Nullable Field hint) throws IOException {
        List<Node> fields = new ArrayList<>();
        Set<String> names = new HashSet<>();
        List<Field> hints = hint == null ? null : hint.getChildren();
        for (int i = 0; i < group.num_children; i++) {
            Node field = readField(levels, ArrowSchemaMetadata.child(hints, i, group.num_children, peekName()));
            if (!names.add(field.field().getName())) {
                throw new IOException("the group '" + String.join(".", path) + "' has two fields '"
                        + field.field().getName() + "', which is not supported");
            }
            fields.add(field);
        }
        return fields;
    }

    private Node readList(SchemaElement group, Levels levels, boolean optional, @Nullable Field hint)
            throws IOException {
        SchemaElement repeated = peek();
        Levels element = levels.element();
        Node item;
        if (isElementItself(group, repeated)) {
            item = readValue(element, false, ArrowSchemaMetadata.element(hint));
        } else {
            take();
            path.add(repeated.name);
            item = readField(element, ArrowSchemaMetadata.element(hint));
            path.remove(path.size() - 1);
        }
        return list(group.name, optional, levels, item, hint);
    }

    /** Whether the repeated field of a list is its element, as in old files, or a group around that. */
    private boolean isElementItself(SchemaElement list, SchemaElement repeated) throws CorruptDataException {
        if (repeated.isSetType() || repeated.num_children != 1) {
            return true;
        }
        if (repeated.name.equals("array") || repeated.name.equals(list.name + "_tuple")) {
            return true;
        }
        take();
        boolean nested = peek().repetition_type == FieldRepetitionType.REPEATED;
        next--;
        return nested;
    }

    private Node readMap(SchemaElement group, Levels levels, boolean optional, @Nullable Field hint)
            throws IOException {
        SchemaElement entry = take();
        path.add(entry.name);
        Levels each = levels.element();
        Field entryHint = ArrowSchemaMetadata.element(hint);
        List<Node> both = readFields(entry, each, entryHint);
        path.remove(path.size() - 1);
        Node entries = struct(ENTRIES, each, false, both, entryHint);
        ArrowType type = new ArrowType.Map(false);
        return new ListNode(field(group.name, optional, type, List.of(entries.field()), hint), levels, entries);
    }

    /** Whether what follows is a group of a key, which is never null, and a value. */
    private boolean mapsKeysToValues() throws CorruptDataException {
        SchemaElement entry = take();
        boolean pair =
                !entry.isSetType() && entry.num_children == 2 && peek().repetition_type == FieldRepetitionType.REQUIRED;
        next--;
        return pair;
    }

    private static boolean isList(SchemaElement element) {
        return element.converted_type == ConvertedType.LIST || is(element, LogicalType._Fields.LIST);
    }

    private static boolean isMap(SchemaElement element) {
        return element.converted_type == ConvertedType.MAP
                || element.converted_type == ConvertedType.MAP_KEY_VALUE
                || is(element, LogicalType._Fields.MAP);
    }

    private static boolean is(SchemaElement element, LogicalType._Fields type) {
        return element.logicalType != null && element.logicalType.getSetField() == type;
    }

    private static Node list(String name, boolean optional, Levels levels, Node item, @Nullable Field hint) {
        ArrowType type = ArrowSchemaMetadata.isLargeList(hint) ? new ArrowType.LargeList() : new ArrowType.List();
        return new ListNode(field(name, optional, type, List.of(item.field()), hint), levels, item);
    }

    private static Node struct(
            String name, Levels levels, boolean optional, List<Node> children, @Nullable Field hint) {
        List<Field> fields = children.stream().map(Node::field).toList();
        return new StructNode(field(name, optional, new ArrowType.Struct(), fields, hint), levels, children);
    }

    private static Field field(
            String name, boolean optional, ArrowType type, List<Field> children, @Nullable Field hint) {
        return new Field(
                name,
                new FieldType(optional, type, null, ArrowSchemaMetadata.metadata(hint, type, children)),
                children);
    }
}
