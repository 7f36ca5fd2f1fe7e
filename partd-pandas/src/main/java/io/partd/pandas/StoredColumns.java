package io.partd.pandas;

import io.partd.ByteSize;
import io.partd.CorruptDataException;
import io.partd.InvalidKeyException;
import io.partd.Partd;
import io.partd.Store;
import io.partd.codec.SizeLimit;
import io.partd.codecs.numpy.Kind;
import io.partd.codecs.numpy.NumpyArray;
import io.partd.codecs.pickle.Tuple;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** Finds and reads the parts of tables in a store. */
final class StoredColumns {

    private static final SizeLimit UNBOUND = SizeLimit.of(ByteSize.of(Long.MAX_VALUE));

    private final Store store;
    private final Partd<NumpyArray> arrays;

    StoredColumns(Store store, Partd<NumpyArray> arrays) {
        this.store = store;
        this.arrays = arrays;
    }

    /** Lets the store refuse the empty key by its own name. */
    void requireKey(String key) throws IOException {
        Objects.requireNonNull(key, "key");
        if (key.isEmpty()) {
            store.size(key);
        }
    }

    /** Returns what a key's table consists of; null if there is none. */
    @Nullable
    Layout layout(String key) throws IOException {
        List<byte[]> pickles = store.get(List.of(ColumnKeys.columns(key), ColumnKeys.indexName(key)));
        if (pickles.get(0).length == 0) {
            requireNoRows(key);
            return null;
        }
        if (!(unpickled(ColumnKeys.columns(key), pickles.get(0)) instanceof List<?> labels)) {
            throw new CorruptDataException(
                    "key '" + ColumnKeys.columns(key) + "': a pickle, but not of a list of columns");
        }
        return new Layout(plain(labels), indexName(key, pickles.get(1)));
    }

    /**
     * Returns what is to be read of a key's table; null if there is none.
     *
     * @param selected the columns; null for all
     */
    @Nullable
    Layout layout(String key, @Nullable List<String> selected) throws IOException {
        if (selected == null) {
            return layout(key);
        }
        List<byte[]> stored = store.get(List.of(ColumnKeys.indexName(key), ColumnKeys.dtype(ColumnKeys.index(key))));
        return stored.get(1).length == 0 ? null : new Layout(new ArrayList<>(selected), indexName(key, stored.get(0)));
    }

    private void requireNoRows(String key) throws IOException {
        long size = store.size(ColumnKeys.index(key));
        if (size > 0) {
            throw new CorruptDataException("key '" + key + "': an index of " + size
                    + " bytes without a list of columns; '" + ColumnKeys.columns(key) + "' has no value");
        }
    }

    private static List<@Nullable Object> plain(List<?> labels) throws IOException {
        return ObjectColumns.plain(labels, new MemoryBudget(UNBOUND));
    }

    private @Nullable Object indexName(String key, byte[] pickle) throws IOException {
        return pickle.length == 0
                ? null
                : plain(Collections.singletonList(unpickled(ColumnKeys.indexName(key), pickle)))
                        .get(0);
    }

    private static @Nullable Object unpickled(String key, byte[] pickle) throws CorruptDataException {
        try {
            return PandasNames.READER.read(pickle);
        } catch (IOException | RuntimeException e) {
            throw new CorruptDataException("key '" + key + "': " + e.getMessage(), e);
        }
    }

    /** Returns the keys of the columns' arrays. */
    List<String> columnKeys(String key, List<@Nullable Object> labels) throws IOException {
        List<String> keys = new ArrayList<>();
        for (Object label : labels) {
            String escaped = ColumnKeys.escaped(key, label);
            String whole = ColumnKeys.whole(key, label);
            keys.add(!whole.equals(escaped) && hasArray(whole) ? whole : escaped);
        }
        try {
            ColumnKeys.requireDistinct(key, labels, keys);
        } catch (IOException e) {
            throw new CorruptDataException("key '" + key + "': " + e.getMessage(), e);
        }
        return keys;
    }

    private boolean hasArray(String key) throws IOException {
        try {
            return store.size(ColumnKeys.dtype(key)) > 0;
        } catch (InvalidKeyException e) {
            return false;
        }
    }

