package io.partd.arrow.shuffle;

import io.partd.arrow.memory.BuiltColumns;
import io.partd.arrow.schema.Fields;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.apache.arrow.memory.BufferAllocator;
import org.apache.arrow.vector.VectorSchemaRoot;
import org.apache.arrow.vector.types.UnionMode;
import org.apache.arrow.vector.types.pojo.ArrowType;
import org.apache.arrow.vector.types.pojo.Field;

/** Makes the builder that a type needs, and gathers rows with it. */
final class ColumnBuilders {

    private ColumnBuilders() {}

    /**
     * Checks that there is a builder for a column and all within it.
     *
     * @throws IllegalArgumentException if there is none; the message names it
     */
    static void require(Field field) {
        switch (field.getType().getTypeID()) {
            case NONE ->
                throw new IllegalArgumentException("column '" + field.getName() + "' is of type " + field.getType()
                        + ", which a shuffle cannot divide; cast it to another one");
            default -> field.getChildren().forEach(ColumnBuilders::require);
        }
    }

    /** Returns how many rows a column can have: run ends of 16 bits count no further than that. */
    static int mostRows(Field field) {
        ArrowType type = field.getType();
        return switch (type.getTypeID()) {
            case RunEndEncoded ->
                Fields.width(field.getChildren().get(0).getType()) == Short.BYTES ? Short.MAX_VALUE : Integer.MAX_VALUE;
            case Struct ->
                field.getChildren().stream()
                        .mapToInt(ColumnBuilders::mostRows)
                        .min()
                        .orElse(Integer.MAX_VALUE);
            default -> Integer.MAX_VALUE;
        };
    }

    /**
     * Makes a builder.
     *
     * @param expected how many rows will come, in all likelihood
     */
    static ColumnBuilder of(Field field, BufferAllocator allocator, int expected) {
        return switch (field.getType().getTypeID()) {
            case Null -> new NullBuilder();
            case Bool -> new BooleanBuilder(allocator, expected);
            case Utf8, Binary -> new VariableWidthBuilder(allocator, 4, expected);
            case LargeUtf8, LargeBinary -> new VariableWidthBuilder(allocator, 8, expected);
            case Utf8View, BinaryView -> new ViewBuilder(allocator, expected);
            case List, Map -> new ListBuilder(allocator, 4, element(field, allocator, 0), expected);
            case LargeList -> new ListBuilder(allocator, 8, element(field, allocator, 0), expected);
            case ListView -> new ListViewBuilder(allocator, 4, element(field, allocator, 0), expected);
            case LargeListView -> new ListViewBuilder(allocator, 8, element(field, allocator, 0), expected);
            case FixedSizeList -> {
                int size = ((ArrowType.FixedSizeList) field.getType()).getListSize();
                yield new FixedListBuilder(
                        allocator, size, element(field, allocator, saturated(expected, size)), expected);
            }
            case Struct -> new StructBuilder(allocator, members(field, allocator, expected), expected);
            case Union -> union(field, allocator, expected);
            case RunEndEncoded -> {
                List<Field> children = field.getChildren();
                yield new RunEndBuilder(
                        allocator, Fields.width(children.get(0).getType()), of(children.get(1), allocator, 0));
            }
            default -> new FixedWidthBuilder(allocator, Fields.width(field.getType()), expected);
        };
    }

    /**
     * Copies rows of columns into vectors.
     *
     * @param into vectors of the same types; indices in dictionaries may be wider
     */
    static void gather(List<ArrayData> columns, int[] rows, VectorSchemaRoot into, BufferAllocator allocator) {
        try (BuiltColumns built = new BuiltColumns()) {
            gather(columns, rows, into.getSchema().getFields(), built, allocator);
            built.load(into, rows.length);
        }
    }

    /** Copies rows of columns, as columns of some fields, to those that were built before. */
    static void gather(
            List<ArrayData> columns, int[] rows, List<Field> fields, BuiltColumns built, BufferAllocator allocator) {
        for (int i = 0; i < columns.size(); i++) {
            try (ColumnBuilder builder = of(fields.get(i), allocator, rows.length)) {
                builder.append(columns.get(i), rows, 0, rows.length);
                builder.share(built);
            }
        }
    }

    private static int saturated(int expected, int size) {
        return (int) Math.min(Integer.MAX_VALUE / 2, (long) expected * size);
    }

    private static ColumnBuilder element(Field field, BufferAllocator allocator, int expected) {
        return of(field.getChildren().get(0), allocator, expected);
    }

    private static List<ColumnBuilder> members(Field field, BufferAllocator allocator, int expected) {
        List<ColumnBuilder> members = new ArrayList<>();
        for (Field child : field.getChildren()) {
            members.add(of(child, allocator, expected));
        }
        return members;
    }

    private static ColumnBuilder union(Field field, BufferAllocator allocator, int expected) {
        ArrowType.Union type = (ArrowType.Union) field.getType();
        if (type.getMode() == UnionMode.Sparse) {
            return new SparseUnionBuilder(allocator, members(field, allocator, expected));
        }
        int[] memberOfType = new int[Byte.MAX_VALUE + 1];
        Arrays.fill(memberOfType, -1);
        int[] ids = type.getTypeIds();
        for (int i = 0; i < field.getChildren().size(); i++) {
            memberOfType[ids == null ? i : ids[i]] = i;
        }
        return new DenseUnionBuilder(allocator, memberOfType, members(field, allocator, 0));
    }
}
