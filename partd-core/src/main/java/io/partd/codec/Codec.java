package io.partd.codec;

import io.partd.Layer;
import io.partd.Partd;
import io.partd.Store;
import java.io.IOException;
import java.util.List;

/**
 * Encodes appended values as bytes, decodes them, and joins the decoded values of a key. Over a store it makes a
 * {@link Partd} of values. {@code toString} returns the codec's name, as in {@code Totals}, which the partd shows as
 * {@code Totals(Log(/data/trips))}. Implementations are thread-safe. An {@link ItemCodec} is simpler for lists.
 *
 * <pre>{@code
 * final class Totals implements Codec<Long> { // get returns the sum of what was appended
 *
 *     public byte[] encode(Long value) {
 *         return Long.toString(value).getBytes(UTF_8);
 *     }
 *
 *     public Long decode(byte[] payload) {
 *         return Long.valueOf(new String(payload, UTF_8));
 *     }
 *
 *     public Long join(List<Long> values) {
 *         return values.stream().mapToLong(Long::longValue).sum();
 *     }
 *
 *     public String toString() {
 *         return "Totals";
 *     }
 * }
 * }</pre>
 *
 * @param <V> the type of what one append adds
 */
public interface Codec<V> extends Layer<Partd<V>> {

    /**
     * Encodes one appended value.
     *
     * @return the payload of the value's frame; the codec must not keep it
     * @throws IOException if the value cannot be encoded; nothing is appended
     */
    byte[] encode(V value) throws IOException;

    /**
     * Decodes one appended value.
     *
     * @param payload what {@link #encode} returned, in this or another language; the codec may keep it
     * @return the value, never null
     * @throws IOException if the payload was not written by this codec. The partd reports it, and any
     *     {@link RuntimeException}, as a {@link io.partd.CorruptDataException} that says where the payload is stored.
     *     Exceptions that are not the payload's fault are passed on unchanged: {@link java.io.InterruptedIOException},
     *     {@link java.nio.channels.ClosedChannelException}, {@link io.partd.StoreClosedException},
     *     {@link java.nio.file.FileSystemException} for the codec's own files, and every {@link Error}
     */
    V decode(byte[] payload) throws IOException;

    /** Joins the decoded values of one key, in append order. The result for no values is that of an absent key. */
    V join(List<V> values);

    /**
     * Puts the codec over a store. Each append adds one frame. {@code size} counts the stored bytes, frames included. A
     * {@code pop} of a value that cannot be decoded throws and deletes nothing.
     */
    @Override
    default Partd<V> over(Store store) {
        return new EncodedPartd<>(this, store, value -> Frames.of(encode(value)), this::decode, this::join);
    }
}
