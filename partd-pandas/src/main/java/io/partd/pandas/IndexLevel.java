package io.partd.pandas;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * One level of an index. What it has is decoded when it is asked for.
 *
 * @param name null if it has none
 * @param objects of the values if they are objects, which need not be of one type; of null if not
 * @param source of the column
 */
record IndexLevel(@Nullable Object name, ObjectSource objects, Source source) {

    /** What decodes a column. */
    @FunctionalInterface
    interface Source {

        Column column() throws IOException;
    }

    /** What finds objects. */
    @FunctionalInterface
    interface ObjectSource {

        @Nullable
        List<@Nullable Object> objects() throws IOException;
    }

    /** Returns the values if they are objects, as they were stored; null if they are not. */
    @Nullable
    List<@Nullable Object> storedObjects() throws IOException {
        return objects.objects();
    }

    Column column() throws IOException {
        return source.column();
    }

    /** Returns the values as objects. */
    List<@Nullable Object> objects(MemoryBudget memory) throws IOException {
        List<@Nullable Object> stored = objects.objects();
        if (stored != null) {
            return ObjectColumns.plain(stored, memory);
        }
        Column column = column();
        List<@Nullable Object> values = new ArrayList<>(column.rows());
        for (int i = 0; i < column.rows(); i++) {
            values.add(column.objectAt(i));
        }
        return values;
    }
}
