package io.partd.arrow;

import java.util.ArrayList;
import java.util.List;
import org.apache.arrow.vector.FieldVector;
import org.jspecify.annotations.Nullable;

/**
 * A batch's values as plain Java objects, for printing and comparing; {@code docs/arrow.md} has the table of types.
 * Dictionaries, runs and unions are resolved; nested values are lists and maps. It reads from the batch, which must not
 * be closed. Not for several threads at once.
 */
public final class JavaValues {

    private final List<ValueReader> columns;

    private JavaValues(List<ValueReader> columns) {
        this.columns = columns;
    }

    /** Returns the values of a batch. */
    public static JavaValues of(RecordBatch batch) {
        List<ValueReader> columns = new ArrayList<>();
        List<FieldVector> vectors = batch.root().getFieldVectors();
        for (int i = 0; i < vectors.size(); i++) {
            columns.add(
                    ValueReaders.of(vectors.get(i), batch.schema().getFields().get(i), batch.dictionaries()));
        }
        return new JavaValues(columns);
    }

    /** Returns one value, null if it is null. */
    public @Nullable Object get(int row, int column) {
        return columns.get(column).get(row);
    }

    /** Returns a row's values in the order of the columns. */
    public List<@Nullable Object> row(int row) {
        List<@Nullable Object> values = new ArrayList<>(columns.size());
        for (ValueReader column : columns) {
            values.add(column.get(row));
        }
        return values;
    }
}
