package io.partd.expression;

import java.util.List;

/**
 * The name of a column in an expression.
 *
 * @param text the whole name, without quotes if all of it was in quotes
 * @param path the names of a member and those that it is within, outermost first; a quoted name is one
 */
public record ColumnName(String text, List<String> path) {

    /** Makes a name; the list is copied. */
    public ColumnName {
        path = List.copyOf(path);
    }

    /** Returns the text. */
    @Override
    public String toString() {
        return text;
    }
}
