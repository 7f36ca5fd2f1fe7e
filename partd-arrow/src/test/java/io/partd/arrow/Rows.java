package io.partd.arrow;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** What is in a table, to compare it: a list of values for each row, arrays of bytes as lists, however it is cut up. */
public final class Rows {

    private Rows() {}

    /** Returns the rows of a table, which stays open. */
    public static List<List<@Nullable Object>> of(Table table) {
        List<List<@Nullable Object>> rows = new ArrayList<>();
        for (RecordBatch batch : table.batches()) {
            rows.addAll(of(batch));
        }
        return rows;
    }

    /** Returns the rows of a batch, which stays open. */
    public static List<List<@Nullable Object>> of(RecordBatch batch) {
        List<List<@Nullable Object>> rows = new ArrayList<>();
        JavaValues values = JavaValues.of(batch);
        for (int row = 0; row < batch.rowCount(); row++) {
            rows.add(comparable(values.row(row)));
        }
        return rows;
    }

    private static List<@Nullable Object> comparable(List<?> values) {
        List<@Nullable Object> comparable = new ArrayList<>();
        values.forEach(value -> comparable.add(comparable(value)));
        return comparable;
    }

    private static @Nullable Object comparable(@Nullable Object value) {
        if (value instanceof byte[] bytes) {
            List<Byte> list = new ArrayList<>();
            for (byte each : bytes) {
                list.add(each);
            }
            return list;
        }
        if (value instanceof List<?> list) {
            return comparable(list);
        }
        if (value instanceof Map<?, ?> map) {
            Map<Object, Object> comparable = new LinkedHashMap<>();
            map.forEach((k, v) -> comparable.put(comparable(k), comparable(v)));
            return Arrays.asList(comparable, new ArrayList<>(comparable.keySet()));
        }
        return value;
    }
}
