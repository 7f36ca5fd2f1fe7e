package io.partd.parquet.read;

import java.util.List;
import java.util.Set;
import org.apache.parquet.format.RowGroup;
import org.jspecify.annotations.Nullable;

/**
 * Selects what is read of a file, and how.
 *
 * @param columns the numbers of the fields, ascending
 * @param encoded the numbers of those that become indices in dictionaries; all are columns of byte strings
 * @param groups the row groups
 * @param pruning leaves out pages of the row groups; null if all are read
 * @param limits of a batch
 */
public record Selection(
        List<Integer> columns,
        Set<Integer> encoded,
        List<RowGroup> groups,
        @Nullable Pruning pruning,
        ReadLimits limits) {

    /** Returns one of all. */
    public static Selection all(FileDescription file, ReadLimits limits) {
        return new Selection(file.all(), Set.of(), file.metadata().row_groups, null, limits);
    }

    /** Returns one of some columns. */
    public Selection columns(List<Integer> some) {
        return new Selection(List.copyOf(some), encoded, groups, pruning, limits);
    }

    /** Returns one with other columns as indices. */
    public Selection encoded(Set<Integer> some) {
        return new Selection(columns, Set.copyOf(some), groups, pruning, limits);
    }

    /** Returns one of some row groups. */
    public Selection groups(List<RowGroup> some) {
        return new Selection(columns, encoded, some, pruning, limits);
    }

    /** Returns one without the row groups and pages that have no row for a condition. */
    public Selection without(Pruning rows) {
        return new Selection(
                columns, encoded, groups.stream().filter(rows::mayHold).toList(), rows, limits);
    }

    /** Returns one with other limits. */
    public Selection limits(ReadLimits others) {
        return new Selection(columns, encoded, groups, pruning, others);
    }
}
