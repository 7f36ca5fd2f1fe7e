package io.partd.history;

import io.partd.Guarantee;
import io.partd.OutcomeUnknownException;
import io.partd.PartlyAppendedException;
import io.partd.Section;
import io.partd.Store;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.NoSuchElementException;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;

/**
 * A store that writes down what one thread does to another store. All that is appended must be from
 * {@link UniqueValues}. A stream is read as it is opened: what is recorded is its contents.
 */
public final class RecordedStore implements Store {

    private final Store store;
    private final History history;
    private final String thread;

    /** Makes one for a thread; its name is unique in the history. */
    public RecordedStore(Store store, History history, String thread) {
        this.store = store;
        this.history = history;
        this.thread = thread;
    }

    @FunctionalInterface
    private interface Call<T> {
        T run(Returned returned) throws IOException;
    }

    /** What a call has returned. */
    private static final class Returned {

        private final SortedMap<String, List<Long>> values = new TreeMap<>();
        private String detail = "";
        private boolean garbled;

        void value(String key, byte[] bytes) {
            List<Long> numbers = new ArrayList<>();
            int end = UniqueValues.parse(bytes, numbers);
            values.put(key, numbers);
            if (end < bytes.length) {
                garbled = true;
                detail = key + " has " + bytes.length + " bytes, of which those from " + end
                        + " on are no whole value that was ever appended";
            }
        }
    }

    private <T> T record(Operation.Kind kind, Map<String, List<Long>> given, Call<T> call) throws IOException {
        long start = history.moment();
        Returned returned = new Returned();
        returned.values.putAll(given);
        Operation.Outcome outcome = Operation.Outcome.UNKNOWN;
        try {
            T result = call.run(returned);
            outcome = returned.garbled ? Operation.Outcome.GARBLED : Operation.Outcome.OK;
            return result;
        } catch (OutcomeUnknownException e) {
            returned.detail = e.toString();
            throw e;
        } catch (PartlyAppendedException e) {
            SortedMap<String, List<Long>> appended = new TreeMap<>(returned.values);
            appended.keySet().retainAll(e.appended());
            history.add(
                    new Operation(thread, kind, appended, e.toString(), start, history.moment(), Operation.Outcome.OK));
            returned.values.keySet().removeAll(e.appended());
            returned.detail = e.toString();
            outcome = Operation.Outcome.FAILED;
            throw e;
        } catch (IOException | RuntimeException e) {
            outcome = Operation.Outcome.FAILED;
            returned.detail = e.toString();
            throw e;
        } finally {
            history.add(
                    new Operation(thread, kind, returned.values, returned.detail, start, history.moment(), outcome));
        }
    }

    private static Map<String, List<Long>> none(Collection<String> keys) {
        Map<String, List<Long>> values = new TreeMap<>();
        keys.forEach(key -> values.put(key, List.of()));
        return values;
    }

    private static long number(byte[] value) {
        return UniqueValues.number(value)
                .orElseThrow(() -> new IllegalArgumentException("only one of UniqueValues can be recorded"));
    }

    @Override
    public void append(Map<String, ? extends byte[]> batch) throws IOException {
        Map<String, List<Long>> given = new TreeMap<>();
        batch.forEach((key, value) -> given.put(key, List.of(number(value))));
        record(Operation.Kind.APPEND, given, returned -> {
            store.append(batch);
            return null;
        });
    }

    @Override
    public void append(String key, byte[] value) throws IOException {
        record(Operation.Kind.APPEND, Map.of(key, List.of(number(value))), returned -> {
            store.append(key, value);
            return null;
        });
    }

    @Override
    public void appendBuffers(Map<String, ? extends List<ByteBuffer>> batch) throws IOException {
        Map<String, List<Long>> given = new TreeMap<>();
        batch.forEach((key, buffers) -> given.put(key, List.of(number(joined(buffers)))));
        record(Operation.Kind.APPEND, given, returned -> {
            store.appendBuffers(batch);
            return null;
        });
    }

    private static byte[] joined(List<ByteBuffer> buffers) {
        byte[] bytes = new byte[buffers.stream().mapToInt(ByteBuffer::remaining).sum()];
        int at = 0;
        for (ByteBuffer buffer : buffers) {
            buffer.get(buffer.position(), bytes, at, buffer.remaining());
            at += buffer.remaining();
        }
        return bytes;
    }

