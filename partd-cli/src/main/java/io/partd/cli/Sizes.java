package io.partd.cli;

import io.partd.Partd;
import io.partd.Section;
import java.io.IOException;
import java.util.SortedMap;
import java.util.TreeMap;

/** The keys of a store with the sizes of their values. */
final class Sizes {

    private Sizes() {}

    /** Returns the sizes as of one moment; others wait for it. */
    @SuppressWarnings("try") // the section is held, not used
    static SortedMap<String, Long> of(Partd<?> store) throws IOException {
        SortedMap<String, Long> sizes = new TreeMap<>();
        try (Section alone = store.lock()) {
            for (String key : store.keys()) {
                sizes.put(key, store.size(key));
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
