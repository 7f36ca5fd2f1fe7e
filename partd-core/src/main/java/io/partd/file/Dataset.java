package io.partd.file;

import io.partd.internal.Backoff;
import io.partd.internal.CString;
import io.partd.internal.Deadline;
import io.partd.internal.DirectoryTree;
import io.partd.internal.Errno;
import io.partd.internal.FileStatus;
import io.partd.internal.LockFile;
import io.partd.internal.OpenDirectories;
import io.partd.internal.SystemCalls;
import io.partd.internal.Waits;
import io.partd.temporary.TemporaryDirectory;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.io.SyncFailedException;
import java.nio.file.DirectoryStream;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * An open dataset directory, shared by all handles of this JVM. It excludes threads with a lock of its own and other
 * processes with {@code flock(2)} on {@code .lock}. One descriptor of the lock file serves the whole JVM, because two
 * would exclude each other.
 *
 * <p>Python drops a dataset by removing the directory with its lock file and making a new one, without taking the lock.
 * So a thread that has taken the lock checks that its lock file is still the one at the path, and reopens the directory
 * if it is not.
 *
 * <p>A thread must hold the lock to call any method but {@link #open}.
 */
final class Dataset {

    private static final String LOCK = ".lock";

    /** What {@code partd shuffle --distinct} puts beside the directories of values. */
    private static final String HIVE = ".partd-hive";

    /** The file that marks a log's directory. */
    private static final String LOG = "partd-log";

    private static final int FILE_MODE = 0666;
    /**
     * How long to wait for another process to recreate a directory that it has removed. Python's attempt to create it
     * fails if the directory exists.
     */
    private static final long RECREATION_NANOS = TimeUnit.MILLISECONDS.toNanos(20);

    private static final OpenDirectories<Dataset> OPEN = new OpenDirectories<>("the dataset", Dataset::close);
    private static final OpenDirectories<Dataset> READ_ONLY = new OpenDirectories<>("the dataset", Dataset::close);

    /** Whether the dataset is temporary; a temporary directory that was removed is not recreated. */
    private final boolean temporary;

    /** Whether nothing may be made or changed. */
    private final boolean readOnly;

    private final SystemCalls calls;
    private final Path path;
    private final byte[] name;
    private final Path lockPath;
    private final ReentrantLock threads = new ReentrantLock();
    private final FileStatus status = new FileStatus();
    private final FileIo io;
    private final Set<Path> unsynced = ConcurrentHashMap.newKeySet();

    /** The first failed sync of any handle. */
    private @Nullable SyncFailedException syncFailure;

    private boolean locked;
    private int directory = -1;
    private @Nullable Object identity;
    private @Nullable LockFile processes;

    private Dataset(SystemCalls calls, Path path, boolean readOnly) {
        this.readOnly = readOnly;
        this.temporary = TemporaryDirectory.isLive(path);
        this.calls = calls;
        this.path = path;
        this.name = CString.of(path);
        this.lockPath = path.resolve(LOCK);
        this.io = new FileIo(this, calls);
    }

    /**
     * Opens a dataset for one user. Makes its directory if it is missing.
     *
     * @throws IOException if the path is a file, or a directory that is not empty and not a dataset
     */
    static OpenDirectories<Dataset>.Shared open(SystemCalls calls, Path directory) throws IOException {
        CString.requireSystemFile(directory);
        for (int tries = 1; ; tries++) {
            try {
                Set<Path> made = makeDirectory(directory.toAbsolutePath());
                OpenDirectories<Dataset>.Shared shared = OPEN.open(directory.toRealPath(), path -> {
                    Dataset dataset = new Dataset(calls, path, false);
                    dataset.openFiles();
                    return dataset;
                });
                shared.get().unsynced.addAll(made);
                return shared;
            } catch (NoSuchFileException e) {
                if (tries == 10) {
                    throw e;
                }
            }
        }
    }

    /**
     * Opens a dataset to read it, for one user. A handle that writes, also one of this JVM, takes its user for another
     * process.
     *
     * @throws NoSuchFileException if the directory is missing, or empty
     * @throws IOException if the path is a file, or a directory that is not empty and not a dataset
     */
    static OpenDirectories<Dataset>.Shared openReadOnly(SystemCalls calls, Path directory) throws IOException {
        CString.requireSystemFile(directory);
        return READ_ONLY.open(directory.toRealPath(), path -> {
            Dataset dataset = new Dataset(calls, path, true);
            dataset.openFiles();
            return dataset;
        });
    }

    boolean isReadOnly() {
        return readOnly;
    }

    /** Makes a directory with its parents; returns the parents of the directories it made. */
    private static Set<Path> makeDirectory(Path directory) throws IOException {
        Set<Path> parents = new LinkedHashSet<>();
        for (Path missing = directory; missing != null && !Files.exists(missing); missing = missing.getParent()) {
            parents.add(Objects.requireNonNullElse(missing.getParent(), missing));
        }
        try {
            Files.createDirectories(directory);
        } catch (FileAlreadyExistsException e) {
            throw notADirectory(Path.of(e.getFile()), e);
        }
        return parents;
    }

    private static IOException notADirectory(Path path, @Nullable IOException cause) {
        IOException e = new FileSystemException(
                path.toString(), null, "is not a directory; a dataset is a directory of its own");
        if (cause != null) {
            e.initCause(cause);
        }
        return e;
    }

    private void openFiles() throws IOException {
        directory = Errno.require(calls.openDirectory(SystemCalls.ANYWHERE, name), path);
        try {
            LockFile lock = openLockFile();
            if (lock == null && Files.isRegularFile(path.resolve(LOG))) {
                throw new FileSystemException(
                        path.toString(),
                        null,
                        "is a log's directory; open it as log:" + path + ", or give another one");
            }
            if (lock == null && isForeign()) {
                requireNoHivePartitions();
                throw new FileSystemException(
                        path.toString(),
                        null,
                        "is not a partd dataset: it holds files, but no " + LOCK
                                + "; give an empty or missing directory, or make this one a dataset by an empty file "
                                + lockPath);
            }
            processes = lock == null ? openOrCreateLockFile() : lock;
            identity = identityOfDirectory();
        } finally {
            if (processes == null) {
                close();
            }
        }
    }

    /** Checks that it is no directory of Hive's layout, in which there are no keys. */
    private void requireNoHivePartitions() throws IOException {
        try (DirectoryStream<Path> entries = DirectoryTree.list(path)) {
            for (Path entry : entries) {
                String entryName = entry.getFileName().toString();
                if (entryName.equals(HIVE) || (entryName.contains("=") && Files.isDirectory(entry))) {
                    throw new FileSystemException(
                            path.toString(),
                            null,
                            "is not a partd dataset: it has a directory for each value, called COLUMN=VALUE, as partd"
                                    + " shuffle --distinct and Hive make them; read it with DuckDB, pyarrow, Spark or"
                                    + " partd shuffle, and delete the directory to delete it");
                }
            }
        }
    }

    /** Returns whether the directory has entries and no lock file, also after a short wait for another process. */
    private boolean isForeign() throws IOException {
        long start = System.nanoTime();
        Backoff backoff = new Backoff();
        while (!isEmpty() && !Files.exists(lockPath)) {
            if (System.nanoTime() - start > RECREATION_NANOS) {
                return true;
            }
            backoff.pause(path);
        }
        return false;
    }

    private boolean isEmpty() throws IOException {
        try (DirectoryStream<Path> entries = DirectoryTree.list(path)) {
            return !entries.iterator().hasNext();
        }
    }

    SystemCalls calls() {
        return calls;
    }

    /** Returns the directory, with no symbolic link in it. */
    Path path() {
        return path;
    }

    /** Returns the path of a key's file, for messages. */
    Path path(Key key) {
        return path.resolve(key.text());
    }

    /**
     * Returns the result of a system call if it is not negative.
     *
     * @throws IOException if the result is negative; the message names the key's file
     */
    int require(int result, Key key) throws IOException {
        if (result < 0) {
            throw Errno.exception(result, path(key));
        }
        return result;
    }

    /** Checks a text and returns it as a key. Needs no lock. */
    Key key(String text) throws IOException {
        return Key.of(text, name.length);
    }

    /** Returns the descriptor of the open directory. */
    int directory() {
        return directory;
    }

    FileStatus status() {
        return status;
    }

    FileIo io() {
        return io;
    }

    /** Takes the lock between the threads of this JVM. */
    void lockThreads() throws InterruptedIOException {
        if (!threads.tryLock()) {
            Waits.lock(threads, lockPath);
        }
    }

    /** Takes the lock between threads unless the deadline passes first; returns whether it did. */
    boolean tryLockThreads(Deadline deadline) throws InterruptedIOException {
        return Waits.tryLock(threads, deadline, lockPath);
    }

    /** Takes the lock between threads, and does not react to an interrupt. */
    void lockThreadsUninterruptibly() {
        threads.lock();
    }

    void unlockThreads() {
        threads.unlock();
    }

    /** Takes the lock between processes, unless this thread holds it already. */
    void lockProcesses() throws IOException {
        while (!locked) {
            LockFile lock = lockFile();
            lock.acquire();
            requireInPlace(lock);
        }
    }

    /** Takes the lock between processes unless the deadline passes first; returns whether it did. */
    boolean tryLockProcesses(Deadline deadline) throws IOException {
        while (!locked) {
            LockFile lock = lockFile();
            if (!lock.tryAcquire(deadline)) {
                return false;
            }
            requireInPlace(lock);
        }
        return true;
    }

    private LockFile lockFile() throws IOException {
        LockFile lock = processes;
        return lock == null ? reopen() : lock;
    }

    /** Closes the lock file if another process has removed it; otherwise notes that the lock is held. */
    private void requireInPlace(LockFile lock) throws IOException {
        try {
            locked = lock.isInPlace();
        } finally {
            if (!locked) {
                closeLock();
            }
        }
    }

    /** Releases the lock between processes, unless an outer section of this thread holds it. */
    void unlockProcesses() {
        LockFile lock = processes;
        if (threads.getHoldCount() == 1 && locked && lock != null) {
            locked = false;
            if (!lock.release()) {
                closeLock();
            }
        }
    }

    /** Reopens the directory that is now at the path, and takes its lock. */
    void reopenAndLock() throws IOException {
        closeLock();
        lockProcesses();
    }

    /**
     * Reopens the directory and its lock file after another process has removed them. Keeps the old directory open
     * meanwhile, so that the new one cannot have its identity.
     */
    private LockFile reopen() throws IOException {
        long start = System.nanoTime();
        Backoff backoff = new Backoff();
        while (true) {
            boolean waiting = System.nanoTime() - start < RECREATION_NANOS;
            int opened = calls.openDirectory(SystemCalls.ANYWHERE, name);
            if (opened == -Errno.ENOENT) {
                if (temporary) {
                    throw new NoSuchFileException(path.toString(), null, "the temporary dataset has been deleted");
                }
                if (!waiting) {
                    requireMaking();
                    unsynced.addAll(makeDirectory(path));
                    continue;
                }
            } else {
                Object old = identity;
                closeDirectory();
                directory = Errno.require(opened, path);
                identity = identityOfDirectory();
                LockFile lock = openLockFile();
                if (lock == null && (!waiting || !identity.equals(old))) {
                    lock = openOrCreateLockFile();
                }
                if (lock != null) {
                    processes = lock;
                    return lock;
                }
            }
            backoff.pause(path);
        }
    }

    /** Throws if this handle may not create files. */
    private void requireMaking() throws NoSuchFileException {
        if (readOnly) {
            throw new NoSuchFileException(path.toString(), null, "there is no dataset here");
        }
    }

    private Object identityOfDirectory() throws IOException {
        Errno.require(calls.status(directory, status), path);
        return status.identity();
    }

    private @Nullable LockFile openLockFile() throws IOException {
        byte[] lock = CString.of(LOCK);
        int file = readOnly ? calls.openToRead(directory, lock) : calls.openToAppend(directory, lock);
        return file == -Errno.ENOENT ? null : new LockFile(calls, Errno.require(file, lockPath), lockPath);
    }

    /** Opens the lock file, or creates it; returns null if the directory has been removed. */
    private @Nullable LockFile openOrCreateLockFile() throws IOException {
        requireMaking();
        int file = calls.create(directory, CString.of(LOCK), FILE_MODE);
        if (file == -Errno.EEXIST || file == -Errno.ENOENT) {
            return openLockFile();
        }
        unsynced.add(path);
        return new LockFile(calls, Errno.require(file, lockPath), lockPath);
    }

    /** Marks the directory and its parent to be synced with the next synced write. */
    void markUnsynced() {
        unsynced.add(path);
        unsynced.add(Objects.requireNonNullElse(path.getParent(), path));
    }

    /** Syncs the directories that hold the names of the dataset's directory and lock file. */
    void syncDirectories() throws IOException {
        for (Path place : List.copyOf(unsynced)) {
            int opened =
                    Errno.require(calls.openDirectory(SystemCalls.ANYWHERE, CString.of(place.toRealPath())), place);
            int result = calls.sync(opened);
            calls.close(opened);
            requireSynced(result, place);
            unsynced.remove(place);
        }
    }

    /** Throws if an {@code fsync} has failed, and remembers that. */
    void requireSynced(int result, Path path) throws SyncFailedException {
        if (result < 0) {
            SyncFailedException failure = new SyncFailedException(path + ": fsync failed: " + Errno.reason(-result));
            syncFailure = Objects.requireNonNullElse(syncFailure, failure);
            throw failure;
        }
    }

    /** Throws if any sync of this dataset has failed. */
    void requireNoFailedSync() throws IOException {
        SyncFailedException failure = syncFailure;
        if (failure != null) {
            throw new IOException(
                    "File(" + path + ") takes no more writes, since what it wrote did not reach the disk: "
                            + failure.getMessage() + "; check the disk, then open it again and compare",
                    failure);
        }
    }

    private void closeLock() {
        LockFile lock = processes;
        locked = false;
        if (lock != null) {
            processes = null;
            lock.close();
        }
    }

    private void closeDirectory() {
        if (directory >= 0) {
            calls.close(directory);
            directory = -1;
        }
    }

    private void close() {
        closeDirectory();
        closeLock();
    }
}
