package io.partd.pandas;

import io.partd.arrow.RecordBatch;
import io.partd.arrow.Table;
import io.partd.arrow.schema.Fields;
import io.partd.codecs.numpy.NumpyArray;
import io.partd.codecs.text.JsonLines;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.LongStream;
import org.apache.arrow.vector.FieldVector;
import org.apache.arrow.vector.types.pojo.Field;
import org.apache.arrow.vector.types.pojo.Schema;
import org.jspecify.annotations.Nullable;

/**
 * A table as it is to be stored.
 *
 * @param labels the columns' labels
 * @param indexName the name of the index; null if it has none
 * @param columns the columns' arrays
 * @param index the index's array
 */
record AppendedTable(
        List<@Nullable Object> labels, @Nullable String indexName, List<NumpyArray> columns, NumpyArray index) {

    /**
     * Reads a table.
     *
     * @throws IOException if an array of NumPy cannot hold one of the columns, or there are several of the index
     */
    static AppendedTable of(Table table) throws IOException {
        Metadata metadata = Metadata.of(table.schema());
        List<Field> fields = table.schema().getFields();
        int indexAt = metadata.indexIn(fields);
        List<@Nullable Object> labels = new ArrayList<>();
        List<NumpyArray> columns = new ArrayList<>();
        for (int i = 0; i < fields.size(); i++) {
            if (i != indexAt) {
                labels.add(metadata.label(fields.get(i).getName()));
                columns.add(array(table, i));
            }
        }
        ColumnKeys.requireDistinct(
                "",
                labels,
                labels.stream().map(label -> ColumnKeys.escaped("", label)).toList());
        return new AppendedTable(
                labels,
                metadata.indexName(),
                columns,
                indexAt < 0 ? metadata.range(table.rowCount()) : array(table, indexAt));
    }

    private static NumpyArray array(Table table, int column) throws IOException {
        Field field = table.schema().getFields().get(column);
        VectorArrays arrays = new VectorArrays(field);
        for (RecordBatch batch : table.batches()) {
            FieldVector vector = batch.root().getVector(column);
            arrays.add(vector, batch.dictionaries());
        }
        return arrays.array();
    }

    /** What the schema's metadata say of the frame that it was. */
    private record Metadata(List<?> indexColumns, List<?> columnIndexes, List<?> columns) {

        static Metadata of(Schema schema) {
            String json = schema.getCustomMetadata() == null
                    ? null
                    : schema.getCustomMetadata().get(TableSchema.PANDAS);
            Object parsed = json == null ? null : parsed(json);
            return parsed instanceof Map<?, ?> map
                    ? new Metadata(list(map, "index_columns"), list(map, "column_indexes"), list(map, "columns"))
                    : new Metadata(List.of(), List.of(), List.of());
        }

        private static @Nullable Object parsed(String json) {
            try {
                List<?> documents = JsonLines.codec().decode((json + "\n").getBytes(StandardCharsets.UTF_8));
                return documents.isEmpty() ? null : documents.get(0);
            } catch (IOException e) {
                return null;
            }
        }

        private static List<?> list(Map<?, ?> map, String name) {
            return map.get(name) instanceof List<?> list ? list : List.of();
        }

        /** Returns which field is the index; -1 if none. */
        int indexIn(List<Field> fields) throws IOException {
            List<String> names = Fields.names(fields);
            List<?> present = indexColumns.stream().filter(names::contains).toList();
            if (present.size() > 1) {
                throw new IOException("an index of the columns " + present
                        + "; PandasColumns has one column for it, so make the others ordinary ones");
            }
            return present.isEmpty() ? -1 : names.indexOf(present.get(0));
        }

        @Nullable
        String indexName() {
            if (indexColumns.isEmpty()) {
                return null;
            }
            Object column = indexColumns.get(0);
            if (column instanceof Map<?, ?> range) {
                return range.get("name") instanceof String name ? name : null;
            }
            for (Object described : columns) {
                if (described instanceof Map<?, ?> map && column.equals(map.get("field_name"))) {
                    return map.get("name") instanceof String name ? name : null;
                }
            }
            return null;
        }

        NumpyArray range(long rows) throws IOException {
            boolean described = !indexColumns.isEmpty() && indexColumns.get(0) instanceof Map;
            Map<?, ?> range = described ? (Map<?, ?>) indexColumns.get(0) : Map.of();
            long start = range.get("start") instanceof Long first ? first : 0;
            long step = range.get("step") instanceof Long by ? by : 1;
            if (rows > Integer.MAX_VALUE / Long.BYTES) {
                throw new IOException(
                        rows + " rows; at most " + Integer.MAX_VALUE / Long.BYTES + " are appended at once");
            }
            return NumpyArray.of(
                    LongStream.range(0, rows).map(row -> start + row * step).toArray());
        }

        /** A label is a text, unless the metadata say that all are integers. */
        Object label(String name) {
            boolean integers = columnIndexes.size() == 1
                    && columnIndexes.get(0) instanceof Map<?, ?> map
                    && "int64".equals(map.get("pandas_type"));
            if (integers) {
                try {
                    return Long.valueOf(name);
                } catch (NumberFormatException e) {
                    return name;
                }
            }
            return name;
        }
    }
}
