package io.partd.codec;

import io.partd.ForwardingPartd;
import io.partd.Store;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Stream;

/** A partd of values over a store of their frames. */
final class EncodedPartd<V> extends ForwardingPartd<V> {

    private final Codec<V> codec;
    private final Store store;
    private final DecodedValues<V> values;

    EncodedPartd(Codec<V> codec, Store store) {
        super(Objects.requireNonNull(store, "store"));
        this.codec = codec;
        this.store = store;
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
