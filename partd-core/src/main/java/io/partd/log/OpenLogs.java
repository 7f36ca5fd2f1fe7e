package io.partd.log;

import io.partd.internal.CString;
import io.partd.internal.FolderTree;
import io.partd.internal.SystemCalls;
import io.partd.internal.Waits;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * The logs that this JVM has open: all handles on one folder share one.
 *
 * <p>A log is opened, and closed, by one thread, which holds no lock of this class meanwhile: to open a log may mean to
 * wait for another process, or to read all of it. Whoever wants the same folder waits until that thread is done, and
 * nobody else does. {@code LOCK} guards what is open and is the last lock to be taken; nothing slow is done under it.
 * The thread that closes a log waits for nobody who could wait for it here: its last user has gone, so that nobody has
 * a section of it.
 */
final class OpenLogs {

    private static final String LOCK_FILE = Manifest.NAME + ".lock";
    private static final String USERS_FILE = Manifest.NAME + ".users";
    private static final String FILE_STORE_LOCK = ".lock";

    private static final ReentrantLock LOCK = new ReentrantLock();

    /** Signals that a log has been opened, or closed, or could not be opened. */
    private static final Condition CHANGED = LOCK.newCondition();

    private static final Map<Path, Shared> LOGS = new HashMap<>();

    /** A log and the number of its users: 0 while it is opened or closed, and afterwards. */
    static final class Shared {

        private final Path path;
        private @Nullable Log log;
        private int users;

        private Shared(Path path) {
            this.path = path;
        }

        Log log() {
            return Objects.requireNonNull(log, "log");
        }

        Path path() {
            return path;
        }

        /** Keeps the log open for one more user; tells whether it is open. */
        boolean retain() {
            LOCK.lock();
            try {
                users += users == 0 ? 0 : 1;
                return users > 0;
            } finally {
                LOCK.unlock();
            }
        }

        /** Ends one use; the last one closes the log. */
        void release() throws IOException {
            if (isLastRelease()) {
                Log open = log();
                open.access().lock();
                try {
                    open.close();
                } finally {
                    open.access().unlock();
                    forget();
                }
            }
        }

        /** Tells whether the last user has gone. Needs the lock. */
        private boolean isClosing() {
            return log != null && users == 0;
        }

        private boolean isLastRelease() {
            LOCK.lock();
            try {
                users--;
                return users == 0;
            } finally {
                LOCK.unlock();
            }
        }

        /** Lets others open the folder. */
        private void forget() {
            LOCK.lock();
            try {
                LOGS.remove(path, this);
                CHANGED.signalAll();
            } finally {
                LOCK.unlock();
            }
        }

        /** Lets others share the log, which has a first user now. */
        private void share(Log opened) {
            LOCK.lock();
            try {
                log = opened;
                users = 1;
                CHANGED.signalAll();
            } finally {
                LOCK.unlock();
            }
        }
    }

    private OpenLogs() {}

    /**
     * Opens the log in a folder, for one user; both are made if they are missing.
     *
     * @param synced whether a log that is made is to be on the disk before anything is stored in it
     */
    static Shared open(Path directory, LogOptions options, boolean synced) throws IOException {
        CString.requireSystemFile(directory);
        SystemCalls calls = SystemCalls.system();
        try {
            Files.createDirectories(directory.toAbsolutePath());
        } catch (FileAlreadyExistsException e) {
            throw new FileSystemException(e.getFile(), null, "is no folder; a dataset is a folder of its own");
        }
        Shared fresh = new Shared(directory.toRealPath());
        Shared present = retainOrRegister(fresh);
        if (present != null) {
            return present;
        }
        try {
            requireLogOrEmpty(fresh.path());
            fresh.share(open(calls, fresh.path(), options, synced));
        } catch (Throwable e) {
            fresh.forget();
            throw e;
        }
        return fresh;
    }

    /**
     * Returns the folder's log, for one more user; null if none is open, so that the caller is the one to open it.
     * Waits while it is opened or closed by somebody else.
     */
    private static @Nullable Shared retainOrRegister(Shared fresh) throws InterruptedIOException {
        LOCK.lock();
        try {
            Shared present = LOGS.putIfAbsent(fresh.path(), fresh);
            while (present != null && !present.retain()) {
                CHANGED.await();
                present = LOGS.putIfAbsent(fresh.path(), fresh);
            }
            return present;
        } catch (InterruptedException e) {
            throw Waits.interrupted("the log in " + fresh.path(), e);
        } finally {
            LOCK.unlock();
        }
    }

