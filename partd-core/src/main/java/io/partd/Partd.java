package io.partd;

import java.io.Closeable;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.SortedSet;
import java.util.stream.Stream;

/**
 * An appendable map from keys to values: many writers scatter small pieces to many keys, later each key is read back
 * once, whole, in the order it was appended.
 *
 * <p>Every implementation keeps three laws:
 *
 * <ol>
 *   <li><b>Order.</b> {@code get(k)} is the concatenation of everything appended to {@code k}, in one order in which
 *       each append takes its place between its call and its return: appends to a key are linearizable. Spilling,
 *       buffering and reopening never reorder or duplicate.
 *   <li><b>All or nothing.</b> Readers see what one {@code append} adds to a key wholly or not at all, and where the
 *       store {@linkplain #guarantees guarantees} {@link Guarantee#ATOMIC_BATCHES}, a whole batch so. A call that
 *       throws had no effect, or throws {@link OutcomeUnknownException} (or {@link PartlyAppendedException}, where a
 *       store does not promise atomic batches), which every method that can end so declares.
 *   <li><b>Nothing silently lost or mixed.</b> Two different keys never share a value; a key that cannot be held is
 *       refused with an {@link InvalidKeyException} that says why; corrupt data is reported with a
 *       {@link CorruptDataException}, never returned.
 * </ol>
 *
 * <p>And further:
 *
 * <ul>
 *   <li>A key is a non-empty string; {@code /} separates the parts of a hierarchical key. A store may hold fewer keys
 *       than that and says which in its own documentation.
 *   <li>An absent value and an empty one are the same: {@code get} of a key never appended to is the empty value, and
 *       {@link #keys} does not list it.
 *   <li>A method that is given a key which the store could never hold throws {@link InvalidKeyException}, reading
 *       methods too; one that is given null throws {@link NullPointerException}. Nothing was changed then.
 *   <li>Every method but {@code toString} throws {@link IOException} if what holds the data fails; what that means for
 *       the data stands at the method.
 *   <li>All methods may be called from any number of threads.
 *   <li>Arguments belong to the caller again when the call returns; results belong to the caller.
 *   <li>A thread interrupted while it waits gets a {@link java.io.InterruptedIOException} with its interrupt status
 *       still set; its call had no effect, and the store stays usable for everybody else.
 *   <li>After {@link #close} every method but {@code close}, {@code guarantees} and {@code toString} throws
 *       {@link StoreClosedException}.
 *   <li>{@code toString} shows the nesting, as in {@code Zlib(Buffer[1g](File(/data/trips)))}.
 * </ul>
 *
 * @param <V> what one append adds; {@code byte[]} in a {@link Store}
 */
public interface Partd<V> extends Closeable {

    /**
     * Opens the file store in a directory, Python partd's layout, making the directory where it is missing. Its keys,
     * its lock and what a crash leaves are described at {@code io.partd.file.FilePerKeyStore}, which can also sync each
     * write to the disk; this one does not.
     *
     * @throws IllegalArgumentException if the path is not of the default file system
     * @throws IOException if the directory cannot be made, or holds files but is no partd dataset, or if the system is
     *     not Linux
     */
    static Store file(Path directory) throws IOException {
        return StoreProviders.openDirectory("file", directory);
    }

    /**
     * Opens the log store in a directory, making the directory where it is missing: the store to use for a new dataset.
     * How it stands crashes, and how it can wait for the disk, which this one does not, is described at
     * {@code io.partd.log.LogStore}.
     *
     * @throws IllegalArgumentException if the path is not of the default file system
     * @throws CorruptDataException if the log is damaged other than by a crash
     * @throws IOException if the directory cannot be made, or holds files but is no log, or if the system is not Linux
     */
    static Store log(Path directory) throws IOException {
        return StoreProviders.openDirectory("log", directory);
    }

    /**
     * Makes a store in memory, on the heap, for any key but the empty one. Closing it lets go of the values, as does
     * the last reference to it.
     */
    static Store memory() {
        return StoreProviders.openUnfailing(new StoreUri("memory", "", Options.none()));
    }

    /**
     * Connects to a server by its address, such as {@code tcp://host:5555} or {@code ipc:///run/partd.sock}; options
     * may follow, as in {@code tcp://host:5555?timeout=30s}. What such a store promises stands at
     * {@code io.partd.zmq.client.ClientStore}, in the module {@code partd-zmq}, which must be on the path.
     *
     * @throws IllegalArgumentException if the text is no address of a server, or that module is missing
     * @throws java.net.ConnectException if no server is there
     * @throws IOException if it does not admit this client, or is no partd server
     */
    static Store client(String address) throws IOException {
        return StoreProviders.openClient(StoreUri.parse(address));
    }

