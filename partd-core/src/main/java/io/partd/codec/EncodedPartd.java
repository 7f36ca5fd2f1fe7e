package io.partd.codec;

import io.partd.Guarantee;
import io.partd.Partd;
import io.partd.Section;
import io.partd.Store;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.SortedSet;
import java.util.stream.Stream;

/** A partd of values over a store of their frames. */
final class EncodedPartd<V> implements Partd<V> {

    private final Codec<V> codec;
    private final Store store;
    private final DecodedValues<V> values;

    EncodedPartd(Codec<V> codec, Store store) {
        this.codec = codec;
        this.store = Objects.requireNonNull(store, "store");
        values = new DecodedValues<>(store, this::decoded);
    }

    @Override
    public void append(Map<String, ? extends V> batch) throws IOException {
        Map<String, List<ByteBuffer>> frames = new LinkedHashMap<>();
        for (Map.Entry<String, ? extends V> entry : batch.entrySet()) {
            frames.put(entry.getKey(), encoded(entry.getValue()));
        }
        store.appendBuffers(frames);
    }

    @Override
    public List<V> get(List<String> keys) throws IOException {
        return values.get(keys);
    }

    @Override
    public Stream<V> stream(String key) throws IOException {
        return FrameStream.of(new Frames(key, store.open(key)), codec::decode);
    }

    @Override
    public List<V> pop(List<String> keys) throws IOException {
        return values.pop(keys);
    }

    @Override
    public boolean iset(String key, V value) throws IOException {
        return store.iset(key, Frames.joined(encoded(value)));
    }

    @Override
    public void delete(Collection<String> keys) throws IOException {
        store.delete(keys);
    }

    @Override
    public SortedSet<String> keys() throws IOException {
        return store.keys();
    }

    @Override
    public long size(String key) throws IOException {
        return store.size(key);
    }

    @Override
    public void drop() throws IOException {
        store.drop();
    }

    @Override
    public void flush() throws IOException {
        store.flush();
    }

    @Override
    public Section lock() throws IOException {
        return store.lock();
    }

    @Override
    public Set<Guarantee> guarantees() {
        return store.guarantees();
    }

    @Override
    public void close() throws IOException {
        store.close();
    }

    @Override
    public String toString() {
        return codec + "(" + store + ")";
    }

    private List<ByteBuffer> encoded(V value) throws IOException {
        return Frames.of(codec.encode(Objects.requireNonNull(value, "value")));
    }

    private V decoded(String key, byte[] stored) throws IOException {
        try (Stream<V> pieces = FrameStream.of(new Frames(key, new ByteArrayInputStream(stored)), codec::decode)) {
            return codec.join(pieces.toList());
        } catch (UncheckedIOException e) {
            throw e.getCause();
        }
    }
}
