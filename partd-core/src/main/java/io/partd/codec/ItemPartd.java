package io.partd.codec;

import io.partd.BatchWriter;
import io.partd.ByteSize;
import io.partd.Partd;
import java.io.IOException;
import java.util.List;
import java.util.stream.Stream;

/**
 * A partd of lists, to which items may be added one by one: {@code get} returns all items of a key, in append order. An
 * {@link ItemCodec} makes one of a store.
 *
 * @param <T> one item
 */
public interface ItemPartd<T> extends Partd<List<T>> {

    /**
     * Adds one item to one key, as {@code append(key, List.of(item))} does.
     *
     * @throws io.partd.InvalidKeyException if the store cannot hold the key
     * @throws IOException if the item could not be stored; nothing was added
     */
    default void add(String key, T item) throws IOException {
        append(key, List.of(item));
    }

    /**
     * Returns the items of a key lazily, in append order, as of this call. Never holds more than one.
     *
     * @return a stream to close after use; an {@link java.io.UncheckedIOException} from it wraps what went wrong
     */
    default Stream<T> items(String key) throws IOException {
        return stream(key).flatMap(List::stream);
    }

    /** Returns a writer that gathers items; {@link Partd#batchWriter} says how. */
    BatchWriter<T> itemWriter(ByteSize memory) throws IOException;
}
