package io.partd.codec;

import io.partd.Layer;
import io.partd.Store;
import java.io.IOException;

/**
 * Encodes items to bytes and decodes them: a layer that makes a store a partd of lists, in which each item is a frame
 * of its own. {@link Codec} is for values that are joined in another way. Its {@code toString} is its name, as in
 * {@code Trips}, which the partd shows as {@code Trips(Log(/x))}. Implementations are thread-safe.
 *
 * @param <T> one item
 */
public interface ItemCodec<T> extends Layer<ItemPartd<T>> {

    /**
     * Encodes one item.
     *
     * @return the payload of its frame, no longer used by the codec
     * @throws IOException if the item cannot be encoded; nothing is appended then
     */
    byte[] encode(T item) throws IOException;

    /**
     * Decodes one item.
     *
     * @param payload what {@link #encode} returned, here or in another language; the codec may keep it
     * @return the item, never null
     * @throws IOException if the payload is none of this codec's; reported as a {@link io.partd.CorruptDataException}
     *     that says where it is stored
     */
    T decode(byte[] payload) throws IOException;

    /**
     * Puts the codec over a store. {@code size} counts stored bytes, frames included; a {@code pop} of what cannot be
     * decoded throws and deletes nothing.
     */
    @Override
    default ItemPartd<T> over(Store store) {
        return new EncodedItems<>(this, store);
    }
}
