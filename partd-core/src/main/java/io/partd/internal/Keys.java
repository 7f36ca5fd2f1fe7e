package io.partd.internal;

import io.partd.InvalidKeyException;
import java.util.Arrays;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;

/** Checks and sorts keys. */
public final class Keys {

    private Keys() {}

    /**
     * Checks that a key is not empty.
     *
     * @throws InvalidKeyException if the key is empty
     */
    public static void check(String key) throws InvalidKeyException {
        if (key.isEmpty()) {
            throw new InvalidKeyException(key, "a key must have at least one character");
        }
    }

    /**
     * Checks that no key is empty.
     *
     * @throws InvalidKeyException if a key is empty
     */
    public static void check(Collection<String> keys) throws InvalidKeyException {
        for (String key : keys) {
            check(key);
        }
    }

    /** Returns the keys that begin with a prefix, in order. Sorts only these. */
    public static Stream<String> sorted(Stream<String> keys, String prefix) {
        String[] found = keys.filter(key -> key.startsWith(prefix)).toArray(String[]::new);
        Arrays.sort(found);
        return Stream.of(found);
    }

    /**
     * Checks that no key is given twice.
     *
     * @throws IllegalArgumentException if a key is given twice
     */
    public static void requireDistinct(List<String> keys) {
        Set<String> seen = new HashSet<>();
        for (String key : keys) {
            if (!seen.add(key)) {
                throw new IllegalArgumentException("key '" + key + "' is given twice; a value can be popped only once");
            }
        }
    }
}
