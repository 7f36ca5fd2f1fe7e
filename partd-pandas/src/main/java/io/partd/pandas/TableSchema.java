package io.partd.pandas;

import io.partd.codecs.pickle.Tuple;
import io.partd.codecs.text.JsonLines;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.apache.arrow.vector.types.pojo.Field;
import org.apache.arrow.vector.types.pojo.Schema;
import org.jspecify.annotations.Nullable;

/**
 * The schema of a frame: its columns, then those of its index, named as pyarrow does, with the metadata from which
 * pyarrow restores the frame, as <a href="https://pandas.pydata.org/docs/development/developer.html">pandas
 * describes</a> them.
 */
final class TableSchema {

    /** The key of the metadata. */
    static final String PANDAS = "pandas";

    private static final String INDEX_LEVEL = "__index_level_%d__";

    private final PandasFrame frame;
    private final List<ColumnType> types;
    private final List<String> names;

    /**
     * Begins a schema.
     *
     * @param frame whose labels and names it is to have
     * @param types of the columns, and then of those of the index
     */
    TableSchema(PandasFrame frame, List<ColumnType> types) {
        this.frame = frame;
        this.types = types;
        names = names(frame.labels(), frame.indexNames());
    }

    /** Returns a column's name for a label. */
    static String name(@Nullable Object label) {
        if (label instanceof byte[] bytes) {
            return new String(bytes, StandardCharsets.UTF_8);
        }
        if (label instanceof Tuple tuple) {
            return PythonText.repr(
                    Tuple.copyOf(tuple.toList().stream().map(TableSchema::name).toList()));
        }
        return PythonText.str(label);
    }

    /**
     * Returns the names of columns, and then those of the index: its own, or {@code __index_level_0__} where it has
     * none or a column has it. The second column of a name gets the suffix {@code .1}, the third {@code .2}.
     */
    static List<String> names(List<@Nullable Object> labels, List<@Nullable Object> indexNames) {
        List<String> names = new ArrayList<>();
        Set<String> taken = new HashSet<>();
        labels.forEach(label -> taken.add(name(label)));
        Set<String> used = new HashSet<>();
        for (Object label : labels) {
            String name = name(label);
            String unique = name;
            for (int i = 1; !used.add(unique); i++) {
                String next = name + "." + i;
                unique = taken.contains(next) ? unique : next;
            }
            names.add(unique);
        }
        for (int i = 0; i < indexNames.size(); i++) {
            Object own = indexNames.get(i);
            String name = own == null ? "" : name(own);
            String unique = own == null || used.contains(name) ? String.format(INDEX_LEVEL, i) : name;
            for (int level = 0; !used.add(unique); level++) {
                unique = String.format(INDEX_LEVEL, indexNames.size() + level);
            }
            names.add(unique);
        }
        return names;
    }

    /** Returns the schema. */
    Schema schema() throws IOException {
        List<Field> fields = new ArrayList<>();
        for (int i = 0; i < names.size(); i++) {
            fields.add(types.get(i).field(names.get(i), i));
        }
        return new Schema(fields, Map.of(PANDAS, json(metadata())));
    }

    private Map<String, @Nullable Object> metadata() {
        int columns = frame.labels().size();
        List<@Nullable Object> described = new ArrayList<>();
        for (int i = 0; i < names.size(); i++) {
            Object label =
                    i < columns ? frame.labels().get(i) : frame.indexNames().get(i - columns);
            ColumnType type = types.get(i);
            described.add(described(
                    label == null ? null : name(label),
                    names.get(i),
                    type.pandasType(),
                    type.numpyType(),
                    type.metadata().isEmpty() ? null : type.metadata()));
        }
        Map<String, @Nullable Object> metadata = new LinkedHashMap<>();
        metadata.put("index_columns", names.subList(columns, names.size()));
        metadata.put("column_indexes", columnIndexes());
        metadata.put("columns", described);
        metadata.put("creator", Map.of("library", "partd"));
        metadata.put("pandas_version", null);
        return metadata;
    }

    private static Map<String, @Nullable Object> described(
            @Nullable String name,
            @Nullable String field,
            String pandasType,
            String numpyType,
            @Nullable Map<String, Object> metadata) {
        Map<String, @Nullable Object> described = new LinkedHashMap<>();
        described.put("name", name);
        described.put("field_name", field);
        described.put("pandas_type", pandasType);
        described.put("numpy_type", numpyType);
        described.put("metadata", metadata);
        return described;
    }

    private List<@Nullable Object> columnIndexes() {
        List<@Nullable Object> indexes = new ArrayList<>();
        for (int level = 0; level < frame.labelLevels().size(); level++) {
            Object own = frame.labelLevels().get(level);
            String name = own == null ? null : name(own);
            List<@Nullable Object> values = new ArrayList<>();
            for (Object label : frame.labels()) {
                values.add(frame.labelLevels().size() > 1 && label instanceof Tuple tuple ? tuple.get(level) : label);
            }
            if (!values.isEmpty() && values.stream().allMatch(Long.class::isInstance)) {
                indexes.add(described(name, name, "int64", "int64", null));
            } else if (!values.isEmpty() && values.stream().allMatch(TableSchema::isNaive)) {
                indexes.add(described(name, name, "datetime64[ns]", "datetime64[ns]", null));
            } else if (values.stream().allMatch(String.class::isInstance)) {
                indexes.add(described(name, name, "unicode", "object", Map.of("encoding", "UTF-8")));
            } else {
                indexes.add(described(name, name, "mixed", "object", null));
            }
        }
        return indexes;
    }

    private static boolean isNaive(@Nullable Object label) {
        return label instanceof Moment moment && moment.zone() == null;
    }

    private static String json(Object value) throws IOException {
        byte[] line = JsonLines.codec().encode(new ArrayList<>(Arrays.asList(value)));
        return new String(line, StandardCharsets.UTF_8).strip();
    }
}
