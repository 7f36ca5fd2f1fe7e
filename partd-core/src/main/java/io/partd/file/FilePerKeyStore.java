package io.partd.file;

import io.partd.Durability;
import io.partd.Guarantee;
import io.partd.OutcomeUnknownException;
import io.partd.ReadOnlyException;
import io.partd.Section;
import io.partd.Store;
import io.partd.StoreClosedException;
import io.partd.StoreMetrics;
import io.partd.StoreMetrics.Operation;
import io.partd.internal.Bytes;
import io.partd.internal.Deadline;
import io.partd.internal.IoFunction;
import io.partd.internal.IoSupplier;
import io.partd.internal.Keys;
import io.partd.internal.Meter;
import io.partd.internal.OpenDirectories;
import io.partd.internal.OwnedSection;
import io.partd.internal.ReadsWithRoom;
import io.partd.internal.SystemCalls;
import io.partd.temporary.TemporaryDirectory;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.SortedSet;
import java.util.function.ToLongFunction;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * A store in a directory with one file per key, in the layout of Python partd's {@code File}. The file of a key holds
 * its value, and every operation holds the file {@code .lock} with {@code flock(2)}. JVMs and Python processes may use
 * one directory at the same time; all handles in one JVM share the lock. Off Linux, and with the system property
 * {@code partd.calls=portable}, it takes the JDK's file locks, which exclude no Python process.
 *
 * <pre>{@code
 * try (Store trips = FilePerKeyStore.open(directory)) {
 *     trips.append("oslo", "7,fjord\n".getBytes(UTF_8)); // in the file oslo, for any program to read
 * }
 * }</pre>
 *
 * <p><b>Keys</b> are paths below the directory. A key consists of parts of at most 255 characters joined by {@code /};
 * valid characters are {@code A-Z a-z 0-9}, space and {@code - _ . ( )}. No part is {@code .}, {@code ..} or
 * {@code .lock}. A key cannot be a directory of other keys: while {@code a/b} exists, the store refuses {@code a}. The
 * store follows no symbolic links in the directory.
 *
 * <p><b>All or nothing.</b> An append that fails, for example because the disk is full, is undone before the lock is
 * released. If undoing fails too, the append throws {@link OutcomeUnknownException}. If a kill interrupts an append,
 * the keys written so far keep what they got, the last one perhaps only part of it. Python's readers wait for the lock,
 * so they see no append in part. {@link #delete} and {@link #drop} are not undone: if one fails after it has deleted a
 * key, it throws {@link OutcomeUnknownException}.
 *
 * <p><b>Dropping.</b> {@link #drop} deletes only what a partd may have written: regular files with the name of a key,
 * and the directories that this leaves empty. {@code .lock} stays. Python's {@code drop} removes the whole directory
 * and does not wait for the lock. Handles survive that and continue in the directory that Python makes next, but part
 * of an append at that moment may be dropped.
 *
 * <p><b>Open files.</b> The store keeps the directory and the lock file open, and the file that it reads or writes,
 * however many keys exist. {@link #delete} leaves directories; {@code drop} removes them, and so does an append to a
 * key that needs their name.
 */
@SuppressWarnings("exports") // only our own layers use ReadsWithRoom
public final class FilePerKeyStore implements Store, ReadsWithRoom {

    private static final int TRIES = 100;

    private final OpenDirectories<Dataset>.Shared shared;
    private final Dataset dataset;
    private final ValueReader values;
    private final Durability durability;
    private final @Nullable TemporaryDirectory temporary;
    private final Meter.Group meters;
    private volatile boolean closed;

    private FilePerKeyStore(
            OpenDirectories<Dataset>.Shared shared, Durability durability, @Nullable TemporaryDirectory temporary) {
        this.shared = shared;
        this.dataset = shared.get();
        this.values = new ValueReader(dataset);
        this.durability = durability;
        this.temporary = temporary;
        this.meters = new Meter.Group("file", "File(" + dataset.path() + ")", Operation.APPEND, Operation.READ);
    }

    /**
     * Opens the dataset in a directory, with {@link Durability#NEVER}. If the directory is missing, it is made with its
     * parents.
     *
     * @throws IOException if the path is a file, or a directory that holds files but no {@code .lock} and so is not a
     *     dataset
     */
    public static FilePerKeyStore open(Path directory) throws IOException {
        return open(directory, Durability.NEVER);
    }

    /**
     * Opens the dataset in a directory. If the directory is missing, it is made with its parents.
     *
     * <p>With {@link Durability#BATCH} a write syncs every file that it wrote and every directory in which it created
     * or removed a name before it returns, which takes some milliseconds for each key. It does not sync names that
     * another process or another handle created. If {@code fsync} fails, the write is undone, and the undoing is
     * synced. The write then had no effect, or throws {@link OutcomeUnknownException} if undoing failed too. In both
     * cases no such handle takes more writes until all handles on the directory in this JVM are closed.
     *
     * @throws IllegalArgumentException if the durability is {@link Durability#FLUSH}, which a file store does not
     *     support: it does not remember which files were written since the last flush
     * @throws IOException if the path is a file, or a directory that holds files but no {@code .lock} and so is not a
     *     dataset
     */
    public static FilePerKeyStore open(Path directory, Durability durability) throws IOException {
        return open(directory, durability, SystemCalls.system());
    }

    static FilePerKeyStore open(Path directory, Durability durability, SystemCalls calls) throws IOException {
        if (durability == Durability.FLUSH) {
            throw new IllegalArgumentException("a file store has no fsync=flush, as it does not remember which files to"
                    + " sync; choose batch or never, or a log");
        }
        OpenDirectories<Dataset>.Shared shared = Dataset.open(calls, directory);
        if (durability == Durability.BATCH) {
            shared.get().markUnsynced();
        }
        return new FilePerKeyStore(shared, durability, null);
    }

    /**
     * Opens the dataset in a directory to read it, without making or changing any file. The permission to read is
     * enough, and the disk may be mounted read-only. What would change the dataset throws a {@link ReadOnlyException}.
     * Reading takes the lock as usual, for which that permission is enough.
     *
     * @throws NoSuchFileException if the directory is missing or empty; it is not made. A call throws it if the dataset
     *     has been removed since
     * @throws IOException if the path is a file, or a directory that holds files but no {@code .lock} and so is not a
     *     dataset
     */
    public static FilePerKeyStore openReadOnly(Path directory) throws IOException {
        return new FilePerKeyStore(Dataset.openReadOnly(SystemCalls.system(), directory), Durability.NEVER, null);
    }

    /** Makes a temporary dataset in the system's directory for temporary files; see {@link #temporary(Path)}. */
    public static FilePerKeyStore temporary() throws IOException {
        return temporary(Path.of(System.getProperty("java.io.tmpdir")));
    }

    /**
     * Makes a temporary dataset in an existing directory, for this user only. {@link #close} and the end of the JVM
     * delete it. If the JVM is killed, the next temporary dataset in the same directory deletes it.
     */
    public static FilePerKeyStore temporary(Path parent) throws IOException {
        TemporaryDirectory directory = TemporaryDirectory.create(parent);
        try {
            return new FilePerKeyStore(
                    Dataset.open(SystemCalls.system(), directory.path()), Durability.NEVER, directory);
        } catch (Throwable e) {
            directory.close();
            throw e;
        }
    }

    /** Returns the dataset's directory, absolute and without symbolic links. */
    public Path directory() {
        return dataset.path();
    }

    @Override
    public void appendBuffers(Map<String, ? extends List<ByteBuffer>> batch) throws IOException {
        meters.of(Operation.APPEND).record(() -> appendBatch(batch), Long::longValue);
    }

    private long appendBatch(Map<String, ? extends List<ByteBuffer>> batch) throws IOException {
        List<Piece> pieces = new ArrayList<>(batch.size());
        for (Map.Entry<String, ? extends List<ByteBuffer>> entry : batch.entrySet()) {
            pieces.add(new Piece(dataset.key(entry.getKey()), entry.getValue()));
        }
        return transact(transaction -> {
            long bytes = 0;
            for (Piece piece : pieces) {
                transaction.append(piece.key, piece.buffers);
                bytes += Bytes.remaining(piece.buffers);
            }
            return bytes;
        });
    }

    private record Piece(Key key, List<ByteBuffer> buffers) {}

    @Override
    public List<byte[]> get(List<String> keys) throws IOException {
        return get(keys, key -> 0);
    }

    @Override
    public List<byte[]> get(List<String> keys, ToLongFunction<String> room) throws IOException {
        return meters.of(Operation.READ).values(() -> {
            List<Key> files = keys(keys);
            return underLock(() -> values.readAll(files, room));
        });
    }

    @Override
    public InputStream open(String key) throws IOException {
        Key file = dataset.key(key);
        return meters.of(Operation.READ).stream(() -> underLock(() -> values.open(file)));
    }

    @Override
    public List<byte[]> pop(List<String> keys) throws IOException {
        List<Key> files = keys(keys);
        Keys.requireDistinct(keys);
        return meters.of(Operation.READ)
                .values(() -> transact(transaction -> {
                    List<byte[]> popped = values.readAll(files, key -> 0);
                    for (int i = 0; i < popped.size(); i++) {
                        transaction.remove(files.get(i), popped.get(i));
                    }
                    return popped;
                }));
    }

    @Override
    public boolean iset(String key, byte[] value) throws IOException {
        Key file = dataset.key(key);
        List<ByteBuffer> buffers = List.of(ByteBuffer.wrap(value));
        return transact(transaction -> {
            if (value.length == 0 || values.size(file) > 0) {
                return false;
            }
            transaction.append(file, buffers);
            return true;
        });
    }

    @Override
    public void delete(Collection<String> keys) throws IOException {
        List<Key> files = keys(keys);
        transact(transaction -> {
            for (Key key : files) {
                transaction.removeForGood(key);
            }
            return true;
        });
    }

    @Override
    public SortedSet<String> keys() throws IOException {
        return underLock(() -> KeyFiles.keys(dataset.path(), ""));
    }

    @Override
    public Stream<String> keys(String prefix) throws IOException {
        Objects.requireNonNull(prefix, "prefix");
        return underLock(() -> KeyFiles.keys(dataset.path(), prefix)).stream();
    }

    @Override
    public long size(String key) throws IOException {
        Key file = dataset.key(key);
        return underLock(() -> values.size(file));
    }

    /** Makes empty files for keys that have none. Such a key counts as absent, but no other key can take its name. */
    @Override
    public void claim(Collection<String> keys) throws IOException {
        List<Key> files = keys(keys);
        transact(transaction -> {
            for (Key key : files) {
                transaction.append(key, List.of());
            }
            return true;
        });
    }

    /** Has no effect, because each value is one file. */
    @Override
    public void compact() throws IOException {
        requireWritable();
    }

    @Override
    public void drop() throws IOException {
        transact(transaction -> {
            transaction.removeAllForGood();
            return true;
        });
    }

    /** Has no effect: the operating system has what was appended when the append returns. */
    @Override
    public void flush() throws IOException {
        requireOpen();
    }

    @Override
    public Optional<Section> tryLock(Duration timeout) throws IOException {
        requireWritable();
        if (!enter(Deadline.after(timeout))) {
            return Optional.empty();
        }
        shared.retain();
        // The section keeps the dataset open even if the handle is closed in it.
        return Optional.of(new OwnedSection(() -> {
            try {
                exit();
            } finally {
                shared.release();
            }
        }));
    }

    /**
     * All guarantees but one: a kill may leave a part of a batch. To survive a power cut needs
     * {@link Durability#BATCH}. A temporary dataset survives nothing. A dataset that was opened read-only has only the
     * guarantees of reading.
     */
    @Override
    public Set<Guarantee> guarantees() {
        if (dataset.isReadOnly()) {
            return EnumSet.of(Guarantee.ATOMIC_BATCHES, Guarantee.ATOMIC_READS, Guarantee.SHARED);
        }
        Set<Guarantee> guarantees = EnumSet.of(
                Guarantee.ATOMIC_BATCHES, Guarantee.ATOMIC_READS, Guarantee.EXCLUSIVE_SECTIONS, Guarantee.SHARED);
        if (temporary == null) {
            guarantees.add(Guarantee.APPENDS_SURVIVE_KILL);
            guarantees.add(Guarantee.FLUSHES_SURVIVE_KILL);
            if (durability == Durability.BATCH) {
                guarantees.add(Guarantee.APPENDS_SURVIVE_POWER_LOSS);
                guarantees.add(Guarantee.FLUSHES_SURVIVE_POWER_LOSS);
            }
        }
        return guarantees;
    }

    /** Closes this handle after the operations of other threads. Deletes the dataset if it is temporary. */
    @Override
    public void close() throws IOException {
        dataset.lockThreadsUninterruptibly();
        try {
            if (closed) {
                return;
            }
            closed = true;
            try (temporary) {
                shared.release();
            }
        } finally {
            dataset.unlockThreads();
        }
    }

    @Override
    public List<StoreMetrics> metrics() {
        return List.of(meters.metrics(0, 0));
    }

    /** Returns {@code File(/path)}. */
    @Override
    public String toString() {
        return "File(" + dataset.path() + ")";
    }

    private List<Key> keys(Collection<String> keys) throws IOException {
        List<Key> files = new ArrayList<>(keys.size());
        for (String key : keys) {
            files.add(dataset.key(key));
        }
        return files;
    }

    /** Runs a change under the lock, all or nothing. */
    private <T> T transact(IoFunction<Transaction, T> change) throws IOException {
        requireWritable();
        return underLock(() -> {
            if (durability == Durability.BATCH) {
                dataset.requireNoFailedSync();
            }
            try (Transaction transaction = new Transaction(dataset, durability)) {
                try {
                    T result = change.apply(transaction);
                    transaction.commit();
                    return result;
                } catch (Throwable e) {
                    throw rolledBack(transaction, e);
                }
            }
        });
    }

    /** Rolls back, and returns the exception to throw. */
    private IOException rolledBack(Transaction transaction, Throwable failure) {
        try {
            transaction.rollback();
        } catch (IOException | RuntimeException | Error e) {
            IOException both = new OutcomeUnknownException(
                    failure.getMessage() + "; rolling back failed too, so part of the change may be visible: "
                            + e.getMessage(),
                    failure);
            both.addSuppressed(e);
            return both;
        }
        if (transaction.isIrreversible() && !(failure instanceof DirectoryRemovedException)) {
            return new OutcomeUnknownException(
                    "keys of " + this + " have been deleted, but perhaps not all, or not for good: "
                            + failure.getMessage(),
                    failure);
        }
        return rethrow(failure);
    }

    private static IOException rethrow(Throwable failure) {
        if (failure instanceof RuntimeException e) {
            throw e;
        }
        if (failure instanceof Error e) {
            throw e;
        }
        return (IOException) failure;
    }

    /** Runs an operation under the lock. Starts it again if another process removes the dataset meanwhile. */
    private <T> T underLock(IoSupplier<T> operation) throws IOException {
        enter();
        try {
            for (int tries = 1; ; tries++) {
                try {
                    return operation.get();
                } catch (DirectoryRemovedException e) {
                    if (tries == TRIES) {
                        throw new IOException(e.getMessage() + " each of the " + TRIES + " times it was reopened", e);
                    }
                    dataset.reopenAndLock();
                }
            }
        } finally {
            exit();
        }
    }

    private void enter() throws IOException {
        dataset.lockThreads();
        try {
            requireOpen();
            dataset.lockProcesses();
        } catch (Throwable e) {
            dataset.unlockThreads();
            throw e;
        }
    }

    /** Takes the lock unless the deadline passes first; returns whether it did. */
    private boolean enter(Deadline deadline) throws IOException {
        requireOpen();
        if (!dataset.tryLockThreads(deadline)) {
            return false;
        }
        boolean entered = false;
        try {
            requireOpen();
            entered = dataset.tryLockProcesses(deadline);
            return entered;
        } finally {
            if (!entered) {
                dataset.unlockThreads();
            }
        }
    }

    private void exit() {
        try {
            dataset.unlockProcesses();
        } finally {
            dataset.unlockThreads();
        }
    }

    private void requireWritable() throws IOException {
        requireOpen();
        if (dataset.isReadOnly()) {
            throw new ReadOnlyException(this);
        }
    }

    private void requireOpen() throws StoreClosedException {
        if (closed) {
            throw new StoreClosedException(this);
        }
    }
}
