package io.partd.arrow.ipc;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * What a table's metadata say of its columns in JSON: those of pandas, which have the columns of the frame and which of
 * them are its index; and those of Spark, Avro and Iceberg, which have a schema of theirs.
 */
public final class ColumnDescriptions {

    private static final String PANDAS = "pandas";
    private static final Set<String> SCHEMAS =
            Set.of("org.apache.spark.sql.parquet.row.metadata", "parquet.avro.schema", "avro.schema", "iceberg.schema");

    private static final JsonMapper JSON = JsonMapper.builder()
            .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS, DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS)
            .build();

    private ColumnDescriptions() {}

    /** Returns metadata that say nothing of some columns, given by their names, and the same as before of others. */
    public static Map<String, String> without(@Nullable Map<String, String> metadata, Collection<String> columns) {
        Map<String, String> changed = new LinkedHashMap<>();
        if (metadata != null) {
            metadata.forEach((key, value) -> changed.put(key, without(key, value, columns)));
        }
        return changed;
    }

    /**
     * Returns metadata for a table in which some columns, given by their names, are others than before: pandas' without
     * these columns, and none of those that have to describe all columns as they are.
     */
    public static Map<String, String> withOthers(Map<String, String> metadata, Collection<String> columns) {
        Map<String, String> changed = without(metadata, columns);
        changed.keySet().removeAll(SCHEMAS);
        return changed;
    }

    /** Returns the value of a key in the metadata, in which nothing is said of some columns. */
    public static String without(String key, String value, Collection<String> columns) {
        boolean pandas = key.equals(PANDAS);
        if ((!pandas && !SCHEMAS.contains(key)) || !(parsed(value) instanceof ObjectNode description)) {
            return value;
        }
        boolean changed =
                remove(description.get(pandas ? "columns" : "fields"), column -> isOf(columns, described(column)));
        if (pandas) {
            changed |= remove(description.get("index_columns"), index -> isOf(columns, index));
        }
        return changed ? description.toString() : value;
    }

    /** Removes elements, if it is an array; returns whether there were any. */
    private static boolean remove(@Nullable JsonNode list, Predicate<JsonNode> unwanted) {
        if (!(list instanceof ArrayNode array)) {
            return false;
        }
        int before = array.size();
        array.removeIf(unwanted);
        return array.size() < before;
    }

    /** Returns the name of the column that is described; pandas has one of its own for a column of the index. */
    private static JsonNode described(JsonNode column) {
        return column.hasNonNull("field_name") ? column.path("field_name") : column.path("name");
    }

    private static boolean isOf(Collection<String> columns, JsonNode name) {
        return name.isTextual() && columns.contains(name.textValue());
    }

    /** Returns what a text says, or null if it is not JSON. */
    private static @Nullable JsonNode parsed(String json) {
        try {
            return JSON.readTree(json);
        } catch (JsonProcessingException e) {
            return null;
        }
    }
}
