package io.partd.codec;

import io.partd.Store;
import io.partd.internal.ExclusiveSections;
import io.partd.internal.Keys;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/** Reads the values of several keys from a store of frames, and decodes them. */
final class DecodedValues<V> {

    private final Store store;
    private final ValueDecoder<V> decoder;

    DecodedValues(Store store, ValueDecoder<V> decoder) {
        this.store = store;
        this.decoder = decoder;
    }

    /** Decodes and joins the frames of one key. */
    @FunctionalInterface
    interface ValueDecoder<V> {

        V decode(String key, byte[] frames) throws IOException;
    }

    List<V> get(List<String> keys) throws IOException {
        return decoded(keys, store.get(keys));
    }

    /** Decodes all values before the store removes them, in one atomic step of its own. */
    List<V> pop(List<String> keys) throws IOException {
        Keys.requireDistinct(keys);
        return ExclusiveSections.take(store, () -> {
            List<V> values = decoded(keys, store.get(keys));
            store.pop(keys);
            return values;
        });
    }

    private List<V> decoded(List<String> keys, List<byte[]> stored) throws IOException {
        List<V> values = new ArrayList<>(keys.size());
        for (int i = 0; i < keys.size(); i++) {
            values.add(decoder.decode(keys.get(i), stored.get(i)));
        }
        return values;
    }
}
