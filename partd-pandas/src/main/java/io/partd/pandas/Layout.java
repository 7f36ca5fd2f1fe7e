package io.partd.pandas;

import java.io.IOException;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * What a key's table consists of.
 *
 * @param labels the columns' labels
 * @param indexName the name of the index; null if it has none
 */
record Layout(List<@Nullable Object> labels, @Nullable Object indexName) {

    private static final int MOST_SHOWN = 20;

    /** Checks that a table can be appended. */
    void requireSame(String key, AppendedTable table) throws IOException {
        List<String> names = names(labels);
        List<String> appended = names(table.labels());
        if (!names.equals(appended)) {
            throw new IOException("key '" + key + "' has the columns " + shown(names) + "; a table of "
                    + shown(appended) + " cannot be appended");
        }
        String present = indexName == null ? null : TableSchema.name(indexName);
        if (!Objects.equals(present, table.indexName())) {
            throw new IOException("key '" + key + "' has " + named(present) + "; a table with "
                    + named(table.indexName()) + " cannot be appended");
        }
    }

    private static List<String> names(List<@Nullable Object> labels) {
        return labels.stream().map(TableSchema::name).toList();
    }

    private static String shown(List<String> names) {
        return names.size() <= MOST_SHOWN ? names.toString() : names.subList(0, MOST_SHOWN) + " and more";
    }

    private static String named(@Nullable String index) {
        return index == null ? "an index without a name" : "an index named '" + index + "'";
    }
}
