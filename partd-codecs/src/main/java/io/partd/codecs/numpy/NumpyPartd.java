package io.partd.codecs.numpy;

import io.partd.ForwardingPartd;
import io.partd.Section;
import io.partd.Store;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.SortedSet;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** A partd of arrays over a store of their bytes and types. */
final class NumpyPartd extends ForwardingPartd<NumpyArray> {

    private final Store store;
    private final String name;
    private final StoredArrays stored;

    NumpyPartd(Store store, String name, StoredArrays stored) {
        super(Objects.requireNonNull(store, "store"));
        this.store = store;
        this.name = name;
        this.stored = stored;
    }

    @Override
    public void append(Map<String, ? extends NumpyArray> batch) throws IOException {
        Map<String, List<ByteBuffer>> buffers = new LinkedHashMap<>();
        Map<String, DType> types = new LinkedHashMap<>();
        for (Map.Entry<String, ? extends NumpyArray> entry : batch.entrySet()) {
            NumpyArray array = Objects.requireNonNull(entry.getValue(), "value");
            StoredTypes.key(entry.getKey());
            if (array.dtype().kind() != Kind.OBJECT) {
                buffers.put(entry.getKey(), stored.encode(array));
            }
            types.put(entry.getKey(), array.dtype());
        }
        Section section = store.lock();
        try (section) {
            Map<String, List<ByteBuffer>> newTypes = newTypes(types);
            for (Map.Entry<String, ? extends NumpyArray> entry : batch.entrySet()) {
                if (entry.getValue().dtype().kind() == Kind.OBJECT) {
                    buffers.put(entry.getKey(), encodedAfterPresent(entry.getKey(), entry.getValue()));
                }
            }
            buffers.putAll(newTypes);
            store.appendBuffers(buffers);
        }
    }

    @Override
    public List<NumpyArray> get(List<String> keys) throws IOException {
        return decoded(keys, store.get(withTypes(keys)));
    }

    @Override
    public Stream<NumpyArray> stream(String key) throws IOException {
        String typeKey = StoredTypes.key(key);
        Section section = StoredTypes.lockToRead(store);
        try (section) {
            DType dtype = StoredTypes.decode(key, store.get(typeKey));
            if (dtype == null) {
                requireNoData(key);
                return Stream.of();
            }
            if (dtype.kind() == Kind.OBJECT) {
                return stored.lists().over(store).stream(key).map(NumpyArray::overObjects);
            }
            InputStream in = store.open(key);
            if (!dtype.equals(StoredTypes.decode(key, store.get(typeKey)))) {
                in.close();
                throw new IOException("key '" + key + "' was made one of another type while it was opened");
            }
            return ArrayStream.of(key, dtype, in);
        }
    }

    /** Decodes before anything is taken out, and takes it out in the store's own all or nothing step. */
    @Override
    public List<NumpyArray> pop(List<String> keys) throws IOException {
        List<String> all = withTypes(keys);
        Section section = store.lock();
        try (section) {
            List<NumpyArray> values = decoded(keys, store.get(all));
            store.pop(all);
            return values;
        }
    }

    @Override
    public boolean iset(String key, NumpyArray value) throws IOException {
        StoredTypes.key(key);
        Map<String, List<ByteBuffer>> buffers = new LinkedHashMap<>(Map.of(key, stored.encode(value)));
        Section section = store.lock();
        try (section) {
            if (store.size(key) > 0 || value.length() == 0) {
                return false;
            }
            buffers.putAll(newTypes(Map.of(key, value.dtype())));
            store.appendBuffers(buffers);
            return true;
        }
    }

    @Override
    public void delete(Collection<String> keys) throws IOException {
        store.delete(withTypes(keys));
    }

    @Override
    public SortedSet<String> keys() throws IOException {
        SortedSet<String> keys = store.keys();
        keys.removeIf(StoredTypes::isOne);
        return keys;
    }

    @Override
    public long size(String key) throws IOException {
        StoredTypes.key(key);
        return store.size(key);
    }

    @Override
    public String toString() {
        return name + "(" + store + ")";
    }

    /**
     * Compares types with those of the keys, in a section; returns what is to be stored of them.
     *
     * @throws IOException if a key has another type, or data but no type
     */
    private Map<String, List<ByteBuffer>> newTypes(Map<String, DType> types) throws IOException {
        List<String> keys = new ArrayList<>(types.keySet());
        List<String> typeKeys = StoredTypes.keys(keys);
        List<byte[]> texts = store.get(typeKeys);
        Map<String, List<ByteBuffer>> missing = new LinkedHashMap<>();
        for (int i = 0; i < keys.size(); i++) {
            String key = keys.get(i);
            DType appended = Objects.requireNonNull(types.get(key));
            DType present = StoredTypes.decode(key, texts.get(i));
            if (present == null) {
                requireNoData(key);
                missing.put(typeKeys.get(i), List.of(ByteBuffer.wrap(StoredTypes.encode(appended))));
            } else if (!present.equals(appended)) {
                throw new IOException(
                        "key '" + key + "' holds elements of " + present + "; " + appended + " cannot be appended");
            }
        }
        return missing;
    }

    private List<ByteBuffer> encodedAfterPresent(String key, NumpyArray objects) throws IOException {
        try (InputStream present = store.open(key)) {
            return stored.encodeAfter(present, objects);
        }
    }

    private void requireNoData(String key) throws IOException {
        long size = store.size(key);
        if (size > 0) {
            throw StoredTypes.missing(key, size);
        }
    }

    /** The keys, then those of their types. */
    private static List<String> withTypes(Collection<String> keys) throws IOException {
        List<String> all = new ArrayList<>(keys);
        all.addAll(StoredTypes.keys(keys));
        return all;
    }

    private List<NumpyArray> decoded(List<String> keys, List<byte[]> values) throws IOException {
        List<NumpyArray> arrays = new ArrayList<>(keys.size());
        for (int i = 0; i < keys.size(); i++) {
            @Nullable DType dtype = StoredTypes.decode(keys.get(i), values.get(keys.size() + i));
            arrays.add(stored.decode(keys.get(i), dtype, values.get(i)));
        }
        return arrays;
    }
}
