package io.partd.arrow.shuffle;

import io.partd.arrow.schema.Fields;
import io.partd.expression.ColumnName;
import io.partd.shuffle.Column;
import java.util.ArrayList;
import java.util.List;
import org.apache.arrow.vector.types.pojo.ArrowType;
import org.apache.arrow.vector.types.pojo.Field;

/**
 * Where a column is in a table: at the top, or within structs.
 *
 * @param column its place, or that of the outermost struct
 * @param within the places in that struct and those within it, from outside inward
 */
record ColumnPath(int column, List<Integer> within) {

    /**
     * Finds a column.
     *
     * @throws IllegalArgumentException if there is none of that name or number; the message names those there are
     */
    static ColumnPath of(ColumnName name, List<Field> fields) {
        List<String> names = Fields.names(fields);
        List<String> path = name.path();
        boolean isNested = !names.contains(name.text()) && path.size() > 1 && names.contains(path.get(0));
        if (!isNested) {
            return new ColumnPath(Column.of(name.text()).index(names), List.of());
        }
        int column = Column.of(path.get(0)).index(names);
        return new ColumnPath(column, within(name, fields.get(column)));
    }

    private static List<Integer> within(ColumnName name, Field outermost) {
        List<Integer> within = new ArrayList<>();
        Field field = outermost;
        for (String member : name.path().subList(1, name.path().size())) {
            if (!(field.getType() instanceof ArrowType.Struct)) {
                throw new IllegalArgumentException("column '" + name + "': '" + field.getName() + "' is of type "
                        + field.getType() + ", and has no members");
            }
            try {
                within.add(Column.of(member).index(Fields.names(field.getChildren())));
            } catch (IllegalArgumentException e) {
                throw new IllegalArgumentException(
                        "column '" + name + "': in '" + field.getName() + "', " + e.getMessage(), e);
            }
            field = field.getChildren().get(within.get(within.size() - 1));
        }
        return List.copyOf(within);
    }

    boolean isNested() {
        return !within.isEmpty();
    }

    /** Returns the column's field. */
    Field field(List<Field> fields) {
        Field field = fields.get(column);
        for (int place : within) {
            field = field.getChildren().get(place);
        }
        return field;
    }

    /** Returns the column of a batch, with the structs that it is in before it. */
    List<ArrayData> arrays(List<ArrayData> columns) {
        List<ArrayData> arrays = new ArrayList<>();
        arrays.add(columns.get(column));
        for (int place : within) {
            arrays.add(arrays.get(arrays.size() - 1).children().get(place));
        }
        return arrays;
    }
}
