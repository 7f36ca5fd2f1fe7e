package io.partd.codec;

import io.partd.Store;
import io.partd.internal.Exclusive;
import io.partd.internal.Keys;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/** Whole values of a store of frames, decoded. */
final class DecodedValues<V> {

    private final Store store;
    private final Decoder<V> decoder;

    DecodedValues(Store store, Decoder<V> decoder) {
        this.store = store;
        this.decoder = decoder;
    }

    /** What decodes the frames of one key. */
    @FunctionalInterface
    interface Decoder<V> {

        V decode(String key, byte[] frames) throws IOException;
    }

    List<V> get(List<String> keys) throws IOException {
        return decoded(keys, store.get(keys));
    }

    /** Decodes before anything is taken out, and takes it out in the store's own all or nothing step. */
    List<V> pop(List<String> keys) throws IOException {
        Keys.requireDistinct(keys);
        return Exclusive.take(store, () -> {
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
