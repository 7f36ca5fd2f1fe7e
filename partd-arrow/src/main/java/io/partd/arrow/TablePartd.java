package io.partd.arrow;

import io.partd.ForwardingPartd;
import io.partd.Guarantee;
import io.partd.OutcomeUnknownException;
import io.partd.Section;
import io.partd.Store;
import io.partd.arrow.SchemaRules.Difference;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Stream;
import org.apache.arrow.memory.BufferAllocator;
import org.apache.arrow.vector.types.pojo.Schema;
import org.jspecify.annotations.Nullable;

/** A partd of tables over a store of their frames. */
final class TablePartd extends ForwardingPartd<Table> {

    private final Store store;
    private final BufferAllocator allocator;
    private final String name;
    private final KnownSchemas known = new KnownSchemas();

    TablePartd(Store store, BufferAllocator allocator, String name) {
        super(Objects.requireNonNull(store, "store"));
        this.store = store;
        this.allocator = allocator;
        this.name = name;
    }

    @Override
    public void append(Map<String, ? extends Table> batch) throws IOException {
        Map<String, TableFrame> encoded = new LinkedHashMap<>();
        try {
            Map<String, List<ByteBuffer>> frames = new LinkedHashMap<>();
            for (Map.Entry<String, ? extends Table> entry : batch.entrySet()) {
                String key = Objects.requireNonNull(entry.getKey(), "key");
                TableFrame table = TableFrame.of(Objects.requireNonNull(entry.getValue(), "value"));
                encoded.put(key, table);
                frames.put(key, table.buffers());
            }
            append(batch, encoded, frames);
        } finally {
            encoded.values().forEach(TableFrame::close);
        }
    }

    private void append(
            Map<String, ? extends Table> batch, Map<String, TableFrame> encoded, Map<String, List<ByteBuffer>> frames)
            throws IOException {
        List<String> unknown = new ArrayList<>();
        for (Map.Entry<String, TableFrame> entry : encoded.entrySet()) {
            Schema present = known.of(entry.getKey());
            if (present == null || fault(present, entry.getValue(), table(batch, entry.getKey())) != null) {
                unknown.add(entry.getKey());
            }
        }
        if (unknown.isEmpty()) {
            store.appendBuffers(frames);
            return;
        }
        Section section = isExclusive() ? store.lock() : () -> {};
        try {
            for (String key : unknown) {
                TableFrame table = Objects.requireNonNull(encoded.get(key));
                Schema present = storedSchema(key);
                String fault = present == null ? null : fault(present, table, table(batch, key));
                if (fault != null) {
                    throw new IOException("key '" + key + "': " + fault);
                }
            }
            store.appendBuffers(frames);
            for (String key : unknown) {
                learn(key, Objects.requireNonNull(encoded.get(key)).schema());
            }
        } finally {
            section.close();
        }
    }

    private static Table table(Map<String, ? extends Table> batch, String key) {
        return Objects.requireNonNull(batch.get(key), "value");
    }

    /** In a section. Of a key that had pieces before, the first one's schema is known from looking at it. */
    private void learn(String key, Schema appended) {
        if (known.of(key) == null) {
            known.set(key, appended);
        }
    }

    /** Says why a table cannot go to a key of a schema; null if it can. */
    private static @Nullable String fault(Schema present, TableFrame encoded, Table table) {
        Difference difference = SchemaRules.between(present, encoded.schema());
        if (difference != null) {
            return difference.what() + " is " + difference.present() + "; " + difference.given()
                    + " cannot be appended";
        }
        for (RecordBatch batch : table.batches()) {
            String path = SchemaRules.unexpectedNull(
                    present, encoded.schema(), batch.root().getFieldVectors());
            if (path != null) {
                return "column '" + path + "' may not be null; one with nulls cannot be appended";
            }
        }
        return null;
    }

    /** Looks at the first piece of a key, in a section; null if there is none. */
    private @Nullable Schema storedSchema(String key) throws IOException {
        known.forget(List.of(key));
        if (store.size(key) == 0) {
            return null;
        }
        try (Pieces pieces = new Pieces(key, store.open(key), 0, allocator)) {
            Schema schema = pieces.firstSchema();
            if (schema != null) {
                known.set(key, schema);
            }
            return schema;
        }
    }

