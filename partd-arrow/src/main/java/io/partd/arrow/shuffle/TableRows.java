package io.partd.arrow.shuffle;

import io.partd.arrow.TableSource;
import io.partd.arrow.ipc.BatchEncoder;
import io.partd.arrow.schema.Fields;
import io.partd.expression.ColumnName;
import io.partd.expression.Condition;
import io.partd.expression.KeyExpression;
import io.partd.expression.SortOrder;
import io.partd.shuffle.NullKeys;
import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.apache.arrow.memory.BufferAllocator;
import org.apache.arrow.vector.ipc.ArrowReader;
import org.apache.arrow.vector.types.pojo.Field;
import org.jspecify.annotations.Nullable;

/**
 * Which rows of tables are wanted, and what of them. Immutable.
 *
 * @param condition holds for these rows; null if it is all
 * @param columns the names or numbers of those that are written, in their order; none if it is all
 * @param limit how many rows there may be
 * @param nullKeys what becomes of rows whose key is null
 * @param order what the rows of each partition are sorted by; null if they stay in the order of the input
 */
record TableRows(
        @Nullable Condition condition,
        List<String> columns,
        long limit,
        NullKeys nullKeys,
        @Nullable SortOrder order) {

    static final TableRows ALL = new TableRows(null, List.of(), Long.MAX_VALUE, NullKeys.PARTITION, null);

    /** Returns the columns with what is asked for of them but for the condition and the limit. */
    TableColumns of(TableColumns all, boolean withKey) {
        TableColumns sorted = order == null ? all : all.sortedBy(order);
        return sorted.nullKeys(nullKeys).writing(columns, withKey);
    }

    /**
     * Returns sources of these rows, with no other columns than are needed where that is less to read.
     *
     * @param sources of one schema
     * @throws IllegalArgumentException if a column is not there, or cannot be compared as the condition asks
     */
    List<? extends TableSource> of(
            List<? extends TableSource> sources, List<KeyExpression> keys, BufferAllocator allocator)
            throws IOException {
        if (condition == null && columns.isEmpty() && limit == Long.MAX_VALUE) {
            return sources;
        }
        List<Field> fields = fields(sources.get(0), allocator);
        if (condition != null) {
            new RowFilter(condition, fields);
        }
        List<String> tested = names(condition == null ? List.of() : condition.columns(), fields);
        List<String> needed = columns.isEmpty() ? null : needed(fields, keys);
        List<TableSource> some = new ArrayList<>();
        for (TableSource source : sources) {
            TableSource narrowed = needed == null ? source : source.columns(needed);
            some.add(condition == null || tested == null ? narrowed : narrowed.where(condition));
        }
        if (limit != Long.MAX_VALUE) {
            return List.of(new FilteredSource(some, condition, limit, tested));
        }
        return condition == null
                ? some
                : some.stream()
                        .map(source -> new FilteredSource(List.of(source), condition, limit, tested))
                        .toList();
    }

    private static List<Field> fields(TableSource source, BufferAllocator allocator) throws IOException {
        try (ArrowReader reader = PartReader.open(source, allocator)) {
            return BatchEncoder.written(reader.getVectorSchemaRoot().getSchema(), reader)
                    .getFields();
        }
    }

    private @Nullable List<String> needed(List<Field> fields, List<KeyExpression> keys) {
        List<String> names = Fields.names(fields);
        List<ColumnName> all = new ArrayList<>();
        columns.forEach(name -> all.add(new ColumnName(name, List.of(name))));
        keys.forEach(key -> all.add(key.among(names).column()));
        if (condition != null) {
            all.addAll(condition.columns());
        }
        if (order != null) {
            order.columns().forEach(by -> all.add(by.column()));
        }
        return names(all, fields);
    }

    /** Returns the names of columns, or of the structs that they are in; null if one is given by its number. */
    private static @Nullable List<String> names(List<ColumnName> columns, List<Field> fields) {
        Set<String> found = new LinkedHashSet<>();
        for (ColumnName column : columns) {
            String name = fields.get(ColumnPath.of(column, fields).column()).getName();
            if (!name.equals(column.text()) && !name.equals(column.path().get(0))) {
                return null;
            }
            found.add(name);
        }
        return List.copyOf(found);
    }
}
