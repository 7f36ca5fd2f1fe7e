package io.partd.cli;

import io.partd.Partd;
import io.partd.arrow.Table;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.UncheckedIOException;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.stream.Stream;

/** What is in the tables of a store: rows, pieces, and the columns, which may be others in each key. */
final class TableStatistics {

    private static final int MOST_KINDS = 5;

    private final Map<String, Long> keysByColumns = new LinkedHashMap<>();
    private long rows;
    private long pieces;

    /** Reads a key, a piece at a time. */
    void add(String key, Partd<?> tables) throws IOException {
        String columns = null;
        try (Stream<?> stream = tables.stream(key)) {
            for (Iterator<?> each = stream.iterator(); each.hasNext(); ) {
                try (Table table = (Table) each.next()) {
                    rows += table.rowCount();
                    pieces++;
                    if (columns == null) {
                        columns = String.join(", ", table.describeColumns());
                        keysByColumns.merge(columns, 1L, Long::sum);
                    }
                }
            }
        } catch (UncheckedIOException e) {
            throw e.getCause();
        }
    }

    /** Returns the same as members of a JSON object; of the columns, with how many keys have them. */
    Map<String, Object> members() {
        return Map.of("rows", rows, "pieces", pieces, "columns", keysByColumns);
    }

    /** Prints rows and columns; these with the number of keys that have them, unless all do. */
    void print(PrintWriter out) {
        out.println("rows      " + rows + " in " + pieces + (pieces == 1 ? " piece" : " pieces"));
        boolean several = keysByColumns.size() > 1;
        int shown = 0;
        for (Map.Entry<String, Long> kind : keysByColumns.entrySet()) {
            if (++shown > MOST_KINDS) {
                out.println("columns   and others, of " + (keysByColumns.size() - MOST_KINDS) + " kinds");
                return;
            }
            String keys = several ? " (" + kind.getValue() + (kind.getValue() == 1 ? " key)" : " keys)") : "";
            out.println("columns   " + (kind.getKey().isEmpty() ? "none" : kind.getKey()) + keys);
        }
    }
}
