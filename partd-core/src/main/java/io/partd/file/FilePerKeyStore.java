package io.partd.file;

import io.partd.Durability;
import io.partd.Guarantee;
import io.partd.OutcomeUnknownException;
import io.partd.Section;
import io.partd.Store;
import io.partd.StoreClosedException;
import io.partd.internal.Deadline;
import io.partd.internal.Errno;
import io.partd.internal.FileStatus;
import io.partd.internal.Keys;
import io.partd.internal.OpenDirectories;
import io.partd.internal.OwnedSection;
import io.partd.internal.SystemCalls;
import io.partd.temporary.TemporaryDirectory;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.file.FileSystemException;
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
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * A store in a directory, in the layout of Python partd's {@code File}: the value of a key is the file of that name,
 * and the file {@code .lock} is held with {@code flock(2)} around every operation. JVMs and Python processes may use
 * one directory at the same time; threads of one JVM share the lock whichever handle they use. Needs Linux.
 *
 * <p><b>Keys</b> are paths below the directory: the characters {@code A-Z a-z 0-9}, space and {@code - _ . ( )}, in
 * parts of at most 255 that are joined by {@code /}. No part is {@code .}, {@code ..} or {@code .lock}. A key cannot be
 * a directory of other keys: with {@code a/b} there is no {@code a}, until the last key in it is deleted. Symbolic
 * links in the directory are not followed.
 *
 * <p><b>All or nothing.</b> An append that fails, say as the disk is full, is undone before the lock is let go. If
 * undoing fails too, the append throws {@link OutcomeUnknownException}. If the process is killed in the middle of an
 * append, the keys written so far keep what they got. Python's readers wait for the lock, and so see no append in part.
 * {@link #delete} and {@link #drop} are not undone: one that fails after it has deleted a key throws
 * {@link OutcomeUnknownException}.
 *
 * <p><b>Dropping.</b> {@link #drop} deletes what a partd may have written and nothing else: regular files with the name
 * of a key, and directories that are empty then. {@code .lock} stays. Python's {@code drop} removes the whole
 * directory, without waiting for the lock; handles survive that, and go on with the directory that comes after. Of an
 * append in that very moment, part may be dropped.
 *
 * <p>Only the directory, the lock file and what is being read or written is open at a time, however many keys there
 * are. {@link #delete} leaves directories; they go when their name is needed for a key, or with {@code drop}.
 */
public final class FilePerKeyStore implements Store {

    private static final int LARGEST_ARRAY = Integer.MAX_VALUE - 8;
    private static final int TRIES = 100;

    private final OpenDirectories<Dataset>.Shared shared;
    private final Dataset dataset;
    private final Durability durability;
    private final @Nullable TemporaryDirectory temporary;
    private volatile boolean closed;

    private FilePerKeyStore(
            OpenDirectories<Dataset>.Shared shared, Durability durability, @Nullable TemporaryDirectory temporary) {
        this.shared = shared;
        this.dataset = shared.get();
        this.durability = durability;
        this.temporary = temporary;
    }

    /**
     * Opens the dataset in a directory, with {@link Durability#NEVER}. If the directory is missing, it is made with its
     * parents.
     *
     * @throws IOException if the path is a file, or a directory that holds something but no {@code .lock} and so is no
     *     dataset; or if the system is not supported
     */
    public static FilePerKeyStore open(Path directory) throws IOException {
        return open(directory, Durability.NEVER);
    }

    /**
     * Opens the dataset in a directory. If the directory is missing, it is made with its parents.
     *
     * <p>With {@link Durability#BATCH} every file written to, and every directory in which a name came or went, is
     * brought to the disk before a write returns, some milliseconds for every key. Names that another process or
     * another handle made are not looked after. If {@code fsync} fails, what was written is undone, and undoing is
     * synced. The write then had no effect, or throws {@link OutcomeUnknownException} if undoing failed too. In both
     * cases no such handle takes more writes until all handles on the directory in this JVM are closed.
     *
     * @throws IllegalArgumentException if the durability is {@link Durability#FLUSH}, which a file store cannot have:
     *     it does not remember which files were written since the last flush
     * @throws IOException if the path is a file, or a directory that holds something but no {@code .lock} and so is no
     *     dataset; or if the system is not supported
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
            shared.get().distrustCache();
        }
        return new FilePerKeyStore(shared, durability, null);
    }

    /** Makes a temporary dataset in the system's directory for temporary files; see {@link #temporary(Path)}. */
    public static FilePerKeyStore temporary() throws IOException {
        return temporary(Path.of(System.getProperty("java.io.tmpdir")));
    }

    /**
     * Makes a temporary dataset in an existing directory, for this user only. {@link #close} deletes it, and so does
     * the end of the JVM; if that is killed, the next temporary dataset in the same directory does.
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
        List<Piece> pieces = new ArrayList<>(batch.size());
        for (Map.Entry<String, ? extends List<ByteBuffer>> entry : batch.entrySet()) {
            pieces.add(new Piece(dataset.key(entry.getKey()), entry.getValue()));
        }
        change(change -> {
            for (Piece piece : pieces) {
                change.append(piece.key, piece.buffers);
            }
            return true;
        });
    }

    private record Piece(Key key, List<ByteBuffer> buffers) {}

    @Override
    public List<byte[]> get(List<String> keys) throws IOException {
        List<Key> files = keys(keys);
        return underLock(() -> readAll(files));
    }

    @Override
    public InputStream open(String key) throws IOException {
        Key file = dataset.key(key);
        return underLock(() -> {
            try (Directories directories = new Directories(dataset)) {
                int opened = openToRead(directories, file);
                return opened < 0
                        ? InputStream.nullInputStream()
                        : ValueStream.of(
                                dataset.calls(), opened, dataset.status().size(), dataset.path(file));
            }
        });
    }

    @Override
    public List<byte[]> pop(List<String> keys) throws IOException {
        List<Key> files = keys(keys);
        Keys.requireDistinct(keys);
        return change(change -> {
            List<byte[]> values = readAll(files);
            for (int i = 0; i < values.size(); i++) {
                change.remove(files.get(i), values.get(i));
            }
            return values;
        });
    }

    @Override
    public boolean iset(String key, byte[] value) throws IOException {
        Key file = dataset.key(key);
        List<ByteBuffer> buffers = List.of(ByteBuffer.wrap(value));
        return change(change -> {
            if (value.length == 0 || sizeOf(file) > 0) {
                return false;
            }
            change.append(file, buffers);
            return true;
        });
    }

    @Override
    public void delete(Collection<String> keys) throws IOException {
        List<Key> files = keys(keys);
        change(change -> {
            for (Key key : files) {
                change.removeForGood(key);
            }
            return true;
        });
    }

    @Override
    public SortedSet<String> keys() throws IOException {
        return underLock(() -> KeyTree.keys(dataset.path(), ""));
    }

    @Override
    public Stream<String> keys(String prefix) throws IOException {
        Objects.requireNonNull(prefix, "prefix");
        return underLock(() -> KeyTree.keys(dataset.path(), prefix)).stream();
    }

    @Override
    public long size(String key) throws IOException {
        Key file = dataset.key(key);
        return underLock(() -> sizeOf(file));
    }

    /** Makes empty files for keys that have none, which count as absent but keep their names free for these keys. */
    @Override
    public void claim(Collection<String> keys) throws IOException {
        List<Key> files = keys(keys);
        change(change -> {
            for (Key key : files) {
                change.append(key, List.of());
            }
            return true;
        });
    }

    /** Has no effect: each value is a file. */
    @Override
    public void compact() throws IOException {
        requireOpen();
    }

    @Override
    public void drop() throws IOException {
        change(change -> {
            change.removeAllForGood();
            return true;
        });
    }

    /** Has no effect: what is appended is with the system when the call returns. */
    @Override
    public void flush() throws IOException {
        requireOpen();
    }

    @Override
    public Optional<Section> tryLock(Duration timeout) throws IOException {
        if (!enter(Deadline.after(timeout))) {
            return Optional.empty();
        }
        shared.retain();
        // The section keeps the dataset open even if the handle is closed in it.
        return Optional.of(new OwnedSection(() -> {
            exit();
            shared.release();
        }));
    }

    /**
     * All but that a kill leaves no batch in part, and that a power cut loses nothing: the latter needs
     * {@link Durability#BATCH}. A temporary dataset does not survive anything.
     */
    @Override
    public Set<Guarantee> guarantees() {
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

    /** Ends the use of the dataset after what other threads are doing in it; deletes it if it is temporary. */
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

    private List<byte[]> readAll(List<Key> keys) throws IOException {
        List<byte[]> values = new ArrayList<>(keys.size());
        try (Directories directories = new Directories(dataset)) {
            for (Key key : keys) {
                values.add(read(directories, key));
            }
        }
        return values;
    }

    private byte[] read(Directories directories, Key key) throws IOException {
        int file = openToRead(directories, key);
        if (file < 0) {
            return new byte[0];
        }
        try {
            long length = dataset.status().size();
            if (length > LARGEST_ARRAY) {
                throw new IOException(dataset.path(key) + " has " + length + " bytes, and an array at most "
                        + LARGEST_ARRAY + "; read it with open() or stream()");
            }
            return dataset.transfer().read(file, (int) length, key);
        } finally {
            dataset.calls().close(file);
        }
    }

    private long sizeOf(Key key) throws IOException {
        try (Directories directories = new Directories(dataset)) {
            int file = openToRead(directories, key);
            if (file < 0) {
                return 0;
            }
            dataset.calls().close(file);
            return dataset.status().size();
        }
    }

    /** Opens a key's file and looks at it; negative if it has none. */
    private int openToRead(Directories directories, Key key) throws IOException {
        int directory = directories.find(key);
        int file = directory == -Errno.ENOENT ? directory : dataset.calls().openToRead(directory, key.name());
        if (file == -Errno.ENOENT) {
            return file;
        }
        dataset.require(file, key);
        FileStatus status = dataset.status();
        int result = dataset.calls().status(file, status);
        if (result == 0 && status.isRegular()) {
            return file;
        }
        dataset.calls().close(file);
        dataset.require(result, key);
        if (status.isDirectory()) {
            return -Errno.ENOENT;
        }
        throw new FileSystemException(
                dataset.path(key).toString(), null, "is no regular file, which a dataset must not hold");
    }

    /** What is done under the lock. */
    @FunctionalInterface
    private interface Operation<T> {
        T run() throws IOException;
    }

    /** What is done under the lock, wholly or not at all. */
    @FunctionalInterface
    private interface Changing<T> {
        T run(Change change) throws IOException;
    }

    private <T> T change(Changing<T> changing) throws IOException {
        return underLock(() -> {
            if (durability == Durability.BATCH) {
                dataset.requireTrusted();
            }
            try (Change change = new Change(dataset, durability)) {
                try {
                    T result = changing.run(change);
                    change.commit();
                    return result;
                } catch (Throwable e) {
                    throw undone(change, e);
                }
            }
        });
    }

    private IOException undone(Change change, Throwable failure) {
        try {
            change.undo();
        } catch (IOException | RuntimeException | Error e) {
            IOException both = new OutcomeUnknownException(
                    failure.getMessage() + "; undoing what was done until then failed too, so that"
                            + " part of it may be seen: " + e.getMessage(),
                    failure);
            both.addSuppressed(e);
            return both;
        }
        if (change.isLasting() && !(failure instanceof VanishedException)) {
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

    /** Runs an operation under the lock, again from the start if another process removes the dataset meanwhile. */
    private <T> T underLock(Operation<T> operation) throws IOException {
        enter();
        try {
            for (int tries = 1; ; tries++) {
                try {
                    return operation.run();
                } catch (VanishedException e) {
                    if (tries == TRIES) {
                        throw new IOException(e.getMessage() + " each of " + TRIES + " times that it was made anew", e);
                    }
                    dataset.recover();
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

    /** As {@link #enter()}, if that can be done in time. */
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

    private void requireOpen() throws StoreClosedException {
        if (closed) {
            throw new StoreClosedException(this);
        }
    }
}
