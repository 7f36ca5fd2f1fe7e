package io.partd.arrow.shuffle;

import java.util.List;

/**
 * A column that the rows of a partition are sorted by, nulls last.
 *
 * @param path its place among the columns, and, if it is within structs, the places in these, from outside inward
 * @param descending whether larger values come first
 */
public record SortedColumn(List<Integer> path, boolean descending) {

    /** Takes a column. */
    public SortedColumn {
        path = List.copyOf(path);
    }
}
