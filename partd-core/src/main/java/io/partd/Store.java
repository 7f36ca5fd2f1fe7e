package io.partd;

import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * A partd of raw bytes. It adds gathering appends, streaming reads and layers to {@link Partd}.
 *
 * <pre>{@code
 * try (Store trips = Partd.log(directory)) {
 *     trips.appendBuffers(Map.of("oslo", List.of(header, body))); // one append, without joining the buffers
 *     try (InputStream in = trips.open("oslo")) { // a value of any size
 *         in.transferTo(out);
 *     }
 * }
 * }</pre>
 *
 * <p>An implementation provides {@link #appendBuffers}, {@link #open}, {@link #claim}, {@link #compact} and the methods
 * of {@link Partd} that this interface leaves abstract.
 */
public interface Store extends Partd<byte[]> {

    /**
     * Appends to several keys at once, all or nothing as {@link #append(Map)} does. Adds what remains in the buffers of
     * a key, in list order, and changes neither their contents nor their positions. Every other append of a store calls
     * this method.
     *
     * @param batch buffers of any kind, direct or not; a buffer may occur several times
     * @throws InvalidKeyException if the store cannot hold one of the keys; nothing was added
     * @throws PartlyAppendedException if only some keys were appended to, in a store that does not guarantee
     *     {@link Guarantee#ATOMIC_BATCHES}
     * @throws OutcomeUnknownException if it is unknown whether the batch is stored; see {@link Partd#append}
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
     * Appends what remains in a buffer to one key. Changes neither the buffer's contents nor its position.
     *
     * @throws InvalidKeyException if the store cannot hold the key
     * @throws OutcomeUnknownException if it is unknown whether the bytes are stored; see {@link Partd#append}
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
     * @throws OutcomeUnknownException if it is unknown whether the bytes are stored; see {@link Partd#append}
     * @throws IOException if the bytes could not be stored; nothing was added
     */
    default void append(String key, byte[] array, int offset, int length) throws IOException {
        Objects.requireNonNull(key, "key");
        Objects.checkFromIndexSize(offset, length, array.length);
        append(key, ByteBuffer.wrap(array, offset, length));
    }

    /**
     * Reads a stream to its end and appends it to one key as one append, all or nothing. Reads the whole stream into
     * memory first; {@link #appendBlocks} appends a longer one. Does not close the stream.
     *
     * @throws InvalidKeyException if the store cannot hold the key
     * @throws OutcomeUnknownException if it is unknown whether the bytes are stored; see {@link Partd#append}
     * @throws IOException if the stream could not be read, or the bytes could not be stored; nothing was added
     */
    default void append(String key, InputStream value) throws IOException {
        Objects.requireNonNull(key, "key");
        appendBuffers(Map.of(key, Blocks.all(value)));
    }

    /**
     * Reads a stream of any length to its end and appends it to one key in blocks. Each block is an append of its own:
     * readers see the blocks appended so far, and appends of others may come between two blocks, unless the caller
     * holds a {@linkplain #lock section}. Holds one block in memory. Does not close the stream.
     *
     * @param block the size of a block, at least 1 byte; more than 1 GiB counts as 1 GiB
     * @return the number of bytes appended
     * @throws InvalidKeyException if the store cannot hold the key; nothing was added
     * @throws PartlyAppendedException if reading the stream or storing a block failed after other blocks were stored;
     *     {@link PartlyAppendedException#bytes} returns the number of bytes stored, from the stream's beginning
     * @throws OutcomeUnknownException if it is unknown whether a block is stored; the message says how many bytes
     *     before it are
     * @throws IOException if the first block could not be read or stored; nothing was added
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
     * Opens a value of any size for reading, as of this call: later appends, deletes and drops do not change what the
     * stream reads. The stream stays usable after the store is closed.
     *
     * @return a stream for one thread, to be closed after use; empty if the key has no value
     * @throws OutcomeUnknownException if a buffer spilled the key's bytes first, and it is unknown whether they are
     *     stored
     */
    InputStream open(String key) throws IOException;

    @Override
    default Stream<byte[]> stream(String key) throws IOException {
        return Blocks.of(open(key));
    }

    /**
     * Claims keys without adding anything: the store will not refuse a later append because of its key. A layer that
     * holds data back calls this method before it accepts a key.
     *
     * @throws InvalidKeyException if the store cannot hold one of the keys
     * @throws OutcomeUnknownException if some of the keys may be claimed and others not; no value changes
     */
    void claim(Collection<String> keys) throws IOException;

    /**
     * Rewrites the data so that each value is contiguous, and frees the space of deleted values. No value changes. Has
     * no effect in a store whose values are always contiguous.
     *
     * @throws OutcomeUnknownException if a buffer spilled first, and it is unknown whether the bytes are stored; or if
     *     the data is rewritten, but a power cut may undo that
     * @throws IOException if the data could not be rewritten; it is unchanged
     */
    void compact() throws IOException;

    /**
     * Puts a layer over this store, as in {@code Partd.log(directory).with(Zlib.codec()).with(WriteBuffer.of("1g"))}.
     * Close the result; it closes this store. Several layers may be put over one store object; if they are codecs, a
     * dataset that remembers its codecs accepts only the same ones.
     */
    default <P extends Partd<?>> P with(Layer<P> layer) {
        return layer.over(layer.codecName().map(this::encodedBy).orElse(this));
    }

    /**
     * Returns a handle for a codec over this store; {@link #with} asks for one. The handle carries the names of all
     * codecs over it. A store whose dataset remembers its codecs, as a log and a dataset on Redis do, writes them down
     * with the first append to an empty dataset. Later, a handle that carries other names, or none, throws a
     * {@link CodecMismatchException} when it reads or writes values. A store that remembers nothing returns itself.
     *
     * <p>This store does not change. Both handles are on the same open store: closing one closes the other.
     *
     * @param codec the name, as of {@link Layer#codecName}
     */
    default Store encodedBy(String codec) {
        Objects.requireNonNull(codec, "codec");
        return this;
    }

    /**
     * Returns a handle that reads and writes the bytes as they are stored, whatever codecs the dataset remembers. It is
     * for what copies, checks or serves bytes without decoding them. As with {@link #encodedBy}, this store does not
     * change, and closing one handle closes the other.
     */
    default Store raw() {
        return this;
    }

    /**
     * Returns the dataset's metadata; empty if such a store keeps none. A closed store returns it, and its methods
     * throw {@link StoreClosedException}.
     */
    default Optional<Metadata> metadata() {
        return Optional.empty();
    }
}
