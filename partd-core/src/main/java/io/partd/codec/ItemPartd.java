package io.partd.codec;

import io.partd.BatchWriter;
import io.partd.ByteSize;
import io.partd.Partd;
import java.io.IOException;
import java.util.List;
import java.util.stream.Stream;

/**
 * A partd of lists of items: {@code get} returns all items of a key, in append order. An {@link ItemCodec} makes one
 * over a store.
 *
 * <pre>{@code
 * try (ItemPartd<Trip> trips = Partd.log(directory).with(new TripCodec())) {
 *     trips.add("oslo", new Trip("oslo", 7.50));
 *     List<Trip> oslo = trips.get("oslo");
 * }
 * }</pre>
 *
 * @param <T> the type of an item
 */
public interface ItemPartd<T> extends Partd<List<T>> {

    /**
     * Adds one item to one key, as {@code append(key, List.of(item))} does.
     *
     * @throws io.partd.InvalidKeyException if the store cannot hold the key
     * @throws io.partd.OutcomeUnknownException if it is unknown whether the item is stored; see {@link Partd#append}
     * @throws IOException if the item could not be stored; nothing was added
     */
    default void add(String key, T item) throws IOException {
        append(key, List.of(item));
    }

    /**
     * Returns the items of a key lazily, in append order, as of this call. Holds one item at a time.
     *
     * @return a stream, to be closed after use; it throws an {@link java.io.UncheckedIOException} if reading fails
     * @throws io.partd.OutcomeUnknownException as {@link Partd#stream} does
     */
    default Stream<T> items(String key) throws IOException {
        return stream(key).flatMap(List::stream);
    }

    /** Returns a writer that gathers items, as {@link Partd#batchWriter} does for lists. */
    BatchWriter<T> itemWriter(ByteSize memory) throws IOException;
}
