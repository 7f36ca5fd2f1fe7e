package io.partd.shuffle;

import java.util.ArrayList;
import java.util.List;

/**
 * The column of a table that holds the key, by name or by 1-based number. Immutable.
 *
 * <pre>{@code
 * RecordFormat csv = DelimitedFormat.csv(Column.of("state"));
 * }</pre>
 */
public final class Column {

    private static final int SHOWN = 100;

    private final String text;

    private Column(String text) {
        this.text = text;
    }

    /**
     * Returns the column with a name. If no column has that name and the text is a number, it is the 1-based number.
     *
     * @throws IllegalArgumentException if the text is empty
     */
    public static Column of(String nameOrNumber) {
        if (nameOrNumber.isEmpty()) {
            throw new IllegalArgumentException("empty column; give a name or a 1-based number");
        }
        return new Column(nameOrNumber);
    }

    /** Returns the text the column was made from. */
    @Override
    public String toString() {
        return text;
    }

    /**
     * Returns the 0-based index among the names of a header.
     *
     * @throws IllegalArgumentException if no column has that name or number, or several have that name
     */
    public int index(List<String> names) {
        List<Integer> found = new ArrayList<>();
        for (int i = 0; i < names.size(); i++) {
            if (names.get(i).equals(text)) {
                found.add(i + 1);
            }
        }
        if (found.size() > 1) {
            throw new IllegalArgumentException("columns " + found + " are all called '" + text + "'; give a number");
        }
        if (found.size() == 1) {
            return found.get(0) - 1;
        }
        int number = number();
        if (number < 1 || number > names.size()) {
            throw new IllegalArgumentException("no column '" + text + "'" + NearNames.hint(text, names)
                    + "; there are 1 to " + names.size() + ": " + shown(names));
        }
        return number - 1;
    }

    private static String shown(List<String> names) {
        return names.size() <= SHOWN ? names.toString() : names.subList(0, SHOWN) + " and so on";
    }

    /** Returns the 0-based index in a table without a header. */
    int indexWithoutNames() {
        int number = number();
        if (number < 1) {
            throw new IllegalArgumentException("column '" + text + "' without a header; give a number from 1");
        }
        return number - 1;
    }

    private int number() {
        return text.matches("[0-9]{1,9}") ? Integer.parseInt(text) : -1;
    }
}
