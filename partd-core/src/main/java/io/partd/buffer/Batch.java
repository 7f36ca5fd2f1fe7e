package io.partd.buffer;

import io.partd.Store;
import io.partd.internal.Bytes;
import io.partd.internal.Keys;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The argument of one append, checked, with its sizes. For one thread at a time. */
final class Batch {

    /** Hands what the caller gave to another store as it is. */
    private interface Whole {
        void appendTo(Store store) throws IOException;
    }

    private final Whole whole;
    private String[] keys;
    private Object[] values;
    private long[] lengths;
    private int count;
    private long bytes;

    private Batch(int size, Whole whole) {
        this.whole = whole;
        keys = new String[size];
        values = new Object[size];
        lengths = new long[size];
    }

    static Batch ofBuffers(Map<String, ? extends List<ByteBuffer>> map) throws IOException {
        Batch batch = new Batch(map.size(), store -> store.appendBuffers(map));
        for (Map.Entry<String, ? extends List<ByteBuffer>> entry : map.entrySet()) {
            batch.add(entry.getKey(), entry.getValue(), Bytes.remaining(entry.getValue()));
        }
        return batch;
    }

    static Batch ofArrays(Map<String, ? extends byte[]> map) throws IOException {
        Batch batch = new Batch(map.size(), store -> store.append(map));
        for (Map.Entry<String, ? extends byte[]> entry : map.entrySet()) {
            byte[] value = entry.getValue();
            batch.add(entry.getKey(), value, value.length);
        }
        return batch;
    }

    private void add(String key, Object value, long length) throws IOException {
        Keys.check(key);
        if (count == keys.length) { // a concurrent map has grown
            keys = Arrays.copyOf(keys, count + count / 2 + 1);
            values = Arrays.copyOf(values, keys.length);
            lengths = Arrays.copyOf(lengths, keys.length);
        }
        keys[count] = key;
        values[count] = value;
        lengths[count] = length;
        count++;
        bytes += length;
    }

    int count() {
        return count;
    }

    String key(int i) {
        return keys[i];
    }

    List<String> keys() {
        return Arrays.asList(keys).subList(0, count);
    }

    /** The number of bytes of a value. */
    long length(int i) {
        return lengths[i];
    }

    /** The number of bytes of all values. */
    long bytes() {
        return bytes;
    }

    /** A value that is an array, or null if it is a list of buffers. */
    byte @Nullable [] array(int i) {
        return values[i] instanceof byte[] array ? array : null;
    }

    /** A value as a list of buffers. */
    @SuppressWarnings("unchecked") // what is not an array was given as a list of buffers
    List<ByteBuffer> buffers(int i) {
        return values[i] instanceof byte[] array ? List.of(ByteBuffer.wrap(array)) : (List<ByteBuffer>) values[i];
    }

    /** Appends the batch to a store, after what a buffer holds of its keys. */
    void appendTo(Store store, List<Run> earlier) throws IOException {
        if (earlier.isEmpty()) {
            whole.appendTo(store);
            return;
        }
        Map<String, List<ByteBuffer>> joined = new LinkedHashMap<>();
        for (Run run : earlier) {
            joined.put(run.key(), run.buffers());
        }
        for (int i = 0; i < count; i++) {
            joined.computeIfAbsent(keys[i], key -> new ArrayList<>()).addAll(buffers(i));
        }
        store.appendBuffers(joined);
    }
}