    /**
     * Opens any store by its URI, such as {@code log:/data/trips?fsync=flush} or {@code memory:}. Which schemes there
     * are is up to the {@link StoreProvider}s on the path.
     *
     * @throws IllegalArgumentException if the text is no URI of a known scheme, or has an option the scheme lacks; the
     *     message names what is valid
     * @throws IOException if the store cannot be opened
     */
    static Store open(String uri) throws IOException {
        return StoreProviders.open(StoreUri.parse(uri));
    }

    /**
     * Appends one value to one key.
     *
     * @throws InvalidKeyException if the store cannot hold the key
     * @throws OutcomeUnknownException if nobody knows whether the value is stored: an answer was lost, or an
     *     {@code fsync} failed; over a buffer also if an earlier spill ended so, and the message says which
     * @throws IOException if the value could not be stored; nothing was added
     */
    default void append(String key, V value) throws IOException {
        append(Map.of(key, value));
    }

    /**
     * Appends to several keys at once, all or nothing, or where the store does not guarantee
     * {@link Guarantee#ATOMIC_BATCHES}, for each key all or nothing.
     *
     * @throws InvalidKeyException if the store cannot hold one of the keys; nothing was added
     * @throws PartlyAppendedException if the batch could not be stored in all keys, in a store without that guarantee
     * @throws OutcomeUnknownException if nobody knows whether the batch is stored, as for one key
     * @throws IOException if the batch could not be stored; nothing was added
     */
    void append(Map<String, ? extends V> batch) throws IOException;

    /**
     * Returns a writer that gathers small appends and makes batches of them, which are cheaper. Bytes, and values that
     * a {@code Codec} encodes, are gathered; other values are appended one by one.
     *
     * @param memory how much the writer may hold, keys and room for growth included; a value that does not fit in is
     *     appended at once, after what was gathered before it
     * @throws StoreClosedException if this partd is closed
     */
    default BatchWriter<V> batchWriter(ByteSize memory) throws IOException {
        Objects.requireNonNull(memory, "memory");
        append(Map.of());
        return BatchWriters.unbuffered(this);
    }

    /**
     * Returns the whole value of a key, the empty value if there is none.
     *
     * @throws CorruptDataException if what is stored cannot be decoded
     * @throws IOException also if the value is larger than an array can be (2 GiB); {@link #stream} has no such limit
     */
    default V get(String key) throws IOException {
        return get(List.of(key)).get(0);
    }

    /**
     * Returns the whole values of several keys, in the order asked for, as of one moment: a batch that another thread
     * appends meanwhile is in all of them or in none. Without {@link Guarantee#ATOMIC_READS} each value is of a moment
     * of its own.
     *
     * @throws CorruptDataException if what is stored cannot be decoded
     * @throws IOException also if a value is larger than an array can be (2 GiB); {@link #stream} has no such limit
     */
    List<V> get(List<String> keys) throws IOException;

    /**
     * Returns the pieces of a value lazily, in append order: joined, they are {@code get(key)}. Over a codec a piece is
     * one appended value; raw bytes have no boundaries, so there the pieces are blocks of at most 1 MiB. Sees the value
     * as of this call, whatever is appended or deleted later, and never holds more than one piece.
     *
     * @return a stream to close after use; an {@link java.io.UncheckedIOException} from it wraps what went wrong
     * @throws OutcomeUnknownException if a buffer has spilled the key's bytes for it, and nobody knows whether they are
     *     stored
     */
    Stream<V> stream(String key) throws IOException;

    /**
     * Returns the whole value of a key and deletes it, atomically: no append is lost between the two.
     *
     * @throws OutcomeUnknownException if nobody knows whether the value is deleted; it may be lost then
     * @throws IOException if that is not possible; the value is still there
     */
    default V pop(String key) throws IOException {
        return pop(List.of(key)).get(0);
    }

    /**
     * Returns the values of several keys and deletes them, as one atomic step, or without
     * {@link Guarantee#ATOMIC_READS} one for each key.
     *
     * @param keys distinct keys
     * @throws IllegalArgumentException if a key is given twice
     * @throws OutcomeUnknownException if nobody knows whether values are deleted; they may be lost then
     * @throws IOException if that is not possible; all values are still there
     */
    List<V> pop(List<String> keys) throws IOException;

