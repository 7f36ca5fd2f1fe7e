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
 * A dataset's directory, open: one object for all handles of this JVM. It excludes threads with a lock of its own and
 * other processes with {@code flock(2)} on {@code .lock}, which two descriptors of one JVM would hold against each
 * other.
 *
 * <p>Python drops a dataset by removing the directory with its lock file and making a new one, without taking the lock.
 * So whoever has the lock makes sure that it is still that of the file at the path, and else starts over with that.
 *
 * <p>Everything but {@link #open} is for the thread that has the lock.
 */
final class Dataset {

    private static final String LOCK = ".lock";

    /** What is in the directory of a log. */
    private static final String LOG = "partd-log";

    private static final int FILE_MODE = 0666;
    /**
     * How long another process gets to make the directory that it has removed; its own attempt fails if it is there.
     */
    private static final long PATIENCE_NANOS = TimeUnit.MILLISECONDS.toNanos(20);

    private static final OpenDirectories<Dataset> OPEN = new OpenDirectories<>("the dataset", Dataset::closeFiles);

    /** Whether the directory is not to be made again when it has gone. */
    private final boolean temporary;

    private final SystemCalls calls;
    private final Path path;
    private final byte[] name;
    private final Path lockPath;
    private final ReentrantLock threads = new ReentrantLock();
    private final FileStatus status = new FileStatus();
    private final Transfer transfer;
    private final Set<Path> unsynced = ConcurrentHashMap.newKeySet();

    /** The first sync that failed, of any handle. */
    private @Nullable SyncFailedException syncFailure;

    private boolean locked;
    private int directory = -1;
    private FileStatus.@Nullable Identity identity;
    private @Nullable LockFile processes;

    private Dataset(SystemCalls calls, Path path) {
        this.temporary = TemporaryDirectory.isLive(path);
        this.calls = calls;
        this.path = path;
        this.name = CString.of(path);
        this.lockPath = path.resolve(LOCK);
        this.transfer = new Transfer(this, calls);
    }

    /**
     * Opens a dataset for one user, making its directory if that is missing.
     *
     * @throws IOException if the path is a file, or a directory that holds something but is no dataset
     */
    static OpenDirectories<Dataset>.Shared open(SystemCalls calls, Path directory) throws IOException {
        CString.requireSystemFile(directory);
        for (int tries = 1; ; tries++) {
            try {
                Set<Path> made = makeDirectory(directory.toAbsolutePath());
                OpenDirectories<Dataset>.Shared shared = OPEN.open(directory.toRealPath(), path -> {
                    Dataset dataset = new Dataset(calls, path);
                    dataset.openFirst();
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

    /** Returns the parents of the directories it made. */
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
        IOException e =
                new FileSystemException(path.toString(), null, "is no directory; a dataset is a directory of its own");
        if (cause != null) {
            e.initCause(cause);
        }
        return e;
    }

    private void openFirst() throws IOException {
        directory = Errno.require(calls.openDirectory(SystemCalls.ANYWHERE, name), path);
        try {
            LockFile lock = existingLock();
            if (lock == null && Files.isRegularFile(path.resolve(LOG))) {
                throw new FileSystemException(
                        path.toString(),
                        null,
                        "is a log's directory; open it as log:" + path + ", or give another one");
            }
            if (lock == null && isForeign()) {
                throw new FileSystemException(
                        path.toString(),
                        null,
                        "is no partd dataset: it holds files, but no " + LOCK
                                + "; give an empty or missing directory, or make this one a dataset by an empty file "
                                + lockPath);
            }
            processes = lock == null ? anyLock() : lock;
            identity = identityOfDirectory();
        } finally {
            if (processes == null) {
                closeFiles();
            }
        }
    }

    /** Tells whether there is something in the directory, and no lock, and that stays so. */
    private boolean isForeign() throws IOException {
        long start = System.nanoTime();
        Backoff backoff = new Backoff();
        while (!isEmpty() && !Files.exists(lockPath)) {
            if (System.nanoTime() - start > PATIENCE_NANOS) {
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

    /** Returns where a key's file is, for messages. */
    Path path(Key key) {
        return path.resolve(key.text());
    }

    /**
     * Passes a good result of a system call on.
     *
     * @throws IOException for a negative one, naming the key's file
     */
    int require(int result, Key key) throws IOException {
        if (result < 0) {
            throw Errno.exception(result, path(key));
        }
        return result;
    }

    /** Returns the key, checked. May be called without the lock. */
    Key key(String text) throws IOException {
        return Key.of(text, name.length);
    }

    /** Returns the open directory. */
    int directory() {
        return directory;
    }

    FileStatus status() {
        return status;
    }

    Transfer transfer() {
        return transfer;
    }

    /** Waits for the other threads of this JVM. */
    void lockThreads() throws InterruptedIOException {
        if (!threads.tryLock()) {
            Waits.lock(threads, lockPath);
        }
    }

    /** As {@link #lockThreads}, if that can be done in time. */
    boolean tryLockThreads(Deadline deadline) throws InterruptedIOException {
        return Waits.tryLock(threads, deadline, lockPath);
    }

    /** Waits for the other threads of this JVM, whatever happens. */
    void lockThreadsUninterruptibly() {
        threads.lock();
    }

    void unlockThreads() {
        threads.unlock();
    }

    /** Waits for the other processes, unless the thread has kept them out already. */
    void lockProcesses() throws IOException {
        while (!locked) {
            LockFile lock = lockFile();
            lock.acquire();
            requireInPlace(lock);
        }
    }

    /** As {@link #lockProcesses}, if that can be done in time. */
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

    /** Notes that the lock is held if its file is still in the directory, and else closes it. */
    private void requireInPlace(LockFile lock) throws IOException {
        try {
            locked = lock.isInPlace();
        } finally {
            if (!locked) {
                closeLock();
            }
        }
    }

    /** Lets the other processes in, unless the thread keeps them out for longer. */
    void unlockProcesses() {
        LockFile lock = processes;
        if (threads.getHoldCount() == 1 && locked && lock != null) {
            locked = false;
            if (!lock.release()) {
                closeLock();
            }
        }
    }

    /** Starts over with the directory that is at the path now, and has its lock when it returns. */
    void recover() throws IOException {
        closeLock();
        lockProcesses();
    }

    /**
     * Opens directory and lock anew after another process has removed them. Meanwhile the old directory stays open, so
     * that the new one cannot be taken for it.
     */
    private LockFile reopen() throws IOException {
        long start = System.nanoTime();
        Backoff backoff = new Backoff();
        while (true) {
            boolean patient = System.nanoTime() - start < PATIENCE_NANOS;
            int opened = calls.openDirectory(SystemCalls.ANYWHERE, name);
            if (opened == -Errno.ENOENT) {
                if (temporary) {
                    throw new NoSuchFileException(path.toString(), null, "the temporary dataset has been deleted");
                }
                if (!patient) {
                    unsynced.addAll(makeDirectory(path));
                    continue;
                }
            } else {
                FileStatus.Identity old = identity;
                closeDirectory();
                directory = Errno.require(opened, path);
                identity = identityOfDirectory();
                LockFile lock = existingLock();
                if (lock == null && (!patient || !identity.equals(old))) {
                    lock = anyLock();
                }
                if (lock != null) {
                    processes = lock;
                    return lock;
                }
            }
            backoff.pause(path);
        }
    }

    private FileStatus.Identity identityOfDirectory() throws IOException {
        Errno.require(calls.status(directory, status), path);
        return status.identity();
    }

    private @Nullable LockFile existingLock() throws IOException {
        int file = calls.openToAppend(directory, CString.of(LOCK));
        return file == -Errno.ENOENT ? null : new LockFile(calls, Errno.require(file, lockPath), lockPath);
    }

    /** Opens the lock file or makes it; null if the directory has been removed. */
    private @Nullable LockFile anyLock() throws IOException {
        int file = calls.create(directory, CString.of(LOCK), FILE_MODE);
        if (file == -Errno.EEXIST || file == -Errno.ENOENT) {
            return existingLock();
        }
        unsynced.add(path);
        return new LockFile(calls, Errno.require(file, lockPath), lockPath);
    }

    /** Notes that the directory and its name are to be brought to the disk with the next write that is. */
    void distrustCache() {
        unsynced.add(path);
        unsynced.add(Objects.requireNonNullElse(path.getParent(), path));
    }

    /** Brings to the disk the names of the dataset's directory and lock. */
    void syncPlaces() throws IOException {
        for (Path place : List.copyOf(unsynced)) {
            int opened =
                    Errno.require(calls.openDirectory(SystemCalls.ANYWHERE, CString.of(place.toRealPath())), place);
            int result = calls.sync(opened);
            calls.close(opened);
            requireSynced(result, place);
            unsynced.remove(place);
        }
    }

    /** Passes a good result of {@code fsync} on, and notes a bad one. */
    void requireSynced(int result, Path path) throws SyncFailedException {
        if (result < 0) {
            SyncFailedException failure = new SyncFailedException(path + ": fsync failed: " + Errno.reason(-result));
            syncFailure = Objects.requireNonNullElse(syncFailure, failure);
            throw failure;
        }
    }

    /** Throws if a sync has failed. */
    void requireTrusted() throws IOException {
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

    private void closeFiles() {
        closeDirectory();
        closeLock();
    }
}