    /** Opens the log on a disk, for one user and nobody else. */
    static Shared alone(Disk disk, ReentrantLock writers, LogOptions options, boolean synced) throws IOException {
        Shared shared = new Shared(disk.path());
        shared.share(open(disk, writers, options, synced));
        return shared;
    }

    private static Log open(SystemCalls calls, Path path, LogOptions options, boolean synced) throws IOException {
        ReentrantLock writers = new ReentrantLock();
        return open(new SystemDisk(calls, path, LOCK_FILE, USERS_FILE, writers), writers, options, synced);
    }

    private static Log open(Disk disk, ReentrantLock writers, LogOptions options, boolean synced) throws IOException {
        try {
            return Log.open(disk, writers, options, synced);
        } catch (Throwable e) {
            disk.close();
            throw e;
        }
    }

    /** Tells whether there is a log in a folder, damaged or not, or one is being made. */
    static boolean isLog(Path directory) {
        if (Files.exists(directory.resolve(FILE_STORE_LOCK))) {
            return false;
        }
        if (Files.isRegularFile(directory.resolve(Manifest.NAME)) || Files.exists(directory.resolve(LOCK_FILE))) {
            return true;
        }
        try (DirectoryStream<Path> entries = Files.newDirectoryStream(
                directory, entry -> Segment.id(entry.getFileName().toString()) > 0)) {
            return entries.iterator().hasNext();
        } catch (IOException | DirectoryIteratorException e) {
            return false;
        }
    }

    /**
     * Opens the folder of a log that this JVM does not have open. Who has the log open elsewhere, or opens it here
     * meanwhile, is kept out by the disk's processes.
     *
     * @param writers the lock that the caller holds around every change
     */
    static Disk openFolder(Path directory, ReentrantLock writers) throws IOException {
        CString.requireSystemFile(directory);
        Path path = directory.toRealPath();
        requireNotOpen(path);
        return new SystemDisk(SystemCalls.system(), path, LOCK_FILE, USERS_FILE, writers);
    }

    /** Checks that nobody here has a log open, once whoever is closing it is done. */
    private static void requireNotOpen(Path path) throws IOException {
        LOCK.lock();
        try {
            Shared present = LOGS.get(path);
            while (present != null) {
                if (!present.isClosing()) {
                    throw new FileSystemException(path.toString(), null, "is open in this program; close it first");
                }
                CHANGED.await();
                present = LOGS.get(path);
            }
        } catch (InterruptedException e) {
            throw Waits.interrupted("the log in " + path, e);
        } finally {
            LOCK.unlock();
        }
    }

    private static void requireNoFileStore(Path path) throws IOException {
        if (Files.exists(path.resolve(FILE_STORE_LOCK))) {
            throw new FileSystemException(
                    path.toString(),
                    null,
                    "is a file store's folder; open it as file:" + path + ", or give another one");
        }
    }

    /** Checks that there is a log in a folder, damaged or not. */
    static void requireLog(Path path) throws IOException {
        requireNoFileStore(path);
        if (!isLog(path)) {
            throw new FileSystemException(
                    path.toString(), null, "is no log: it has no " + Manifest.NAME + " and no segments");
        }
    }

    private static void requireLogOrEmpty(Path path) throws IOException {
        requireNoFileStore(path);
        if (Files.isRegularFile(path.resolve(Manifest.NAME))) {
            return;
        }
        try (DirectoryStream<Path> entries = FolderTree.list(path)) {
            for (Path entry : entries) {
                String name = entry.getFileName().toString();
                if (!name.startsWith(Manifest.NAME) && !Segment.isName(name) && !Aside.isName(name)) {
                    throw new FileSystemException(
                            path.toString(),
                            null,
                            "is no log: it holds files, " + name + " for one, but no " + Manifest.NAME
                                    + "; give an empty or missing folder");
                }
            }
        }
    }
}
