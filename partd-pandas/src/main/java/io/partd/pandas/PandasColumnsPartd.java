package io.partd.pandas;

import io.partd.ForwardingPartd;
import io.partd.Guarantee;
import io.partd.Partd;
import io.partd.Section;
import io.partd.Store;
import io.partd.arrow.Table;
import io.partd.codecs.numpy.Numpy;
import io.partd.codecs.numpy.NumpyArray;
import io.partd.codecs.pickle.PickleWriter;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** A partd of tables over a store of their columns. */
final class PandasColumnsPartd extends ForwardingPartd<Table> {

    private static final Numpy ARRAYS = Numpy.codec(PandasNames.READER).pickled();

    private final Store store;
    private final Partd<NumpyArray> arrays;
    private final @Nullable List<String> selected;
    private final Tables tables;
    private final StoredColumns stored;
    private final String name;

    PandasColumnsPartd(Store store, @Nullable List<String> selected, Tables tables, String name) {
        super(store);
        this.store = store;
        this.selected = selected;
        this.tables = tables;
        this.name = name;
        arrays = ARRAYS.over(store);
        stored = new StoredColumns(store, arrays);
    }

    @Override
    public void append(Map<String, ? extends Table> batch) throws IOException {
        Map<String, AppendedTable> appended = new LinkedHashMap<>();
        for (Map.Entry<String, ? extends Table> entry : batch.entrySet()) {
            String key = entry.getKey();
            stored.requireKey(key);
            appended.put(key, appended(key, Objects.requireNonNull(entry.getValue(), "value")));
        }
        if (appended.isEmpty()) {
            store.appendBuffers(Map.of());
            return;
        }
        Section section = store.lock();
        try (section) {
            appendInSection(appended);
        }
    }

    private AppendedTable appended(String key, Table table) throws IOException {
        if (selected != null) {
            throw new IOException("a view of the columns " + selected + " is only read");
        }
        try {
            return AppendedTable.of(table);
        } catch (IOException e) {
            throw new IOException("key '" + key + "': " + e.getMessage(), e);
        }
    }

    private void appendInSection(Map<String, AppendedTable> appended) throws IOException {
        Map<String, NumpyArray> batch = new LinkedHashMap<>();
        Map<String, List<ByteBuffer>> metadata = new LinkedHashMap<>();
        PickleWriter pickles = new PickleWriter();
        for (Map.Entry<String, AppendedTable> entry : appended.entrySet()) {
            String key = entry.getKey();
            AppendedTable table = entry.getValue();
            Layout layout = stored.layout(key);
            if (layout == null) {
                layout = new Layout(table.labels(), table.indexName());
                metadata.put(ColumnKeys.columns(key), List.of(ByteBuffer.wrap(pickles.write(table.labels()))));
                metadata.put(ColumnKeys.indexName(key), List.of(ByteBuffer.wrap(pickles.write(table.indexName()))));
            } else {
                layout.requireSame(key, table);
            }
            List<String> keys = stored.columnKeys(key, layout.labels());
            batch.put(ColumnKeys.index(key), table.index());
            for (int i = 0; i < keys.size(); i++) {
                batch.put(keys.get(i), table.columns().get(i));
            }
        }
        ARRAYS.over(new WithMetadata(store, metadata)).append(batch);
    }

    @Override
    public List<Table> get(List<String> keys) throws IOException {
        for (String key : keys) {
            stored.requireKey(key);
        }
        if (keys.isEmpty()) {
            store.get(keys);
        }
        List<List<PandasFrame>> frames = new ArrayList<>();
        Section section = section();
        try (section) {
            for (String key : keys) {
                PandasFrame frame = stored.frame(key, selected);
                frames.add(frame == null ? List.of() : List.of(frame));
            }
        }
        return tables.all(keys, frames);
    }

    private Section section() throws IOException {
        return store.guarantees().contains(Guarantee.EXCLUSIVE_SECTIONS) ? store.lock() : () -> {};
    }

    @Override
    public Stream<Table> stream(String key) throws IOException {
        stored.requireKey(key);
        Section section = section();
        try (section) {
            Layout layout = stored.layout(key, selected);
            return layout == null ? Stream.of() : new RowStream(key, layout, tables).over(arrays, stored);
        }
    }

    /** Makes the tables before anything is taken out, and takes it out in the store's own all or nothing step. */
    @Override
    public List<Table> pop(List<String> keys) throws IOException {
        Set<String> distinct = new HashSet<>();
        for (String key : keys) {
            if (!distinct.add(Objects.requireNonNull(key, "key"))) {
                throw new IllegalArgumentException("key '" + key + "' is given twice");
            }
        }
        Section section = store.lock();
        try (section) {
            List<Table> popped = get(keys);
            try {
                store.pop(stored.all(keys));
                return popped;
            } catch (Throwable e) {
                popped.forEach(Table::close);
                throw e;
            }
        }
    }

    @Override
    public boolean iset(String key, Table value) throws IOException {
        Objects.requireNonNull(value, "value");
        stored.requireKey(key);
        AppendedTable table = appended(key, value);
        Section section = store.lock();
        try (section) {
            if (value.rowCount() == 0 || store.size(ColumnKeys.index(key)) > 0) {
                return false;
            }
            appendInSection(Map.of(key, table));
            return true;
        }
    }

    @Override
    public void delete(Collection<String> keys) throws IOException {
        Section section = section();
        try (section) {
            store.delete(stored.all(keys));
        }
    }

    @Override
    public SortedSet<String> keys() throws IOException {
        SortedSet<String> keys = new TreeSet<>();
        for (String key : store.keys()) {
            if (key.endsWith(ColumnKeys.INDEX) && key.length() > ColumnKeys.INDEX.length()) {
                keys.add(key.substring(0, key.length() - ColumnKeys.INDEX.length()));
            }
        }
        return keys;
    }

    @Override
    public long size(String key) throws IOException {
        stored.requireKey(key);
        Section section = section();
        try (section) {
            return stored.size(key);
        }
    }

    @Override
    public String toString() {
        return name + "(" + store + ")";
    }
}
