package io.partd.cli.shuffle;

import io.partd.Metadata;
import io.partd.Store;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Optional;

/**
 * How rows are partitioned. A store that keeps {@link Metadata} remembers it, so that rows that are appended later go
 * to the same partitions.
 *
 * @param naming how partitions are named
 * @param way what decides, as in {@code hash into 64}
 * @param columns the columns as they were given, by names or numbers
 */
record Partitioning(Naming naming, String way, String columns) {

    private static final String METADATA = "shuffle";
    private static final String BY = " by ";

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
                && present.substring(0, by).equals(way)
                && areSameColumns(present.substring(by + BY.length()), columns);
        if (!same) {
            throw new IOException(
                    store + " is partitioned by shuffle's '" + present + "', and not by '" + this + "'; " + remedy);
        }
    }

    private static boolean areSameColumns(String present, String given) {
        return present.equals(given) || present.matches("\\d+") || given.matches("\\d+");
    }

    @Override
    public String toString() {
        return way + BY + columns;
    }
}
