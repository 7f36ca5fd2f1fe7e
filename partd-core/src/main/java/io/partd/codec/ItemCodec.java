package io.partd.codec;

import io.partd.Layer;
import io.partd.Store;
import java.io.IOException;

/**
 * Encodes items as bytes and decodes them. Over a store it makes an {@link ItemPartd}, a partd of lists, in which each
 * item is one frame. {@link Codec} is for values that are joined in another way. {@code toString} returns the codec's
 * name, as in {@code Trips}, which the partd shows as {@code Trips(Log(/data/trips))}. Implementations are thread-safe.
 *
 * <pre>{@code
 * final class TripCodec implements ItemCodec<Trip> {
 *
 *     public byte[] encode(Trip trip) {
 *         return (trip.city() + ',' + trip.fare()).getBytes(UTF_8);
 *     }
 *
 *     public Trip decode(byte[] bytes) {
 *         String[] fields = new String(bytes, UTF_8).split(",");
 *         return new Trip(fields[0], Double.parseDouble(fields[1]));
 *     }
 *
 *     public String toString() {
 *         return "Trips";
 *     }
 * }
 * }</pre>
 *
 * @param <T> the type of an item
 */
public interface ItemCodec<T> extends Layer<ItemPartd<T>> {

    /**
     * Encodes one item.
     *
     * @return the payload of the item's frame; the codec must not keep it
     * @throws IOException if the item cannot be encoded; nothing is appended
     */
    byte[] encode(T item) throws IOException;

    /**
     * Decodes one item.
     *
     * @param payload what {@link #encode} returned, in this or another language; the codec may keep it
     * @return the item, never null
     * @throws IOException if the payload was not written by this codec; the partd reports it as {@link Codec#decode}
     *     says
     */
    T decode(byte[] payload) throws IOException;

    /**
     * Puts the codec over a store. {@code size} counts the stored bytes, frames included. A {@code pop} of items that
     * cannot be decoded throws and deletes nothing.
     */
    @Override
    default ItemPartd<T> over(Store store) {
        return new EncodedItems<>(this, store);
    }
}