    /** Reads a table, or some columns of it; null if there is none. */
    @Nullable
    PandasFrame frame(String key, @Nullable List<String> selected) throws IOException {
        Layout layout = layout(key, selected);
        if (layout == null) {
            return null;
        }
        List<String> keys = new ArrayList<>(columnKeys(key, layout.labels()));
        keys.add(ColumnKeys.index(key));
        List<NumpyArray> read = arrays.get(keys);
        int last = read.size() - 1;
        if (selected != null) {
            for (int i = 0; i < last; i++) {
                if (read.get(i).length() == 0 && !hasArray(keys.get(i))) {
                    throw noColumn(key, selected.get(i));
                }
            }
        }
        List<Column> columns = new ArrayList<>();
        for (int i = 0; i < last; i++) {
            NumpyArray array = read.get(i);
            if (array.length() != read.get(last).length()) {
                throw new CorruptDataException("key '" + key + "': column '"
                        + TableSchema.name(layout.labels().get(i)) + "' has " + array.length()
                        + " rows, and the index " + read.get(last).length());
            }
            columns.add(column(key, layout.labels().get(i), array));
        }
        return frame(key, layout, columns, read.get(last));
    }

    private IOException noColumn(String key, String label) throws IOException {
        Layout layout = layout(key);
        List<String> names = layout == null
                ? List.of()
                : layout.labels().stream().map(TableSchema::name).toList();
        return new IOException("key '" + key + "' has no column '" + label + "'; it has " + names);
    }

    static Column column(String key, @Nullable Object label, NumpyArray array) throws IOException {
        try {
            return NumpyColumns.of(array, new MemoryBudget(UNBOUND));
        } catch (IOException e) {
            throw new CorruptDataException(
                    "key '" + key + "': column '" + TableSchema.name(label) + "' " + e.getMessage(), e);
        }
    }

    /** Makes a frame of columns and of the array that is their index. */
    static PandasFrame frame(String key, Layout layout, List<Column> columns, NumpyArray index) throws IOException {
        List<Column> levels = new ArrayList<>();
        List<@Nullable Object> names = new ArrayList<>();
        int count = levels(index);
        try {
            for (int level = 0; level < count; level++) {
                names.add(
                        layout.indexName() instanceof Tuple tuple && tuple.size() == count && count > 1
                                ? tuple.get(level)
                                : count > 1 ? null : layout.indexName());
                levels.add(NumpyColumns.of(count == 1 ? index : level(index, level), new MemoryBudget(UNBOUND)));
            }
        } catch (IOException e) {
            throw new CorruptDataException("key '" + key + "': the index " + e.getMessage(), e);
        }
        List<@Nullable Object> noName = new ArrayList<>();
        noName.add(null);
        return new PandasFrame(layout.labels(), noName, columns, names, levels, index.length());
    }

    /** A {@code MultiIndex} is stored as tuples, or lists, all of one length. */
    private static int levels(NumpyArray index) {
        if (index.dtype().kind() != Kind.OBJECT || index.length() == 0) {
            return 1;
        }
        int levels = parts(index.toObjects().get(0)).size();
        for (Object value : index.toObjects()) {
            if (levels == 0 || parts(value).size() != levels) {
                return 1;
            }
        }
        return levels;
    }

    private static List<? extends @Nullable Object> parts(@Nullable Object value) {
        return value instanceof Tuple tuple ? tuple.toList() : value instanceof List<?> list ? list : List.of();
    }

    private static NumpyArray level(NumpyArray index, int level) {
        List<@Nullable Object> values = new ArrayList<>();
        for (Object value : index.toObjects()) {
            values.add(parts(value).get(level));
        }
        return NumpyArray.ofObjects(values);
    }

    /** Returns all keys of the store that tables consist of. */
    List<String> all(Collection<String> keys) throws IOException {
        List<String> all = new ArrayList<>();
        for (String key : keys) {
            requireKey(key);
            all.addAll(List.of(ColumnKeys.columns(key), ColumnKeys.indexName(key)));
            for (String array : arrayKeys(key)) {
                all.add(array);
                all.add(ColumnKeys.dtype(array));
            }
        }
        return all.stream().distinct().toList();
    }

    long size(String key) throws IOException {
        long size = 0;
        for (String array : arrayKeys(key)) {
            size += store.size(array);
        }
        return size;
    }

    /** The arrays of a table; where its list of columns is gone or damaged, all that lies where its arrays would. */
    private List<String> arrayKeys(String key) throws IOException {
        List<String> keys = new ArrayList<>(List.of(ColumnKeys.index(key)));
        try {
            Layout layout = layout(key);
            if (layout != null) {
                keys.addAll(columnKeys(key, layout.labels()));
            }
        } catch (CorruptDataException e) {
            for (String stored : store.keys()) {
                if (stored.startsWith(key + "/") && stored.indexOf('/', key.length() + 1) < 0) {
                    keys.add(stored);
                }
            }
        }
        return keys;
    }
}
