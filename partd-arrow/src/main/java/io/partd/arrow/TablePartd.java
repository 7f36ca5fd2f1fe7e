package io.partd.arrow;

import io.partd.CorruptDataException;
import io.partd.ForwardingPartd;
import io.partd.Guarantee;
import io.partd.LazyStream;
import io.partd.OutcomeUnknownException;
import io.partd.Section;
import io.partd.Store;
import io.partd.arrow.schema.BatchCast;
import io.partd.arrow.schema.SchemaConflictException;
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
    private final SchemaMode schemas;
    private final String name;
    private final KnownSchemas known = new KnownSchemas();

    TablePartd(Store store, BufferAllocator allocator, SchemaMode schemas, String name) {
        super(Objects.requireNonNull(store, "store"));
        this.store = store;
        this.allocator = allocator;
        this.schemas = schemas;
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
            Schema given = entry.getValue().schema();
            if (present == null || !covers(present, given) || BatchCast.mayRefuse(given, present)) {
                unknown.add(entry.getKey());
            }
        }
        if (unknown.isEmpty()) {
            store.appendBuffers(frames);
            return;
        }
        Section section = isExclusive() ? store.lock() : () -> {};
        try (section) {
            Map<String, Schema> unified = new LinkedHashMap<>();
            for (String key : unknown) {
                Table table = Objects.requireNonNull(batch.get(key), "value");
                Schema given = Objects.requireNonNull(encoded.get(key)).schema();
                unified.put(key, unified(key, given, table));
            }
            store.appendBuffers(frames);
            unified.forEach(known::set);
        }
    }

    /** Tells whether a table with a schema leaves a key's schema as it is. */
    private boolean covers(Schema present, Schema given) {
        try {
            return present.equals(given) || present.equals(schemas.unified(present, given));
        } catch (SchemaConflictException e) {
            return false;
        }
    }

    /**
     * Returns the schema of a key with one table more, in a section.
     *
     * @throws IOException if there is none, or values that it does not have, so that the key could not be read again
     */
    private Schema unified(String key, Schema given, Table table) throws IOException {
        Schema first = storedSchema(key, 1);
        Schema present = first == null || covers(first, given) ? first : storedSchema(key, Long.MAX_VALUE);
        if (present == null) {
            return given;
        }
        try {
            Schema unified = schemas.unified(present, given);
            if (BatchCast.mayRefuse(given, unified)) {
                cast(key, table, unified).close();
            }
            if (BatchCast.mayRefuse(present, unified)) {
                requireReadable(key, unified);
            }
            return unified;
        } catch (SchemaConflictException e) {
            throw new IOException(
                    "key '" + key + "': " + e.what() + " is " + e.first() + "; " + e.second() + " cannot be appended",
                    e);
        }
    }

    private void requireReadable(String key, Schema unified) throws IOException {
        try (Pieces pieces = pieces(key, unified)) {
            for (Table table = pieces.next(); table != null; table = pieces.next()) {
                table.close();
            }
        }
    }

    /** Looks at the schemas of the first pieces of a key, so many at most; null if there is none. */
    private @Nullable Schema storedSchema(String key, long most) throws IOException {
        if (store.size(key) == 0) {
            return null;
        }
        try (Pieces pieces = new Pieces(key, store.open(key), 0, allocator, schemas, null)) {
            long read = 0;
            while (read < most && pieces.skip()) {
                read++;
            }
            return pieces.schema();
        }
    }

    /** Returns the schema of all pieces of a key; null if there is none, or one is damaged, which reading it tells. */
    private @Nullable Schema readableSchema(String key) throws IOException {
        try {
            return storedSchema(key, schemas == SchemaMode.STRICT ? 1 : Long.MAX_VALUE);
        } catch (CorruptDataException e) {
            return null;
        }
    }

    /** Returns the pieces of a key, each as a table with this schema, or with its own if it is null. */
    private Pieces pieces(String key, @Nullable Schema unified) throws IOException {
        long present = store.size(key);
        return new Pieces(key, store.open(key), present, allocator, schemas, unified);
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
        try {
            for (int i = 0; i < keys.size(); i++) {
                tables.add(decoded(keys.get(i), new ByteArrayInputStream(stored.get(i)), stored.get(i).length));
            }
            return tables;
        } catch (Throwable e) {
            tables.forEach(Table::close);
            throw e;
        }
    }

    private Table decoded(String key, InputStream stored, long present) throws IOException {
        List<Table> tables = new ArrayList<>();
        try (Pieces pieces = new Pieces(key, stored, present, allocator, schemas, null)) {
            for (Table table = pieces.next(); table != null; table = pieces.next()) {
                tables.add(table);
            }
            Schema unified = pieces.schema();
            if (unified != null && pieces.drift()) {
                castAll(key, tables, unified);
            }
            return unified == null ? Table.empty() : Table.join(tables);
        } catch (Throwable e) {
            tables.forEach(Table::close);
            throw e;
        }
    }

    private void castAll(String key, List<Table> tables, Schema unified) throws IOException {
        for (int i = 0; i < tables.size(); i++) {
            Table table = tables.get(i);
            if (!table.written().equals(unified)) {
                tables.set(i, cast(key, table, unified));
                table.close();
            }
        }
    }

    private Table cast(String key, Table table, Schema unified) throws IOException {
        try {
            return table.cast(unified, allocator);
        } catch (IOException e) {
            throw new IOException("key '" + key + "': " + e.getMessage(), e);
        }
    }

    @Override
    public Stream<Table> stream(String key) throws IOException {
        Pieces pieces = pieces(key, readableSchema(key));
        return LazyStream.of(pieces::next, pieces);
    }

    /** Decodes before anything is taken out. */
    @Override
    public List<Table> pop(List<String> keys) throws IOException {
        if (Set.copyOf(keys).size() < keys.size() || !isExclusive()) {
            return popFromShared(keys);
        }
        Section section = store.lock();
        try (section) {
            List<Table> tables = get(keys);
            try {
                if (keys.size() == 1) {
                    // Is wholly deleted or not at all, and need not fit into an array.
                    store.delete(keys);
                } else {
                    store.pop(keys);
                }
                known.forget(keys);
                return tables;
            } catch (Throwable e) {
                tables.forEach(Table::close);
                throw e;
            }
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
