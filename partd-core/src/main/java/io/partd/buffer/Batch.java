package io.partd.buffer;

import io.partd.Store;
import io.partd.internal.Bytes;
import io.partd.internal.IoConsumer;
import io.partd.internal.Keys;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The argument of one append, with its keys checked and its size. It lists keys and values only for the memory table,
 * so that a batch that goes straight to the store below costs one look at each value. For one thread at a time.
 */
final class Batch {

    private final Map<String, ?> map;
    /** Appends what the caller gave to another store as it is. */
    private final IoConsumer<Store> whole;

    private int size;
    private long bytes;
    private long characters;

    private String[] keys = {};
    private Object[] values = {};
    private long[] lengths = {};

    private Batch(Map<String, ?> map, IoConsumer<Store> whole) throws IOException {
        this.map = map;
        this.whole = whole;
        for (Map.Entry<String, ?> entry : map.entrySet()) {
            count(entry.getKey(), length(entry.getValue()));
        }
    }

    private void count(String key, long length) throws IOException {
        Keys.check(key);
        size++;
        bytes += length;
        characters += key.length();
    }

    static Batch ofBuffers(Map<String, ? extends List<ByteBuffer>> map) throws IOException {
        return new Batch(map, store -> store.appendBuffers(map));
    }

    static Batch ofArrays(Map<String, ? extends byte[]> map) throws IOException {
        return new Batch(map, store -> store.append(map));
    }

    private static long length(Object value) {
        return value instanceof byte[] array ? array.length : Bytes.remaining(asBuffers(value));
    }

    @SuppressWarnings("unchecked") // what is not an array was given as a list of buffers
    private static List<ByteBuffer> asBuffers(Object value) {
        return value instanceof byte[] array ? List.of(ByteBuffer.wrap(array)) : (List<ByteBuffer>) value;
    }

    /**
     * Lists keys and values by number, for the methods that take one. Counts again, as somebody may have changed the
     * map.
     */
    void list() throws IOException {
        keys = new String[size];
        values = new Object[size];
        lengths = new long[size];
        size = 0;
        bytes = 0;
        characters = 0;
        for (Map.Entry<String, ?> entry : map.entrySet()) {
            if (size == keys.length) {
                keys = Arrays.copyOf(keys, size + size / 2 + 1);
                values = Arrays.copyOf(values, keys.length);
                lengths = Arrays.copyOf(lengths, keys.length);
            }
            keys[size] = entry.getKey();
            values[size] = entry.getValue();
            lengths[size] = length(entry.getValue());
            count(keys[size], lengths[size]);
        }
    }

    /** The number of keys. */
    int size() {
        return size;
    }

    /** The number of bytes of all values. */
    long bytes() {
        return bytes;
    }

    /** The number of characters of all keys. */
    long characters() {
        return characters;
    }

    Collection<String> keys() {
        return map.keySet();
    }

    String key(int i) {
        return keys[i];
    }

    /** The number of bytes of a value. */
    long length(int i) {
        return lengths[i];
    }

    /** A value that is an array, or null if it is a list of buffers. */
    byte @Nullable [] array(int i) {
        return values[i] instanceof byte[] array ? array : null;
    }

    /** A value as a list of buffers. */
    List<ByteBuffer> buffers(int i) {
        return asBuffers(values[i]);
    }

    /** Appends the batch to a store, after what a buffer holds of its keys. */
    void appendTo(Store store, List<Run> earlier) throws IOException {
        if (earlier.isEmpty()) {
            whole.accept(store);
            return;
        }
        Map<String, List<ByteBuffer>> joined = new LinkedHashMap<>();
        for (Run run : earlier) {
            joined.put(run.key(), run.buffers());
        }
        map.forEach((key, value) ->
                joined.computeIfAbsent(key, absent -> new ArrayList<>()).addAll(asBuffers(value)));
        store.appendBuffers(joined);
    }
}
