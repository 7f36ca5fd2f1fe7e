package io.partd.arrow;

import io.partd.ForwardingPartd;
import io.partd.Guarantee;
import io.partd.LazyStream;
import io.partd.Section;
import io.partd.Store;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** A partd of tables over a store of files. */
final class TableFilesPartd extends ForwardingPartd<Table> {

    private final Store store;
    private final FileTables.Opener opener;
    private final String name;

    TableFilesPartd(Store store, FileTables.Opener opener, String name) {
        super(store);
        this.store = store;
        this.opener = opener;
        this.name = name;
    }

    @Override
    public void append(Map<String, ? extends Table> batch) throws IOException {
        for (Map.Entry<String, ? extends Table> entry : batch.entrySet()) {
            Objects.requireNonNull(entry.getKey(), "key");
            Objects.requireNonNull(entry.getValue(), "value");
        }
        // The store is to say what it has against the keys, or that it is closed.
        store.get(List.of());
        for (String key : batch.keySet()) {
            store.size(key);
        }
        if (!batch.isEmpty()) {
            throw readOnly();
        }
    }

    @Override
    public boolean iset(String key, Table value) throws IOException {
        Objects.requireNonNull(value, "value");
        store.size(key);
        throw readOnly();
    }

    private IOException readOnly() {
        return new IOException(
                this + " is only read: its values are whole files; the codec arrow stores tables to append to");
    }

    @Override
    public List<Table> get(List<String> keys) throws IOException {
        List<Table> tables = new ArrayList<>();
        try {
            for (String key : keys) {
                tables.add(read(key));
            }
            return tables;
        } catch (Throwable e) {
            tables.forEach(Table::close);
            throw e;
        }
    }

    private Table read(String key) throws IOException {
        List<Table> batches = new ArrayList<>();
        try (FileTables file = opener.open(key)) {
            if (file != null) {
                for (Table table = file.next(); table != null; table = file.next()) {
                    batches.add(table);
                }
            }
        } catch (Throwable e) {
            batches.forEach(Table::close);
            throw e;
        }
        return batches.isEmpty() ? Table.empty() : Table.join(batches);
    }

    @Override
    public Stream<Table> stream(String key) throws IOException {
        @Nullable FileTables file = opener.open(key);
        return file == null ? Stream.empty() : LazyStream.of(file::next, file);
    }

    /** Makes the tables before anything is taken out. */
    @Override
    public List<Table> pop(List<String> keys) throws IOException {
        if (!store.guarantees().contains(Guarantee.EXCLUSIVE_SECTIONS)) {
            throw new IOException(
                    store + " promises no exclusive sections, which pop needs here; get, and then delete");
        }
        Section section = store.lock();
        try (section) {
            List<Table> tables = get(keys);
            try {
                store.delete(keys);
                return tables;
            } catch (Throwable e) {
                tables.forEach(Table::close);
                throw e;
            }
        }
    }

    @Override
    public String toString() {
        return name + "(" + store + ")";
    }
}
