package io.partd.cli.shuffle;

import io.partd.Metadata;
import io.partd.Store;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * How rows are partitioned. A dataset remembers it, so that rows that are appended later go to the same partitions.
 *
 * @param method what decides
 * @param count how many partitions there are; 0 if it is as many as values
 * @param columns the columns, by names; by numbers where the names are not known
 */
record Partitioning(Method method, int count, List<String> columns) {

    private static final String METADATA = "shuffle";
    private static final String BY = " by ";

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

    /** Has a store remember this, if it keeps metadata. The first one wins. */
    void remember(Store store) throws IOException {
        Optional<Metadata> metadata = store.metadata();
        if (metadata.isPresent()) {
            metadata.get().putIfAbsent(METADATA, toString().getBytes(StandardCharsets.UTF_8));
        }
    }

    /**
     * Checks that a store remembers the same partitioning, or none. A column's number may stand for any name.
     *
     * @param remedy what to do otherwise
     */
    void requireSame(Store store, String remedy) throws IOException {
        Optional<Metadata> metadata = store.metadata();
        byte[] entry = metadata.isEmpty() ? null : metadata.get().entries().get(METADATA);
        if (entry == null) {
            return;
        }
        String present = new String(entry, StandardCharsets.UTF_8);
        int by = present.indexOf(BY);
        boolean same = by > 0
                && present.substring(0, by).equals(way())
                && areSame(present.substring(by + BY.length()), joinedColumns());
        if (!same) {
            throw new IOException(
                    store + " is partitioned by shuffle's '" + present + "', and not by '" + this + "'; " + remedy);
        }
    }

    /** Tells whether two are the same; a column's number may stand for any name. */
    boolean isLike(Partitioning other) {
        if (method != other.method || count != other.count || columns.size() != other.columns.size()) {
            return false;
        }
        for (int i = 0; i < columns.size(); i++) {
            if (!areSame(columns.get(i), other.columns.get(i))) {
                return false;
            }
        }
        return true;
    }

    private static boolean areSame(String column, String other) {
        return column.equals(other) || column.matches("\\d+") || other.matches("\\d+");
    }

    private String way() {
        return count == 0 ? method.toString() : method + " into " + count;
    }

    private String joinedColumns() {
        return String.join(",", columns);
    }

    /** Returns it in words, as in {@code hash into 64 by origin}. */
    @Override
    public String toString() {
        return way() + BY + joinedColumns();
    }
}
