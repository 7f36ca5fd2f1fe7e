package io.partd.pandas;

import io.partd.codecs.pickle.Tuple;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Where the parts of a table lie: the keys of a store for those of a table. */
final class ColumnKeys {

    static final String INDEX = "/.index";
    private static final String COLUMNS = "/.columns";
    private static final String INDEX_NAME = "/.index-name";
    private static final String DTYPE = ".dtype";

    /** What Python's {@code File} leaves of a label, beside letters and digits of ASCII. */
    private static final String KEPT = "-_.() /";

    private ColumnKeys() {}

    static String columns(String key) {
        return key + COLUMNS;
    }

    static String indexName(String key) {
        return key + INDEX_NAME;
    }

    static String index(String key) {
        return key + INDEX;
    }

    static String dtype(String arrayKey) {
        return arrayKey + DTYPE;
    }

    /** Returns a column's key with all of the label in it, as a Python client has it on a server. */
    static String whole(String key, @Nullable Object label) {
        return key + "/" + path(label);
    }

    /** Returns a column's key with what Python's {@code File} leaves of the label. */
    static String escaped(String key, @Nullable Object label) {
        String path = path(label);
        StringBuilder kept = new StringBuilder(key).append('/');
        for (int i = 0; i < path.length(); i++) {
            char c = path.charAt(i);
            boolean alphanumeric = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9');
            if (alphanumeric || KEPT.indexOf(c) >= 0) {
                kept.append(c);
            }
        }
        return kept.toString();
    }

    private static String path(@Nullable Object label) {
        if (!(label instanceof Tuple tuple)) {
            return PythonText.str(label);
        }
        List<String> parts = new ArrayList<>();
        for (Object part : tuple) {
            parts.add(path(part));
        }
        return String.join("/", parts);
    }

    /**
     * Checks that no two columns have one key, and none has that of something else.
     *
     * @param keys of the columns, in the labels' order
     */
    static void requireDistinct(String key, List<? extends @Nullable Object> labels, List<String> keys)
            throws IOException {
        Map<String, String> taken = new HashMap<>();
        for (String reserved : List.of(columns(key), indexName(key), index(key), dtype(index(key)))) {
            taken.put(reserved, "what holds '" + reserved + "'");
        }
        for (int i = 0; i < keys.size(); i++) {
            String name = "column '" + TableSchema.name(labels.get(i)) + "'";
            if (keys.get(i).equals(key + "/")) {
                throw new IOException(name + " has none of the characters that a key can have");
            }
            for (String part : List.of(keys.get(i), dtype(keys.get(i)))) {
                String other = taken.put(part, name);
                if (other != null) {
                    throw new IOException(name + " and " + other + " are both stored as '" + part + "'");
                }
            }
        }
    }
}