    /**
     * Sets a key that has no value yet; where it has one, changes nothing. The first one wins, also among handles and
     * processes. After {@link #delete} or {@link #drop} the next {@code iset} sets again.
     *
     * @return whether this call set the value; false for an empty one, which is none
     * @throws OutcomeUnknownException if nobody knows whether the value is stored
     * @throws IOException if the value could not be stored; the key is as it was
     */
    boolean iset(String key, V value) throws IOException;

    /**
     * Deletes the value of a key; no effect where there is none.
     *
     * @throws OutcomeUnknownException if nobody knows whether the value is deleted, as for several keys
     */
    default void delete(String key) throws IOException {
        delete(List.of(key));
    }

    /**
     * Deletes the values of several keys, seen by readers all at once if the store guarantees
     * {@link Guarantee#ATOMIC_READS}.
     *
     * @param keys may have no value, and may be given twice
     * @throws OutcomeUnknownException if some of the values may be deleted, each wholly, and others not; to delete them
     *     again is harmless
     * @throws IOException if no value could be deleted
     */
    void delete(Collection<String> keys) throws IOException;

    /**
     * Returns the keys that have a value, in the order of {@link String#compareTo}, as of one moment. Without
     * {@link Guarantee#ATOMIC_READS}, whether a key is listed that comes or goes meanwhile is left open.
     */
    SortedSet<String> keys() throws IOException;

    /** Returns the number of bytes stored for a key, encoded and with frames where there is a codec; 0 if none. */
    long size(String key) throws IOException;

    /** Tells whether a key has a value, and so is one of {@link #keys}. */
    default boolean contains(String key) throws IOException {
        return size(key) > 0;
    }

    /**
     * Destroys the contents, leaving an empty, usable dataset. Other handles on it stay usable.
     *
     * @throws OutcomeUnknownException if some of the values may be deleted, each wholly, and others not; to drop the
     *     dataset again is harmless
     * @throws IOException if no value could be deleted
     */
    void drop() throws IOException;

    /**
     * Moves what layers hold in memory into the store below, and returns when it is there. That does not bring it to
     * the disk, unless the store below syncs its writes.
     *
     * @throws OutcomeUnknownException if nobody knows whether all of it is stored, or has reached the disk where the
     *     store below syncs; layers let go of what may be stored, so that nothing is stored twice, and keep the rest
     * @throws IOException if it could not be stored; layers keep it, in order
     */
    void flush() throws IOException;

    /** Returns the keys that begin with a text and have a value, as {@link #keys()} does, in its order, one by one. */
    default Stream<String> keys(String prefix) throws IOException {
        Objects.requireNonNull(prefix, "prefix");
        return keys().tailSet(prefix).stream().takeWhile(key -> key.startsWith(prefix));
    }

    /**
     * Begins the caller's own atomic section: until it is closed, only the calling thread gets at the dataset; others,
     * other processes included where the store is shared, wait: {@link Guarantee#EXCLUSIVE_SECTIONS}. Sections of one
     * thread nest. What is done in a section is not undone if it fails half-way. In a section of a store, do not use a
     * buffer over that store: its spill would wait for the section, and the section's thread for the spill.
     *
     * @throws java.io.InterruptedIOException if the thread is interrupted while it waits; there is no section then
     */
    default Section lock() throws IOException {
        return tryLock(Duration.ofSeconds(Long.MAX_VALUE)).orElseThrow();
    }

    /** Begins a section as {@link #lock} does if nobody uses the dataset at this moment; nothing if somebody does. */
    default Optional<Section> tryLock() throws IOException {
        return tryLock(Duration.ZERO);
    }

    /**
     * Begins a section as {@link #lock} does, if that can be done in time.
     *
     * @param timeout how long to wait for others; a negative time counts as none
     * @return the section, or nothing if others used the dataset all the time
     * @throws java.io.InterruptedIOException if the thread is interrupted while it waits; there is no section then
     */
    Optional<Section> tryLock(Duration timeout) throws IOException;

    /**
     * Returns what this partd promises beyond what all of them do, its layers included. An answer of the handle as it
     * was opened, which asks nobody, takes no lock and is given after {@link #close} too.
     */
    Set<Guarantee> guarantees();

    /**
     * Flushes, and releases what the handle holds. The data stays, but for a temporary dataset. Closing twice has no
     * effect. The store below a layer is closed with it, even if flushing failed.
     *
     * @throws OutcomeUnknownException if nobody knows whether all of it is stored, or has reached the disk where the
     *     store below syncs; the handle is closed all the same, and the message says what may be lost
     * @throws IOException if flushing failed; the handle is closed all the same, and the message says what is lost
     */
    @Override
    void close() throws IOException;
}
