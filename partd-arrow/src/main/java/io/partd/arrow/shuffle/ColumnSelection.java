package io.partd.arrow.shuffle;

import java.util.ArrayList;
import java.util.List;
import org.apache.arrow.vector.types.pojo.Field;

/**
 * Some columns of a table, by their places.
 *
 * @param columns out of all columns
 * @param encoded which of the dictionary-encoded columns are these or within them, out of all such, in the order of the
 *     schema
 */
record ColumnSelection(List<Integer> columns, List<Integer> encoded) {

    /** Selects all but some. */
    static ColumnSelection without(List<Field> fields, List<Integer> left) {
        List<Integer> columns = new ArrayList<>();
        List<Integer> encoded = new ArrayList<>();
        int before = 0;
        for (int i = 0; i < fields.size(); i++) {
            int count = encodedFields(fields.get(i));
            if (!left.contains(i)) {
                columns.add(i);
                for (int j = 0; j < count; j++) {
                    encoded.add(before + j);
                }
            }
            before += count;
        }
        return new ColumnSelection(List.copyOf(columns), List.copyOf(encoded));
    }

    private static int encodedFields(Field field) {
        int within = field.getChildren().stream()
                .mapToInt(ColumnSelection::encodedFields)
                .sum();
        return field.getDictionary() == null ? within : within + 1;
    }

    /** Returns those out of all columns. */
    <T> List<T> columnsOf(List<T> all) {
        return columns.stream().map(all::get).toList();
    }

    /** Returns those out of all dictionary-encoded columns. */
    <T> List<T> encodedOf(List<T> all) {
        return encoded.stream().map(all::get).toList();
    }
}
