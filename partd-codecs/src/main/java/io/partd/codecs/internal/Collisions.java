package io.partd.codecs.internal;

import java.io.IOException;
import java.util.Collection;
import java.util.HashMap;
import java.util.IdentityHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Refuses large maps and sets whose keys were chosen to have the same hash, which makes each search go through them
 * all. Keys that are all texts, or all whole numbers, are no concern: Java keeps those in order.
 */
public final class Collisions {

    private static final int LARGE = 1024;
    private static final int MOST_OF_ONE_HASH = 64;

    private final IdentityHashMap<Object, Hashes> large = new IdentityHashMap<>();

    /** Makes a check for the maps and sets of one value. */
    public Collisions() {}

    /** The hashes of one container's keys, once they are not all of one ordered class. */
    private static final class Hashes {

        private final @Nullable Class<?> ordered;
        private @Nullable Map<Integer, Integer> counts;

        private Hashes(@Nullable Object key) {
            ordered = key instanceof String || key instanceof Long ? key.getClass() : null;
        }

        private void add(@Nullable Object key) throws IOException {
            Map<Integer, Integer> counted = counts;
            if (counted != null
                    && counted.merge(key == null ? 0 : key.hashCode(), 1, Integer::sum) > MOST_OF_ONE_HASH) {
                throw new IOException("more than " + MOST_OF_ONE_HASH + " keys of a dict or set have the same hash");
            }
        }

        private boolean needsCounts(@Nullable Object key) {
            return counts == null && (ordered == null || key == null || key.getClass() != ordered);
        }
    }

    /**
     * Looks at a key that has just been added.
     *
     * @param container the map or set
     * @param keys all its keys
     * @throws IOException if too many keys have one hash
     */
    public void check(Object container, Collection<?> keys, @Nullable Object added) throws IOException {
        if (keys.size() < LARGE) {
            return;
        }
        Hashes hashes = large.get(container);
        if (hashes == null) {
            hashes = new Hashes(added);
            large.put(container, hashes);
            for (Object key : keys) {
                if (hashes.needsCounts(key)) {
                    hashes.counts = new HashMap<>();
                }
            }
            if (hashes.counts != null) {
                addAll(hashes, keys);
            }
        } else if (hashes.needsCounts(added)) {
            hashes.counts = new HashMap<>();
            addAll(hashes, keys);
        } else {
            hashes.add(added);
        }
    }

    private static void addAll(Hashes hashes, Collection<?> keys) throws IOException {
        for (Object key : keys) {
            hashes.add(key);
        }
    }
}
