package io.partd.cli.shuffle;

import io.partd.Store;
import io.partd.shuffle.RecordFormat;
import java.io.IOException;
import java.util.Collection;
import java.util.SortedSet;
import java.util.TreeSet;

/** The partitions that a store has already, to which rows are to be added. */
final class PresentParts {

    private final Store store;
    private final RecordFormat format;
    private final Partitioning partitioning;

    PresentParts(Store store, RecordFormat format, Partitioning partitioning) {
        this.store = store;
        this.format = format;
        this.partitioning = partitioning;
    }

    /** Checks that there is nothing but partitions. */
    void requireOwn() throws IOException {
        for (String key : store.keys()) {
            if (!partitioning.naming().matches(key)) {
                throw new IOException(store + " has the key '" + key
                        + "', which partd shuffle did not write; choose another dataset");
            }
        }
    }

    /**
     * Checks that partitions to add are those that there are. Without headers, some of those may have no key.
     *
     * @param added the partitions, as far as they are known
     */
    void requireSame(Collection<String> added) throws IOException {
        if (partitioning.naming() == Naming.NUMBERED) {
            requireSameNumbered(added);
        }
        requireSame(store, partitioning);
    }

    /** Checks that a store remembers the same partitioning, or none. */
    static void requireSame(Store store, Partitioning partitioning) throws IOException {
        StoreProperties.requireSame(store, partitioning, "use the same --by and -n, or choose another dataset");
    }

    private void requireSameNumbered(Collection<String> added) throws IOException {
        SortedSet<String> present = store.keys();
        SortedSet<String> both = new TreeSet<>(added);
        both.addAll(present);
        if (!present.isEmpty() && (both.size() > added.size() || (hasHeader() && !present.equals(both)))) {
            throw new IOException(store + " has " + present.size() + " partitions up to " + present.last() + ", and "
                    + added.size() + " up to " + new TreeSet<>(added).last()
                    + " would be appended; use the same -n and --format");
        }
    }

    private boolean hasHeader() {
        return format.headerEnd(new byte[RecordFormat.PADDING], 0, 0) < 0;
    }
}
