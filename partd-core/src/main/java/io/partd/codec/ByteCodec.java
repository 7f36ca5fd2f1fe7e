package io.partd.codec;

import io.partd.Layer;
import io.partd.Store;
import java.io.IOException;

/**
 * Encodes bytes to bytes, as compression does: a layer that makes a store a store again. Its {@code toString} is its
 * name, as in {@code Zlib}, which the store shows as {@code Zlib(File(/x))}. Implementations are thread-safe.
 */
public interface ByteCodec extends Layer<Store> {

    /**
     * Encodes one appended piece.
     *
     * @param bytes the piece, never empty, up to 1 GiB; not to be changed or kept
     * @return the payload of its frame, no longer used by the codec
     * @throws IOException if the piece cannot be encoded; nothing is appended then
     */
    byte[] encode(byte[] bytes) throws IOException;

    /**
     * Decodes one appended piece.
     *
     * @param payload what {@link #encode} returned, here or in another language; not to be changed or kept
     * @return the piece, never null; empty if another writer appended an empty one
     * @throws IOException if the payload is none of this codec's; reported as a {@link io.partd.CorruptDataException}
     *     that says where it is stored. So is a {@link RuntimeException}, since that is how many decoders fail on
     *     garbage. What is not the payload's fault is passed on as it is: an {@link java.io.InterruptedIOException}, a
     *     {@link java.nio.channels.ClosedChannelException}, a {@link io.partd.StoreClosedException}, a
     *     {@link java.nio.file.FileSystemException} of the codec's own files, and every {@link Error}, such as an
     *     {@link OutOfMemoryError}.
     */
    byte[] decode(byte[] payload) throws IOException;

    /**
     * Puts the codec over a store. What one call appends to a key is one frame, or several if it is more than 1 GiB; an
     * empty value adds none. {@code size} counts stored bytes, frames included; a {@code pop} of what cannot be decoded
     * throws and deletes nothing; streaming reads hold one decoded frame at a time.
     */
    @Override
    default Store over(Store store) {
        return new EncodedStore(this, store);
    }
}
