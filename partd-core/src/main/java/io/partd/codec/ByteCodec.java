package io.partd.codec;

import io.partd.Layer;
import io.partd.Store;
import java.io.IOException;

/**
 * Encodes bytes as other bytes, as compression does. Over a store it makes another {@link Store}. {@code toString}
 * returns the codec's name, as in {@code Zlib}, which the store shows as {@code Zlib(Log(/data/trips))}.
 * Implementations are thread-safe.
 *
 * <pre>{@code
 * ByteCodec codec = Zlib.codec();
 * try (Store trips = Partd.log(directory).with(codec)) {
 *     trips.append("oslo", fjord);
 * }
 * }</pre>
 */
public interface ByteCodec extends Layer<Store> {

    /**
     * Encodes one appended piece.
     *
     * @param bytes the piece, never empty and at most 1 GiB; the codec must not change or keep it
     * @return the payload of the piece's frame; the codec must not keep it
     * @throws IOException if the piece cannot be encoded; nothing is appended
     */
    byte[] encode(byte[] bytes) throws IOException;

    /**
     * Decodes one appended piece.
     *
     * @param payload what {@link #encode} returned, in this or another language; the codec must not change or keep it
     * @return the piece, never null; empty if another writer appended an empty piece
     * @throws IOException if the payload was not written by this codec. The partd reports it, and any
     *     {@link RuntimeException}, as a {@link io.partd.CorruptDataException} that says where the payload is stored.
     *     Exceptions that are not the payload's fault are passed on unchanged: {@link java.io.InterruptedIOException},
     *     {@link java.nio.channels.ClosedChannelException}, {@link io.partd.StoreClosedException},
     *     {@link java.nio.file.FileSystemException} for the codec's own files, and every {@link Error}
     */
    byte[] decode(byte[] payload) throws IOException;

    /**
     * Puts the codec over a store. Each append adds one frame to a key: several for more than 1 GiB, and none for an
     * empty value. {@code size} counts the stored bytes, frames included. A {@code pop} of a value that cannot be
     * decoded throws and deletes nothing. Streaming reads hold one decoded frame at a time.
     */
    @Override
    default Store over(Store store) {
        return new EncodedStore(this, store);
    }
}
