package io.partd.arrow.shuffle;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** The keys of a batch's rows: the columns that make them, and those that rows are sorted by. */
final class RowKeys {

    private final List<KeyColumn> columns;
    private final List<SortColumn> order;
    private final String source;

    /** A column that rows are sorted by. */
    record SortColumn(KeyColumn column, boolean descending) {}

    /** Takes the columns, and what messages call their source. */
    RowKeys(List<KeyColumn> columns, List<SortColumn> order, String source) {
        this.columns = List.copyOf(columns);
        this.order = List.copyOf(order);
        this.source = source;
    }

    /** Returns where the keys are, for messages: {@code column 'origin' of flights.arrow}. */
    String place() {
        String names = columns.stream().map(column -> "'" + column.name() + "'").collect(Collectors.joining(", "));
        return (columns.size() == 1 ? "column " : "columns ") + names + " of " + source;
    }

    /** Returns the column if there is but one, and it is dictionary-encoded. */
    @Nullable
    KeyColumn onlyDictionary() {
        KeyColumn first = columns.get(0);
        return columns.size() == 1 && first.dictionary() != null && !first.isNested() ? first : null;
    }

    /** Tells whether a key of a row is null. */
    boolean hasNull(int row) {
        for (KeyColumn column : columns) {
            if (column.isNull(row)) {
                return true;
            }
        }
        return false;
    }

    /** Puts the bytes that are hashed: of one column as they are, of several each with its length before it. */
    void hashed(int row, KeyBytes out) {
        out.clear();
        if (columns.size() == 1) {
            columns.get(0).hashed(row, out);
            return;
        }
        for (KeyColumn column : columns) {
            int at = out.length();
            out.putLittleEndian(0);
            column.hashed(row, out);
            out.setLittleEndian(at, out.length() - at - Long.BYTES);
        }
    }

    /** Puts bytes that are ordered as the keys are, and different for different keys. */
    void ordered(int row, KeyBytes out) {
        out.clear();
        for (KeyColumn column : columns) {
            column.ordered(row, out);
        }
    }

    /** Puts bytes, after those that are there, that are ordered as the rows are sorted. */
    void sorted(int row, KeyBytes out) {
        for (SortColumn by : order) {
            by.column().sorted(row, by.descending(), out);
        }
    }

    /** Returns the values as text. */
    List<@Nullable String> texts(int row) {
        List<@Nullable String> texts = new ArrayList<>();
        for (KeyColumn column : columns) {
            texts.add(column.text(row));
        }
        return texts;
    }
}
