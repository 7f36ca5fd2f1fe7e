package io.partd.zmq.client;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Keys that the server is known to take, as they are sent; a bounded number of them. Thread-safe. */
final class KnownKeys {

    private static final int OVERHEAD = 100;
    private static final long MOST_BYTES = 8 << 20;

    private final Map<String, byte[]> encoded = new HashMap<>();
    private long bytes;

    /** Returns those of the keys that are not known. */
    synchronized List<String> unknownOf(List<String> keys) {
        List<String> unknown = List.of();
        for (String key : keys) {
            if (!encoded.containsKey(key)) {
                unknown = unknown.isEmpty() ? new ArrayList<>() : unknown;
                unknown.add(key);
            }
        }
        return unknown;
    }

    /** Adds keys; if there are too many, those before are forgotten. */
    synchronized void add(List<String> keys) {
        for (String key : keys) {
            byte[] utf8 = ClientKeys.encode(key);
            long cost = OVERHEAD + 2L * key.length() + utf8.length;
            if (bytes + cost > MOST_BYTES) {
                clear();
            }
            if (encoded.put(key, utf8) == null) {
                bytes += cost;
            }
        }
    }

    /** Returns keys as they are sent. */
    synchronized byte[][] encode(List<String> keys) {
        byte[][] all = new byte[keys.size()][];
        for (int i = 0; i < all.length; i++) {
            byte[] known = encoded.get(keys.get(i));
            all[i] = known == null ? ClientKeys.encode(keys.get(i)) : known;
        }
        return all;
    }

    /** Forgets all. */
    synchronized void clear() {
        encoded.clear();
        bytes = 0;
    }
}
