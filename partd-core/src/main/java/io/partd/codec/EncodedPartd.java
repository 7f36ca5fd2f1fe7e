package io.partd.codec;

import io.partd.BatchWriter;
import io.partd.ByteSize;
import io.partd.ForwardingPartd;
import io.partd.LazyStream;
import io.partd.Store;
import io.partd.internal.IoFunction;
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

/** A partd of values over a store of bytes, in which each value is one frame or more. */
class EncodedPartd<V> extends ForwardingPartd<V> {

    private final Object codec;
    private final Store store;
    private final IoFunction<V, List<ByteBuffer>> encoder;
    private final IoFunction<byte[], V> decoder;
    private final Function<List<V>, V> join;
    private final DecodedValues<V> values;

    /**
     * Makes a partd.
     *
     * @param codec shown by {@code toString} as the name
     * @param encoder encodes a value as frames
     * @param decoder decodes the payload of one frame
     * @param join joins the decoded frames of a key
     */
    EncodedPartd(
            Object codec,
            Store store,
            IoFunction<V, List<ByteBuffer>> encoder,
            IoFunction<byte[], V> decoder,
            Function<List<V>, V> join) {
        super(Objects.requireNonNull(store, "store"));
        this.codec = codec;
        this.store = store;
        this.encoder = encoder;
        this.decoder = decoder;
        this.join = join;
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
    public BatchWriter<V> batchWriter(ByteSize memory) throws IOException {
        return encodingWriter(memory, this::encoded);
    }

    /** Returns a writer that encodes each item and gathers its frames. */
    final <T> BatchWriter<T> encodingWriter(ByteSize memory, IoFunction<T, List<ByteBuffer>> itemEncoder)
            throws IOException {
        BatchWriter<byte[]> frames = store.batchWriter(memory);
        return new BatchWriter<>() {
            @Override
            public void append(String key, T item) throws IOException {
                frames.append(key, Frames.joined(itemEncoder.apply(item)));
            }

            @Override
            public void flush() throws IOException {
                frames.flush();
            }

            @Override
            public void close() throws IOException {
                frames.close();
            }

            @Override
            public String toString() {
                return frames.toString();
            }
        };
    }

    @Override
    public List<V> get(List<String> keys) throws IOException {
        return values.get(keys);
    }

    @Override
    public Stream<V> stream(String key) throws IOException {
        return stream(new Frames(key, store.open(key)));
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
        return encoder.apply(Objects.requireNonNull(value, "value"));
    }

    private Stream<V> stream(Frames frames) {
        return LazyStream.of(() -> frames.next(decoder), frames);
    }

    private V decoded(String key, byte[] stored) throws IOException {
        try (Stream<V> pieces = stream(new Frames(key, new ByteArrayInputStream(stored)))) {
            return join.apply(pieces.toList());
        } catch (UncheckedIOException e) {
            throw e.getCause();
        }
    }
}
