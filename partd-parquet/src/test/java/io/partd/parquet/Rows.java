package io.partd.parquet;

import java.io.IOException;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import org.apache.arrow.vector.FieldVector;
import org.apache.arrow.vector.VectorSchemaRoot;
import org.apache.arrow.vector.ipc.ArrowReader;

/** Rows as texts, to compare them. */
final class Rows {

    private Rows() {}

    /** Returns all rows of a reader. */
    static List<String> all(ArrowReader reader) throws IOException {
        List<String> rows = new ArrayList<>();
        while (reader.loadNextBatch()) {
            add(reader.getVectorSchemaRoot(), rows);
        }
        return rows;
    }

    /** Adds the rows of a batch. */
    static void add(VectorSchemaRoot root, List<String> rows) {
        for (int i = 0; i < root.getRowCount(); i++) {
            StringBuilder row = new StringBuilder();
            for (FieldVector vector : root.getFieldVectors()) {
                Object value = vector.getObject(i);
                row.append(value instanceof byte[] bytes ? HexFormat.of().formatHex(bytes) : value)
                        .append('|');
            }
            rows.add(row.toString());
        }
    }
}
