package io.partd.codec;

import io.partd.BatchWriter;
import io.partd.ByteSize;
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
import java.util.function.Function;
import java.util.stream.Stream;

/** A partd of values over a store of their frames. */
class EncodedPartd<V> extends ForwardingPartd<V> {

    private final Object codec;
    private final Store store;
    private final Framing<V> framing;
    private final Frames.Decoder<V> decoder;
    private final Function<List<V>, V> join;
    private final DecodedValues<V> values;

    /**
     * Makes one.
     *
     * @param codec what is shown as the name
     * @param decoder decodes one frame
     * @param join joins the values of a key's frames
     */
    EncodedPartd(Object codec, Store store, Framing<V> framing, Frames.Decoder<V> decoder, Function<List<V>, V> join) {
        super(Objects.requireNonNull(store, "store"));
        this.codec = codec;
        this.store = store;
        this.framing = framing;
        this.decoder = decoder;
        this.join = join;
        values = new DecodedValues<>(store, this::decoded);
    }

    /** What makes frames of a value. */
    @FunctionalInterface
    interface Framing<V> {

        List<ByteBuffer> frames(V value) throws IOException;
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
    public BatchWriter<V> batchWriter(ByteSize memory) throws IOException {
        return new EncodingWriter<>(store.batchWriter(memory), this::encoded);
    }

    @Override
    public List<V> get(List<String> keys) throws IOException {
        return values.get(keys);
    }

    @Override
    public Stream<V> stream(String key) throws IOException {
        return FrameStream.of(new Frames(key, store.open(key)), decoder);
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
    public Stream<String> keys(String prefix) throws IOException {
        return store.keys(prefix);
    }

    @Override
    public String toString() {
        return codec + "(" + store + ")";
    }

    private List<ByteBuffer> encoded(V value) throws IOException {
        return framing.frames(Objects.requireNonNull(value, "value"));
    }

    private V decoded(String key, byte[] stored) throws IOException {
        try (Stream<V> pieces = FrameStream.of(new Frames(key, new ByteArrayInputStream(stored)), decoder)) {
            return join.apply(pieces.toList());
        } catch (UncheckedIOException e) {
            throw e.getCause();
        }
    }
}