    @Override
    public List<byte[]> get(List<String> keys) throws IOException {
        return record(Operation.Kind.GET, none(keys), returned -> {
            List<byte[]> values = store.get(keys);
            for (int i = 0; i < keys.size(); i++) {
                returned.value(keys.get(i), values.get(i));
            }
            return values;
        });
    }

    @Override
    public InputStream open(String key) throws IOException {
        return record(Operation.Kind.GET, none(List.of(key)), returned -> {
            try (InputStream in = store.open(key)) {
                byte[] bytes = in.readAllBytes();
                returned.value(key, bytes);
                return new ByteArrayInputStream(bytes);
            }
        });
    }

    @Override
    public List<byte[]> pop(List<String> keys) throws IOException {
        return record(Operation.Kind.POP, none(keys), returned -> {
            List<byte[]> values = store.pop(keys);
            for (int i = 0; i < keys.size(); i++) {
                returned.value(keys.get(i), values.get(i));
            }
            return values;
        });
    }

    @Override
    public boolean iset(String key, byte[] value) throws IOException {
        return record(Operation.Kind.ISET, Map.of(key, List.of(number(value))), returned -> {
            boolean set = store.iset(key, value);
            returned.detail = Boolean.toString(set);
            return set;
        });
    }

    @Override
    public void delete(Collection<String> keys) throws IOException {
        record(Operation.Kind.DELETE, none(keys), returned -> {
            store.delete(keys);
            return null;
        });
    }

    @Override
    public void drop() throws IOException {
        record(Operation.Kind.DROP, Map.of(), returned -> {
            store.drop();
            return null;
        });
    }

    @Override
    public SortedSet<String> keys() throws IOException {
        return record(Operation.Kind.KEYS, Map.of(), returned -> {
            SortedSet<String> keys = store.keys();
            returned.values.putAll(none(keys));
            return keys;
        });
    }

    @Override
    public long size(String key) throws IOException {
        return record(Operation.Kind.SIZE, none(List.of(key)), returned -> {
            long size = store.size(key);
            returned.detail = Long.toString(size);
            return size;
        });
    }

    /** Reads everything, while nobody else uses the store. */
    public void contents() throws IOException {
        record(Operation.Kind.CONTENTS, Map.of(), returned -> {
            List<String> keys = new ArrayList<>(store.keys());
            List<byte[]> values = store.get(keys);
            for (int i = 0; i < keys.size(); i++) {
                returned.value(keys.get(i), values.get(i));
            }
            return null;
        });
    }

    @Override
    public Section lock() throws IOException {
        return section(store::lock);
    }

    /** A section that does not begin in time is recorded as a call that failed. */
    @Override
    public Optional<Section> tryLock(Duration timeout) throws IOException {
        try {
            return Optional.of(section(() -> store.tryLock(timeout).orElseThrow()));
        } catch (NoSuchElementException e) {
            return Optional.empty();
        }
    }

    @FunctionalInterface
    private interface Locking {
        Section lock() throws IOException;
    }

    private Section section(Locking locking) throws IOException {
        Section section = record(Operation.Kind.LOCK, Map.of(), returned -> locking.lock());
        return () -> record(Operation.Kind.UNLOCK, Map.of(), returned -> {
            section.close();
            return null;
        });
    }

    @Override
    public void flush() throws IOException {
        record(Operation.Kind.FLUSH, Map.of(), returned -> {
            store.flush();
            return null;
        });
    }

    @Override
    public void compact() throws IOException {
        record(Operation.Kind.COMPACT, Map.of(), returned -> {
            store.compact();
            return null;
        });
    }

    @Override
    public void close() throws IOException {
        record(Operation.Kind.CLOSE, Map.of(), returned -> {
            store.close();
            return null;
        });
    }

    @Override
    public void claim(Collection<String> keys) throws IOException {
        store.claim(keys);
    }

    @Override
    public Set<Guarantee> guarantees() {
        return store.guarantees();
    }

    @Override
    public String toString() {
        return store.toString();
    }
}
