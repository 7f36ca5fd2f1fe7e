package io.partd.arrow.ipc;

import io.partd.codecs.text.JsonLines;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * What a table's metadata say of its columns in JSON: those of pandas, which have the columns of the frame and which of
 * them are its index; and those of Spark, Avro and Iceberg, which have a schema of theirs.
 */
public final class ColumnDescriptions {

    private static final String PANDAS = "pandas";
    private static final List<String> SCHEMAS = List.of(
            "org.apache.spark.sql.parquet.row.metadata", "parquet.avro.schema", "avro.schema", "iceberg.schema");

    private ColumnDescriptions() {}

    /** Returns metadata that say nothing of some columns, given by their names, and the same as before of others. */
    public static Map<String, String> without(@Nullable Map<String, String> metadata, Collection<String> columns) {
        Map<String, String> changed = new LinkedHashMap<>();
        if (metadata != null) {
            metadata.forEach((key, value) -> changed.put(key, without(key, value, columns)));
        }
        return changed;
    }

    /** Returns the value of a key in the metadata, in which nothing is said of some columns. */
    public static String without(String key, String value, Collection<String> columns) {
        boolean pandas = key.equals(PANDAS);
        if ((!pandas && !SCHEMAS.contains(key)) || !(parsed(value) instanceof Map<?, ?> map)) {
            return value;
        }
        Map<Object, @Nullable Object> changed = new LinkedHashMap<>(map);
        remove(changed, pandas ? "columns" : "fields", columns);
        if (pandas && map.get("index_columns") instanceof List<?> index) {
            changed.put(
                    "index_columns",
                    index.stream().filter(one -> !columns.contains(one)).toList());
        }
        return changed.equals(map) ? value : json(changed, value);
    }

    private static void remove(Map<Object, @Nullable Object> map, String name, Collection<String> columns) {
        if (map.get(name) instanceof List<?> described) {
            List<@Nullable Object> rest = new ArrayList<>(described);
            rest.removeIf(one -> one instanceof Map<?, ?> column && columns.contains(column(column)));
            map.put(name, rest);
        }
    }

    /** Returns which column is described; pandas has a name of its own for a column of the index. */
    private static String column(Map<?, ?> described) {
        Object field = described.get("field_name");
        return Objects.toString(field == null ? described.get("name") : field, "");
    }

    private static @Nullable Object parsed(String json) {
        try {
            byte[] line = (json.replace('\n', ' ') + "\n").getBytes(StandardCharsets.UTF_8);
            List<?> documents = JsonLines.codec().decode(line);
            return documents.isEmpty() ? null : documents.get(0);
        } catch (IOException e) {
            return null;
        }
    }

    private static String json(Object value, String otherwise) {
        try {
            byte[] line = JsonLines.codec().encode(new ArrayList<>(Arrays.asList(value)));
            return new String(line, StandardCharsets.UTF_8).strip();
        } catch (IOException e) {
            return otherwise; // It has a number that is not JSON, which its readers take.
        }
    }
}
