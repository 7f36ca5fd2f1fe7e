package io.partd.arrow.shuffle;

import io.partd.arrow.Table;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.apache.arrow.vector.types.pojo.Schema;

/** A sink that keeps the rows it gets as text, and the schema. */
final class Collected implements TableSink {

    private final Map<String, List<String>> rows = new TreeMap<>();
    private final List<Schema> schemas = new ArrayList<>();
    private int batches;

    @Override
    public void append(Map<String, Table> batch) {
        batches++;
        batch.forEach((name, table) -> {
            rows.computeIfAbsent(name, n -> new ArrayList<>()).addAll(Values.rows(table));
            if (!schemas.contains(table.schema())) {
                schemas.add(table.schema());
            }
        });
    }

    /** Returns the rows of each partition. */
    Map<String, List<String>> rows() {
        return rows;
    }

    /** Returns the different schemas that tables had. */
    List<Schema> schemas() {
        return schemas;
    }

    int batches() {
        return batches;
    }
}
