package io.partd;

import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Stream;

/**
 * A partd of raw bytes, with the byte-level methods on top: gathering appends, streaming reads, and layers.
 *
 * <p>Only {@link #appendBuffers}, {@link #open} and what {@link Partd} leaves open is to be implemented; the rest
 * follows.
 */
public interface Store extends Partd<byte[]> {

    /**
     * Appends to several keys at once, all or nothing as {@link #append(Map)} does, from buffers: what remains in a
     * key's buffers is added in list order. Neither the buffers' contents nor their positions change. This is the one
     * write all others come down to.
     *
     * @param batch buffers of any kind, direct or not; a buffer may be given several times
     * @throws InvalidKeyException if the store cannot hold one of the keys; nothing was added
     * @throws PartlyAppendedException if the batch could not be stored in all keys, in a store that does not guarantee
     *     {@link Guarantee#ATOMIC_BATCHES}
     * @throws OutcomeUnknownException if nobody knows whether the batch is stored; see {@link Partd#append}
     * @throws IOException if the batch could not be stored; nothing was added
     */
    void appendBuffers(Map<String, ? extends List<ByteBuffer>> batch) throws IOException;

    @Override
    default void append(String key, byte[] value) throws IOException {
        Objects.requireNonNull(key, "key");
        appendBuffers(Map.of(key, List.of(ByteBuffer.wrap(value))));
    }

    @Override
    default void append(Map<String, ? extends byte[]> batch) throws IOException {
        appendBuffers(new WrappedBatch(batch));
    }

    /**
     * Appends what remains in a buffer to one key. Neither the buffer's contents nor its position change.
     *
     * @throws InvalidKeyException if the store cannot hold the key
     * @throws IOException if the bytes could not be stored; nothing was added
     */
    default void append(String key, ByteBuffer value) throws IOException {
        Objects.requireNonNull(key, "key");
        appendBuffers(Map.of(key, List.of(value)));
    }

    /**
     * Appends a range of an array to one key.
     *
     * @throws IndexOutOfBoundsException if the range is not within the array
     * @throws InvalidKeyException if the store cannot hold the key
     * @throws IOException if the bytes could not be stored; nothing was added
     */
    default void append(String key, byte[] array, int offset, int length) throws IOException {
        Objects.requireNonNull(key, "key");
        Objects.checkFromIndexSize(offset, length, array.length);
        append(key, ByteBuffer.wrap(array, offset, length));
    }

    /**
     * Appends a stream to one key, to its end and as one append, all or nothing: the stream is read into memory first.
     * For more than fits there is {@link #appendBlocks}. The stream is not closed.
     *
     * @throws InvalidKeyException if the store cannot hold the key
     * @throws IOException if the stream could not be read, or the bytes could not be stored; nothing was added
     */
    default void append(String key, InputStream value) throws IOException {
        Objects.requireNonNull(key, "key");
        appendBuffers(Map.of(key, Blocks.all(value)));
    }

    /**
     * Appends a stream of any length to one key, to its end, in blocks. Each block is an append of its own: readers see
     * the blocks that are there, and what others append may come between two of them, unless this is done in a
     * {@linkplain #lock section}. Holds one block in memory. The stream is not closed.
     *
     * @param block the number of bytes of a block, at least 1; a GiB counts as the largest
     * @return the number of bytes appended
     * @throws InvalidKeyException if the store cannot hold the key; nothing was added
     * @throws PartlyAppendedException if the stream could not be read, or a block not be stored, after others were
     *     stored; {@link PartlyAppendedException#bytes} says how many bytes that is, from the stream's beginning
     * @throws OutcomeUnknownException if it is unknown whether a block is stored; the message says how many bytes
     *     before it are
     * @throws IOException if that happened at the first block; nothing was added
     */
    default long appendBlocks(String key, InputStream in, ByteSize block) throws IOException {
        return new BlockAppender(this, key, block).append(in);
    }

    @Override
    default BatchWriter<byte[]> batchWriter(ByteSize memory) throws IOException {
        appendBuffers(Map.of());
        return BatchWriters.gathering(this, memory);
    }

    /**
     * Opens a value of any size for reading from its beginning, as of this call: what is appended, deleted or dropped
     * later does not change what is read. Closing the store does not end the stream.
     *
     * @return a stream for one thread, empty if the key has no value; close it after use
     * @throws OutcomeUnknownException if a buffer has spilled the key's bytes for it, and nobody knows whether they are
     *     stored
     */
    InputStream open(String key) throws IOException;

    @Override
    default Stream<byte[]> stream(String key) throws IOException {
        return Blocks.of(open(key));
    }

    /**
     * Makes sure that the keys can be appended to, without adding anything: a later append to them is not refused for
     * its key. A layer that holds data back calls this before it accepts a key.
     *
     * @throws InvalidKeyException if the store cannot hold one of the keys
     * @throws OutcomeUnknownException if some of the keys may be claimed and others not; nothing that is read changes
     */
    void claim(Collection<String> keys) throws IOException;

    /**
     * Rewrites what is stored, where that pays: each value in one run, and the space of what was deleted given back.
     * Nothing that is read changes. Has no effect where values are in one run anyway.
     *
     * @throws OutcomeUnknownException if a buffer has spilled for it, and nobody knows whether the bytes are stored; or
     *     if it is done, but a power cut may undo it
     * @throws IOException if that is not possible; all is as it was
     */
    void compact() throws IOException;

    /**
     * Puts a layer over this store: {@code Partd.file(dir).with(WriteBuffer.of("1g")).with(Zlib.codec())}. Close the
     * result; it closes this store.
     */
    default <P extends Partd<?>> P with(Layer<P> layer) {
        return layer.over(this);
    }
}
