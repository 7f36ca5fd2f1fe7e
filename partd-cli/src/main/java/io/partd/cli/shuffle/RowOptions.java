package io.partd.cli.shuffle;

import io.partd.arrow.shuffle.TableShuffle;
import io.partd.expression.Condition;
import io.partd.expression.SortOrder;
import io.partd.shuffle.FieldFormat;
import io.partd.shuffle.NullKeys;
import io.partd.shuffle.RowSelection;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** The options that say which rows are wanted, and what of them. */
final class RowOptions {

    @Option(
            names = "--columns",
            paramLabel = "COLUMN[,COLUMN]...",
            split = ",",
            description = "The columns to write, in this order (default: all). Tables read only these.")
    private List<String> columns = new ArrayList<>();

    @Option(
            names = "--where",
            paramLabel = "CONDITION",
            description = {
                "Write only rows for which this holds, as in \"fare > 10 and state in ('OR', 'WA')\": = != < <= > >= in, between, like, "
                        + "is null, and, or, not."
            })
    private @Nullable String where;

    @Option(
            names = "--sort-by",
            paramLabel = "COLUMN[ desc][,...]",
            description = {
                "Sort the rows of each partition by these columns, null last; number(c) orders texts by number."
            })
    private @Nullable String sortBy;

    @Option(names = "--limit", paramLabel = "N", description = "Write the first N such rows only, and read no further.")
    private @Nullable Long limit;

    @Option(
            names = "--null-key",
            paramLabel = "partition|drop|error",
            description = {
                "What becomes of rows whose key has no value: a partition of their own, nothing, or an error (default: partition)."
            })
    private NullKeys nullKeys = NullKeys.PARTITION;

    @Option(
            names = "--drop-key",
            description = {
                "Leave the columns that --by names out of what is written; of a key made of a column, as month(c) is, that column stays. "
                        + "Files of tables with --distinct are so without it."
            })
    private boolean dropKey;

    @Option(
            names = "--keep-key",
            description = {
                "Write these columns, as it is done of text, and of tables unless they are files of --distinct."
            })
    private boolean keepKey;

    /** Checks the options themselves. */
    void check() {
        if (dropKey && keepKey) {
            throw new IllegalArgumentException("--drop-key and --keep-key exclude each other");
        }
        if (limit != null && limit < 0) {
            throw new IllegalArgumentException("--limit " + limit + " is negative");
        }
        condition();
        order();
    }

    /** Tells whether all rows are written, as they are. */
    boolean areAll() {
        return columns.isEmpty()
                && where == null
                && limit == null
                && sortBy == null
                && !dropKey
                && nullKeys == NullKeys.PARTITION;
    }

    /** Returns the rows of text that are wanted, by some keys. */
    RowSelection of(FieldFormat format, List<String> keys) {
        RowSelection rows = RowSelection.by(format, keys.toArray(String[]::new)).nullKeys(nullKeys);
        Condition condition = condition();
        if (condition != null) {
            rows = rows.where(condition);
        }
        if (!columns.isEmpty()) {
            rows = rows.columns(columns().toArray(String[]::new));
        }
        SortOrder order = order();
        if (order != null) {
            rows = rows.sortedBy(order);
        }
        if (dropKey) {
            rows = rows.withoutKey();
        }
        return limit == null ? rows : rows.limit(limit);
    }

    /** Tells whether rows have all columns of the input, at the same places. */
    boolean haveAllColumns() {
        return columns.isEmpty() && !dropKey;
    }

    /** Tells whether the key's columns are to be left out. */
    boolean dropKey() {
        return dropKey;
    }

    /**
     * Tells whether files of tables are without the key's columns.
     *
     * @param named whether the files' directories have the key in their names
     */
    boolean leaveOutKeyOfTables(boolean named) {
        return dropKey || (named && !keepKey);
    }

    /** Returns the order of rows; null if it is that of the input. */
    private @Nullable SortOrder order() {
        if (sortBy == null) {
            return null;
        }
        try {
            return SortOrder.parse(sortBy);
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException("--sort-by " + sortBy + ": " + e.getMessage(), e);
        }
    }

    /** Returns a shuffle of the rows of tables that are wanted. */
    TableShuffle of(TableShuffle shuffle) {
        TableShuffle rows = shuffle.nullKeys(nullKeys);
        Condition condition = condition();
        if (condition != null) {
            rows = rows.where(condition);
        }
        if (!columns.isEmpty()) {
            rows = rows.columns(columns().toArray(String[]::new));
        }
        SortOrder order = order();
        if (order != null) {
            rows = rows.sortedBy(order);
        }
        return limit == null ? rows : rows.limit(limit);
    }

    private @Nullable Condition condition() {
        if (where == null) {
            return null;
        }
        try {
            return Condition.parse(where);
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException("--where " + where + ": " + e.getMessage(), e);
        }
    }

    /** Returns the columns to write; none if all are. */
    List<String> columns() {
        return columns.stream().map(RowOptions::unquoted).toList();
    }

    /** Returns a name that may be in quotes, for the sake of a comma in it. */
    private static String unquoted(String name) {
        boolean quoted = name.length() > 1 && name.startsWith("\"") && name.endsWith("\"");
        return quoted ? name.substring(1, name.length() - 1).replace("\"\"", "\"") : name;
    }
}
