package io.partd.cli.shuffle;

import io.partd.shuffle.Partitioner;
import io.partd.shuffle.Partitioners;
import io.partd.shuffle.Source;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.stream.IntStream;

/**
 * How rows are partitioned. A dataset remembers it, so that rows that are appended later go to the same partitions.
 *
 * @param method what decides
 * @param count how many partitions there are; 0 if it is as many as values
 * @param columns the columns, by names; by numbers where the names are not known
 */
record Partitioning(Method method, int count, List<String> columns) {

    /** What decides which partition a row goes to. */
    enum Method {
        HASH,
        RANGE,
        NUMERIC_RANGE,
        VALUE;

        /** Returns what it is called in datasets. */
        @Override
        public String toString() {
            return name().toLowerCase(Locale.ROOT).replace('_', ' ');
        }
    }

    /** Returns how partitions are named. */
    Naming naming() {
        return method == Method.VALUE ? Naming.BY_VALUE : Naming.NUMBERED;
    }

    /** Tells whether partitions are ranges, so that their bounds have to be known. */
    boolean hasBounds() {
        return method == Method.RANGE || method == Method.NUMERIC_RANGE;
    }

    /** Returns the names of partitions, as far as they are known before there are rows. */
    List<String> names(String suffix) {
        if (count == 0) {
            return List.of();
        }
        Partitioner numbered = Partitioners.hash(count, suffix);
        return IntStream.range(0, count).mapToObj(numbered::name).toList();
    }

    /** Returns the same with the names of columns that are given by numbers, where a part's contents tell them. */
    Partitioning named(FileContents contents, Source part) throws IOException {
        List<String> names = new ArrayList<>();
        for (String column : columns) {
            names.add(isNumber(column) ? contents.columnName(part, column) : column);
        }
        return new Partitioning(method, count, names);
    }

    /** Tells whether two are the same; a column's number may stand for any name, where the names are not known. */
    boolean isLike(Partitioning other) {
        return method == other.method && count == other.count && areSame(columns, other.columns);
    }

    /** Tells whether it is by these columns, as {@link #toString} has them. */
    boolean isBy(String joined) {
        return joined.equals(joinedColumns()) || areSame(columns, List.of(joined.split(",", -1)));
    }

    private static boolean areSame(List<String> columns, List<String> others) {
        if (columns.size() != others.size()) {
            return false;
        }
        for (int i = 0; i < columns.size(); i++) {
            String column = columns.get(i);
            String other = others.get(i);
            if (!column.equals(other) && isNumber(column) == isNumber(other)) {
                return false;
            }
        }
        return true;
    }

    private static boolean isNumber(String column) {
        return column.matches("\\d+");
    }

    /** Returns it in words, but for the columns. */
    String way() {
        return count == 0 ? method.toString() : method + " into " + count;
    }

    private String joinedColumns() {
        return String.join(",", columns);
    }

    /** Returns it in words, as in {@code hash into 64 by origin}. */
    @Override
    public String toString() {
        return way() + " by " + joinedColumns();
    }
}
