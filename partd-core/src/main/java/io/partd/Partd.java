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
 * An appendable map from keys to values. Many writers append small pieces to many keys; later a reader gets the whole
 * value of each key, in the order of the appends.
 *
 * <pre>{@code
 * try (Store trips = Partd.log(directory)) {
 *     trips.append("oslo", fjord);
 *     trips.append(Map.of("oslo", museum, "bern", oldTown)); // one batch: readers see all of it or nothing
 *     byte[] oslo = trips.get("oslo"); // fjord, then museum
 * }
 * }</pre>
 *
 * <p>Every implementation keeps three laws:
 *
 * <ol>
 *   <li><b>Order.</b> Appends to a key are linearizable: {@code get(k)} is the concatenation of everything appended to
 *       {@code k}, in an order in which each append takes effect between its call and its return. Spilling, buffering
 *       and reopening never reorder or duplicate.
 *   <li><b>All or nothing.</b> Readers see what one {@code append} adds to a key wholly or not at all. If the store
 *       {@linkplain #guarantees guarantees} {@link Guarantee#ATOMIC_BATCHES}, they see a whole batch wholly or not at
 *       all. A call that throws had no effect, with two exceptions: it throws {@link OutcomeUnknownException}, or, in a
 *       store without that guarantee, {@link PartlyAppendedException}. Every method that may throw one of these
 *       declares it.
 *   <li><b>Nothing silently lost or mixed.</b> Two different keys never share a value. A store refuses a key that it
 *       cannot hold with an {@link InvalidKeyException} that says why. It reports corrupt data with a
 *       {@link CorruptDataException} and never returns it.
 * </ol>
 *
 * <p>Every implementation also complies with the following:
 *
 * <ul>
 *   <li>A key is a non-empty string; {@code /} separates the parts of a hierarchical key. A store that can hold only
 *       some of these keys documents which.
 *   <li>An absent value equals an empty one: {@code get} returns the empty value for a key that was never appended to,
 *       and {@link #keys} does not list it.
 *   <li>Every method that takes a key, also one that only reads, throws {@link InvalidKeyException} for a key that the
 *       store can never hold, and {@link NullPointerException} for null. The call then changed nothing.
 *   <li>Every method but {@code toString}, {@code guarantees} and {@code metrics} may throw {@link IOException} if the
 *       storage fails. The method's documentation says what then holds for the data.
 *   <li>Any number of threads may call any method at the same time.
 *   <li>The caller may reuse the arguments once the call has returned, and owns the results.
 *   <li>A thread that is interrupted while it waits gets a {@link java.io.InterruptedIOException}; its interrupt status
 *       stays set. The call had no effect, and others can still use the store.
 *   <li>After {@link #close} every method but {@code close}, {@code guarantees}, {@code metrics} and {@code toString}
 *       throws {@link StoreClosedException}.
 *   <li>A store that was opened read-only throws {@link ReadOnlyException} from every method that would change what is
 *       stored, and from {@link #lock}. The call then changed nothing.
 *   <li>{@code toString} shows the nesting, as in {@code Buffer[1g](Zlib(Log(/data/trips)))}.
 * </ul>
 *
 * @param <V> the type of what one append adds; {@code byte[]} in a {@link Store}
 */
public interface Partd<V> extends Closeable {

    /**
     * Opens the file store in a directory, in the layout of Python's partd. If the directory is missing, it is made.
     * The store does not sync its writes to the disk. {@code io.partd.file.FilePerKeyStore} describes its keys, its
     * lock and what a crash leaves, and has an {@code open} that syncs.
     *
     * @throws IllegalArgumentException if the path is not of the default file system
     * @throws IOException if the directory cannot be made, or holds files but is not a partd dataset, or if the system
     *     is not Linux
     */
    static Store file(Path directory) throws IOException {
        return StoreProviders.openDirectory("file", directory);
    }

    /**
     * Opens the log store in a directory: the store to use for a new dataset. If the directory is missing, it is made.
     * The store does not sync its writes to the disk. {@code io.partd.log.LogStore} describes what a crash leaves, and
     * has an {@code open} that syncs.
     *
     * @throws IllegalArgumentException if the path is not of the default file system
     * @throws CorruptDataException if the log is damaged, except by a crash
     * @throws IOException if the directory cannot be made, or holds files but is not a log, or if the system is not
     *     Linux
     */
    static Store log(Path directory) throws IOException {
        return StoreProviders.openDirectory("log", directory);
    }

    /** Makes a store on the heap. It holds any key but the empty one. Closing it discards the values. */
    static Store memory() {
        return StoreProviders.openUnfailing(new StoreUri("memory", "", Options.none()));
    }

    /**
     * Connects to a server by its address, such as {@code tcp://host:5555} or {@code ipc:///run/partd.sock}. Options
     * may follow, as in {@code tcp://host:5555?timeout=30s}. The module {@code partd-zmq} must be on the path; its
     * {@code io.partd.zmq.client.ClientStore} describes what such a store promises.
     *
     * @throws IllegalArgumentException if the text is not the address of a server, or that module is missing
     * @throws java.net.ConnectException if no server listens there
     * @throws IOException if the server does not admit this client, or is not a partd server
     */
    static Store client(String address) throws IOException {
        return StoreProviders.openClient(StoreUri.parse(address));
    }

    /**
     * Opens any store by its URI, such as {@code log:/data/trips?fsync=flush} or {@code memory:}. The
     * {@link StoreProvider}s on the path define the schemes.
     *
     * @throws IllegalArgumentException if the text is not a URI of a known scheme, or has an option that the scheme
     *     lacks; the message names the valid ones
     * @throws IOException if the store cannot be opened
     */
    static Store open(String uri) throws IOException {
        return StoreProviders.open(StoreUri.parse(uri));
    }

    /**
     * Appends one value to one key.
     *
     * @throws InvalidKeyException if the store cannot hold the key
     * @throws OutcomeUnknownException if it is unknown whether the value is stored: an answer was lost, or an
     *     {@code fsync} failed. Over a buffer also if the outcome of an earlier spill is unknown; the message says
     *     which
     * @throws IOException if the value could not be stored; nothing was added
     */
    default void append(String key, V value) throws IOException {
        append(Map.of(key, value));
    }

    /**
     * Appends to several keys at once, all or nothing. A store that does not guarantee {@link Guarantee#ATOMIC_BATCHES}
     * appends to each key all or nothing.
     *
     * @throws InvalidKeyException if the store cannot hold one of the keys; nothing was added
     * @throws PartlyAppendedException if only some keys were appended to, in a store without that guarantee
     * @throws OutcomeUnknownException if it is unknown whether the batch is stored, as for one key
     * @throws IOException if the batch could not be stored; nothing was added
     */
    void append(Map<String, ? extends V> batch) throws IOException;

    /**
     * Returns a writer that gathers small appends and writes them in batches, which are cheaper. It gathers bytes, and
     * values that a {@code Codec} encodes; it appends other values one by one.
     *
     * @param memory the most memory that the writer may hold, keys and room for growth included. The writer appends a
     *     value that does not fit at once, after what it gathered before
     * @throws StoreClosedException if this partd is closed
     */
    default BatchWriter<V> batchWriter(ByteSize memory) throws IOException {
        Objects.requireNonNull(memory, "memory");
        append(Map.of());
        return BatchWriters.unbuffered(this);
    }

    /**
     * Returns the whole value of a key, or the empty value if the key has none.
     *
     * @throws CorruptDataException if the stored bytes cannot be decoded
     * @throws IOException also if the value is larger than an array can be (2 GiB); {@link #stream} has no such limit
     */
    default V get(String key) throws IOException {
        return get(List.of(key)).get(0);
    }

    /**
     * Returns the whole values of several keys, in the order of the list, as of one moment: a batch that another thread
     * appends meanwhile is in all of them or in none. Without {@link Guarantee#ATOMIC_READS} the values may be of
     * different moments.
     *
     * @throws CorruptDataException if the stored bytes cannot be decoded
     * @throws IOException also if a value is larger than an array can be (2 GiB); {@link #stream} has no such limit
     */
    List<V> get(List<String> keys) throws IOException;

    /**
     * Returns the pieces of a value lazily, in append order; joined, they equal {@code get(key)}. Over a codec a piece
     * is one appended value. Raw bytes have no such boundaries: there a piece is a block of at most 1 MiB. The stream
     * shows the value as of this call, whatever is appended or deleted later, and holds one piece at a time.
     *
     * @return a stream, to be closed after use; it throws an {@link java.io.UncheckedIOException} if reading fails
     * @throws OutcomeUnknownException if a buffer spilled the key's bytes first, and it is unknown whether they are
     *     stored
     */
    Stream<V> stream(String key) throws IOException;

    /**
     * Returns the whole value of a key and deletes it, in one atomic step: no append is lost in between.
     *
     * @throws OutcomeUnknownException if it is unknown whether the value is deleted; if it is, it is lost
     * @throws IOException if the value could not be read or deleted; it is still there
     */
    default V pop(String key) throws IOException {
        return pop(List.of(key)).get(0);
    }

    /**
     * Returns the values of several keys and deletes them, in one atomic step. Without {@link Guarantee#ATOMIC_READS}
     * each key takes a step of its own.
     *
     * @param keys distinct keys
     * @throws IllegalArgumentException if a key is given twice
     * @throws OutcomeUnknownException if it is unknown whether values are deleted; those that are, are lost
     * @throws IOException if the values could not be read or deleted; all of them are still there
     */
    List<V> pop(List<String> keys) throws IOException;

    /**
     * Sets the value of a key that has none, and otherwise changes nothing (an <i>idempotent set</i>). The first call
     * wins, also among handles and processes. After {@link #delete} or {@link #drop} the next {@code iset} sets again.
     *
     * @return whether this call set the value; false for an empty value, which equals an absent one
     * @throws OutcomeUnknownException if it is unknown whether the value is stored
     * @throws IOException if the value could not be stored; the key is unchanged
     */
    boolean iset(String key, V value) throws IOException;

    /**
     * Deletes the value of a key. Has no effect if the key has none.
     *
     * @throws OutcomeUnknownException if it is unknown whether the value is deleted, as for several keys
     */
    default void delete(String key) throws IOException {
        delete(List.of(key));
    }

    /**
     * Deletes the values of several keys. If the store guarantees {@link Guarantee#ATOMIC_READS}, readers see all of
     * them go at once.
     *
     * @param keys may include keys without a value, and the same key twice
     * @throws OutcomeUnknownException if some values may be deleted, each wholly, and others not; it is safe to delete
     *     them again
     * @throws IOException if no value could be deleted
     */
    void delete(Collection<String> keys) throws IOException;

    /**
     * Returns the keys that have a value, in the order of {@link String#compareTo}, as of one moment. Without
     * {@link Guarantee#ATOMIC_READS} the result may or may not include keys that others add or delete meanwhile.
     */
    SortedSet<String> keys() throws IOException;

    /**
     * Returns the number of bytes stored for a key, or 0. Over a codec it counts the encoded bytes and their frames.
     */
    long size(String key) throws IOException;

    /** Returns whether a key has a value, and so is one of {@link #keys}. */
    default boolean contains(String key) throws IOException {
        return size(key) > 0;
    }

    /**
     * Deletes the values of all keys and leaves an empty, usable dataset. Other handles on it stay usable.
     *
     * @throws OutcomeUnknownException if some values may be deleted, each wholly, and others not; it is safe to drop
     *     the dataset again
     * @throws IOException if no value could be deleted
     */
    void drop() throws IOException;

    /**
     * Writes what layers hold in memory to the store below. This does not sync the data to the disk, unless the store
     * below syncs its writes.
     *
     * @throws OutcomeUnknownException if it is unknown whether all of it is stored, or, where the store below syncs,
     *     has reached the disk. Layers discard what may be stored, so that nothing is stored twice, and keep the rest
     * @throws IOException if it could not be stored; layers keep it, in order
     */
    void flush() throws IOException;

    /**
     * Returns what this handle's store and the stores below it have done since they were opened, the outermost first:
     * over a log, a buffer and then the log. A log counts for all of its handles in this JVM. Layers and stores that
     * record nothing, such as codecs and the store on the heap, are left out. Never waits, and also works after
     * {@link #close}.
     */
    default List<StoreMetrics> metrics() {
        return List.of();
    }

    /** Returns those of {@link #keys()} that begin with a prefix, in the same order. */
    default Stream<String> keys(String prefix) throws IOException {
        Objects.requireNonNull(prefix, "prefix");
        return keys().tailSet(prefix).stream().takeWhile(key -> key.startsWith(prefix));
    }

    /**
     * Begins a section: until it is closed, only the calling thread can use the dataset. Other threads wait, and so do
     * other processes if the store is shared; see {@link Guarantee#EXCLUSIVE_SECTIONS}. Sections of one thread nest. A
     * section that fails half-way does not undo what was done in it. In a section of a store, do not use a buffer over
     * that store: its spill would wait for the section, and the section's thread for the spill.
     *
     * @throws java.io.InterruptedIOException if the thread is interrupted while it waits; no section has begun
     */
    default Section lock() throws IOException {
        return tryLock(Duration.ofSeconds(Long.MAX_VALUE)).orElseThrow();
    }

    /** Begins a section as {@link #lock} does, or returns nothing if others use the dataset at this moment. */
    default Optional<Section> tryLock() throws IOException {
        return tryLock(Duration.ZERO);
    }

    /**
     * Begins a section as {@link #lock} does, unless others use the dataset until the timeout.
     *
     * @param timeout how long to wait; a negative duration counts as zero
     * @return the section, or nothing after the timeout
     * @throws java.io.InterruptedIOException if the thread is interrupted while it waits; no section has begun
     */
    Optional<Section> tryLock(Duration timeout) throws IOException;

    /**
     * Returns what this partd, with its layers, promises beyond what every partd promises. The answer is fixed when the
     * handle is opened: the method performs no I/O, takes no lock and works after {@link #close} too.
     */
    Set<Guarantee> guarantees();

    /**
     * Flushes and releases the handle's resources. The data stays, except in a temporary dataset. A second call has no
     * effect. A layer closes the store below it, even if flushing failed.
     *
     * @throws OutcomeUnknownException if it is unknown whether all data is stored, or, where the store below syncs, has
     *     reached the disk. The handle is closed nevertheless, and the message says what may be lost
     * @throws IOException if flushing failed; the handle is closed nevertheless, and the message says what is lost
     */
    @Override
    void close() throws IOException;
}
