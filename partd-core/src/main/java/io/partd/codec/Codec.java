package io.partd.codec;

import io.partd.Layer;
import io.partd.Partd;
import io.partd.Store;
import java.io.IOException;
import java.util.List;

/**
 * Encodes appended values to bytes, decodes them, and joins what was decoded: a layer that makes a store a partd of
 * values. Its {@code toString} is its name, as in {@code Pickle}, which the partd shows as {@code Pickle(File(/x))}.
 * Implementations are thread-safe.
 *
 * @param <V> what one append adds
 */
public interface Codec<V> extends Layer<Partd<V>> {

    /**
     * Encodes one appended value.
     *
     * @return the payload of its frame, no longer used by the codec
     * @throws IOException if the value cannot be encoded; nothing is appended then
     */
    byte[] encode(V value) throws IOException;

    /**
     * Decodes one appended value.
     *
     * @param payload what {@link #encode} returned, here or in another language; the codec may keep it
     * @return the value, never null
     * @throws IOException if the payload is none of this codec's; reported as a {@link io.partd.CorruptDataException}
     *     that says where it is stored. So is a {@link RuntimeException}, since that is how many decoders fail on
     *     garbage. What is not the payload's fault is passed on as it is: an {@link java.io.InterruptedIOException}, a
     *     {@link java.nio.channels.ClosedChannelException}, a {@link io.partd.StoreClosedException}, a
     *     {@link java.nio.file.FileSystemException} of the codec's own files, and every {@link Error}, such as an
     *     {@link OutOfMemoryError}.
     */
    V decode(byte[] payload) throws IOException;

    /** Joins the decoded values of one key, in append order. Of no values it is the value of an absent key. */
    V join(List<V> values);

    /**
     * Puts the codec over a store. Each append is one frame; {@code size} counts stored bytes, frames included; a
     * {@code pop} of what cannot be decoded throws and deletes nothing.
     */
    @Override
    default Partd<V> over(Store store) {
        return new EncodedPartd<>(this, store, value -> Frames.of(encode(value)), this::decode, this::join);
    }
}
