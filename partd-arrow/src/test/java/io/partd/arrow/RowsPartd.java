package io.partd.arrow;

import io.partd.ForwardingPartd;
import io.partd.Partd;
import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.apache.arrow.memory.BufferAllocator;
import org.jspecify.annotations.Nullable;

/** Rows for tables, which it closes, so that what is left open is the partd's. */
final class RowsPartd extends ForwardingPartd<List<List<@Nullable Object>>> {

    private final Partd<Table> tables;
    private final BufferAllocator allocator;

    RowsPartd(Partd<Table> tables, BufferAllocator allocator) {
        super(tables);
        this.tables = tables;
        this.allocator = allocator;
    }

    @Override
    public void append(Map<String, ? extends List<List<@Nullable Object>>> batch) throws IOException {
        Map<String, Table> made = new LinkedHashMap<>();
        try {
            batch.forEach((key, rows) -> made.put(key, rows == null ? null : Trips.of(allocator, rows)));
            tables.append(made);
        } finally {
            made.values().stream().filter(table -> table != null).forEach(Table::close);
        }
    }

    @Override
    public List<List<List<@Nullable Object>>> get(List<String> keys) throws IOException {
        return rows(tables.get(keys));
    }

    @Override
    public List<List<List<@Nullable Object>>> pop(List<String> keys) throws IOException {
        return rows(tables.pop(keys));
    }

    @Override
    public Stream<List<List<@Nullable Object>>> stream(String key) throws IOException {
        return tables.stream(key).map(RowsPartd::rows);
    }

    @Override
    public boolean iset(String key, List<List<@Nullable Object>> value) throws IOException {
        try (Table table = value == null ? null : Trips.of(allocator, value)) {
            return tables.iset(key, table);
        }
    }

    private static List<List<List<@Nullable Object>>> rows(List<Table> tables) {
        return tables.stream().map(RowsPartd::rows).toList();
    }

    private static List<List<@Nullable Object>> rows(Table table) {
        try (table) {
            return Rows.of(table);
        }
    }

    @Override
    public String toString() {
        return tables.toString();
    }
}