    @Override
    public List<Table> get(List<String> keys) throws IOException {
        return keys.size() == 1 ? List.of(read(keys.get(0))) : decoded(keys, store.get(keys));
    }

    /** Reads a value of any size. */
    private Table read(String key) throws IOException {
        long present = store.size(key);
        return decoded(key, store.open(key), present);
    }

    private List<Table> decoded(List<String> keys, List<byte[]> stored) throws IOException {
        List<Table> tables = new ArrayList<>();
        boolean done = false;
        try {
            for (int i = 0; i < keys.size(); i++) {
                tables.add(decoded(keys.get(i), new ByteArrayInputStream(stored.get(i)), stored.get(i).length));
            }
            done = true;
            return tables;
        } finally {
            if (!done) {
                tables.forEach(Table::close);
            }
        }
    }

    private Table decoded(String key, InputStream stored, long present) throws IOException {
        List<Table> tables = new ArrayList<>();
        boolean done = false;
        try (Pieces pieces = new Pieces(key, stored, present, allocator)) {
            for (Table table = pieces.next(); table != null; table = pieces.next()) {
                tables.add(table);
            }
            Table joined = tables.isEmpty() ? Table.empty() : Table.join(tables);
            done = true;
            return joined;
        } finally {
            if (!done) {
                tables.forEach(Table::close);
            }
        }
    }

    @Override
    public Stream<Table> stream(String key) throws IOException {
        long present = store.size(key);
        return TableStream.of(new Pieces(key, store.open(key), present, allocator));
    }

    /** Decodes before anything is taken out. */
    @Override
    public List<Table> pop(List<String> keys) throws IOException {
        if (Set.copyOf(keys).size() < keys.size() || !isExclusive()) {
            return popFromShared(keys);
        }
        Section section = store.lock();
        List<Table> tables = List.of();
        boolean done = false;
        try {
            tables = get(keys);
            if (keys.size() == 1) {
                // Is wholly deleted or not at all, and need not fit into an array.
                store.delete(keys);
            } else {
                store.pop(keys);
            }
            known.forget(keys);
            done = true;
            return tables;
        } finally {
            if (!done) {
                tables.forEach(Table::close);
            }
            section.close();
        }
    }

    /** Others may change the values after they were decoded and before they are taken out. */
    private List<Table> popFromShared(List<String> keys) throws IOException {
        List<byte[]> seen = store.get(keys);
        List<Table> tables = decoded(keys, seen);
        List<byte[]> taken = List.of();
        try {
            taken = store.pop(keys);
            known.forget(keys);
            if (!Arrays.deepEquals(seen.toArray(), taken.toArray())) {
                tables.forEach(Table::close);
                tables = List.of();
                tables = decoded(keys, taken);
            }
            return tables;
        } catch (Throwable e) {
            tables.forEach(Table::close);
            putBack(keys, taken, e);
            throw e;
        }
    }

    private void putBack(List<String> keys, List<byte[]> taken, Throwable why) throws OutcomeUnknownException {
        try {
            for (int i = 0; i < taken.size(); i++) {
                store.append(keys.get(i), taken.get(i));
            }
        } catch (IOException | RuntimeException e) {
            OutcomeUnknownException lost = new OutcomeUnknownException(
                    "popped values cannot be decoded: " + why.getMessage() + "; some may be lost, since they cannot be"
                            + " put back: " + e.getMessage(),
                    why);
            lost.addSuppressed(e);
            throw lost;
        }
    }

    private boolean isExclusive() {
        return store.guarantees().contains(Guarantee.EXCLUSIVE_SECTIONS);
    }

    @Override
    public boolean iset(String key, Table value) throws IOException {
        try (TableFrame encoded = TableFrame.of(value)) {
            boolean set = store.iset(key, encoded.array());
            if (set) {
                known.set(key, encoded.schema());
            }
            return set;
        }
    }

    @Override
    public void delete(Collection<String> keys) throws IOException {
        super.delete(keys);
        known.forget(keys);
    }

    @Override
    public void drop() throws IOException {
        super.drop();
        known.forgetAll();
    }

    @Override
    public String toString() {
        return name + "(" + store + ")";
    }
}
