package io.partd.arrow.shuffle;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
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
        return of(
                fields,
                IntStream.range(0, fields.size())
                        .filter(i -> !left.contains(i))
                        .boxed()
                        .toList());
    }

    /** Selects columns, in their order. */
    static ColumnSelection of(List<Field> fields, List<Integer> columns) {
        List<Integer> firsts = new ArrayList<>();
        int before = 0;
        for (Field field : fields) {
            firsts.add(before);
            before += encodedFields(field);
        }
        List<Integer> encoded = new ArrayList<>();
        for (int column : columns) {
            for (int j = 0; j < encodedFields(fields.get(column)); j++) {
                encoded.add(firsts.get(column) + j);
            }
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
