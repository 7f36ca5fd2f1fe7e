package io.partd.expression;

import java.util.ArrayList;
import java.util.List;

/**
 * The order of rows: by columns one after the other, each ascending or descending. Null is last in both. Immutable.
 *
 * <pre>{@code
 * SortOrder order = SortOrder.parse("number(fare) desc, city");
 * boolean descending = order.columns().get(0).descending(); // true
 * }</pre>
 */
public final class SortOrder {

    private final String text;
    private final List<By> columns;

    private SortOrder(String text, List<By> columns) {
        this.text = text;
        this.columns = List.copyOf(columns);
    }

    /**
     * A column that rows are sorted by.
     *
     * @param numeric whether texts are read as numbers
     * @param descending whether larger values come first
     */
    public record By(ColumnName column, boolean numeric, boolean descending) {}

    /**
     * Parses columns with commas between them. After a column, {@code desc} or {@code asc} may stand;
     * {@code number(column)} has texts ordered as numbers.
     *
     * @throws IllegalArgumentException if it is malformed; the message says where
     */
    public static SortOrder parse(String text) {
        Tokens tokens = new Tokens(text);
        List<By> columns = new ArrayList<>();
        do {
            boolean numeric = tokens.peek().is("number") && tokens.peekSecond().is("(");
            if (numeric) {
                tokens.take();
                tokens.take();
            }
            ColumnName column = tokens.takeColumn();
            if (numeric) {
                tokens.require(")");
            }
            boolean descending = tokens.takeIf("desc");
            if (!descending) {
                tokens.takeIf("asc");
            }
            columns.add(new By(column, numeric, descending));
        } while (tokens.takeIf(","));
        if (tokens.peek().kind() != Tokens.Kind.END) {
            throw tokens.expected("',', 'asc', 'desc' or the end");
        }
        return new SortOrder(text, columns);
    }

    /** Returns the columns, that which counts first before the others. */
    public List<By> columns() {
        return columns;
    }

    /** Returns the text that it was parsed from. */
    @Override
    public String toString() {
        return text;
    }
}
