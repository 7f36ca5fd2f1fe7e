package io.partd.cli;

import io.partd.Guarantee;
import io.partd.Partd;
import io.partd.Section;
import java.io.IOException;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Stream;

/** The keys of a store with the sizes of their values. */
final class Sizes {

    private Sizes() {}

    /** Returns the sizes of all keys, as {@link #of(Partd, String)} does. */
    static SortedMap<String, Long> of(Partd<?> store) throws IOException {
        return of(store, "");
    }

    /**
     * Returns the sizes of the keys that begin with a prefix; as of one moment, for which others wait, in a store that
     * has sections.
     */
    @SuppressWarnings("try") // the section is held, not used
    static SortedMap<String, Long> of(Partd<?> store, String prefix) throws IOException {
        SortedMap<String, Long> sizes = new TreeMap<>();
        try (Section alone = store.guarantees().contains(Guarantee.EXCLUSIVE_SECTIONS) ? store.lock() : () -> {};
                Stream<String> keys = store.keys(prefix)) {
            for (String key : (Iterable<String>) keys::iterator) {
                long size = store.size(key);
                if (size > 0) {
                    sizes.put(key, size);
                }
            }
        }
        return sizes;
    }

    /** Returns the sum of the sizes. */
    static long total(SortedMap<String, Long> sizes) {
        long total = 0;
        for (long size : sizes.values()) {
            total += size;
        }
        return total;
    }
}
