package io.partd.log;

import io.partd.internal.CString;
import io.partd.internal.DirectoryTree;
import io.partd.internal.OpenDirectories;
import io.partd.internal.SystemCalls;
import java.io.IOException;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.concurrent.locks.ReentrantLock;

/** The logs that this JVM has open: all handles on one directory share one. */
final class OpenLogs {

    private static final String LOCK_FILE = Manifest.NAME + ".lock";
    private static final String USERS_FILE = Manifest.NAME + ".users";
    private static final String FILE_STORE_LOCK = ".lock";

    private static final OpenDirectories<Log> LOGS = logs();
    private static final OpenDirectories<Log> READ_ONLY = logs();

    private OpenLogs() {}

    private static OpenDirectories<Log> logs() {
        return new OpenDirectories<>("the log", log -> {
            log.locks().lock();
            try {
                log.close();
            } finally {
                log.locks().unlock();
            }
        });
    }

    /**
     * Opens the log in a directory, for one user; both are made if they are missing.
     *
     * @param synced whether a log that is made is to be on the disk before anything is stored in it
     */
    static OpenDirectories<Log>.Shared open(Path directory, LogOptions options, boolean synced) throws IOException {
        CString.requireSystemFile(directory);
        SystemCalls calls = SystemCalls.system();
        try {
            Files.createDirectories(directory.toAbsolutePath());
        } catch (FileAlreadyExistsException e) {
            throw new FileSystemException(e.getFile(), null, "is not a directory; a dataset is a directory of its own");
        }
        return LOGS.open(directory.toRealPath(), path -> {
            requireLogOrEmpty(path);
            return open(calls, path, options, synced);
        });
    }

    /**
     * Opens the log in a directory to read it, for one user. To who has it open to write, here too, its user is another
     * process.
     *
     * @throws NoSuchFileException if the directory is missing, or empty
     */
    static OpenDirectories<Log>.Shared openReadOnly(Path directory, LogOptions options) throws IOException {
        CString.requireSystemFile(directory);
        SystemCalls calls = SystemCalls.system();
        return READ_ONLY.open(directory.toRealPath(), path -> {
            requireLogOrEmpty(path);
            Disk disk = new ReadOnlyDisk(calls, path, LOCK_FILE, USERS_FILE);
            try {
                return Log.openReadOnly(disk, new ReentrantLock(), options);
            } catch (Throwable e) {
                disk.close();
                throw e;
            }
        });
    }

    /** Opens the log on a disk, for one user and nobody else. */
    static OpenDirectories<Log>.Shared alone(Disk disk, ReentrantLock writers, LogOptions options, boolean synced)
            throws IOException {
        return logs().open(disk.path(), path -> open(disk, writers, options, synced));
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

    /** Tells whether there is a log in a directory, damaged or not, or one is being made. */
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
     * Opens the directory of a log that this JVM does not have open. Who has the log open elsewhere, or opens it here
     * meanwhile, is kept out by the disk's processes.
     *
     * @param writers the lock that the caller holds around every change
     */
    static Disk openDirectory(Path directory, ReentrantLock writers) throws IOException {
        CString.requireSystemFile(directory);
        Path path = directory.toRealPath();
        LOGS.requireNotOpen(path);
        return new SystemDisk(SystemCalls.system(), path, LOCK_FILE, USERS_FILE, writers);
    }

    /** As {@link #openDirectory}, to change nothing if this process may not. */
    static Disk openDirectoryToRead(Path directory, ReentrantLock writers) throws IOException {
        Path lock = directory.resolve(LOCK_FILE);
        if (Files.isWritable(directory) && (Files.isWritable(lock) || !Files.exists(lock))) {
            return openDirectory(directory, writers);
        }
        return new ReadOnlyDisk(SystemCalls.system(), directory.toRealPath(), LOCK_FILE, USERS_FILE);
    }

    private static void requireNoFileStore(Path path) throws IOException {
        if (Files.exists(path.resolve(FILE_STORE_LOCK))) {
            throw new FileSystemException(
                    path.toString(),
                    null,
                    "is a file store's directory; open it as file:" + path + ", or give another one");
        }
    }

    /** Checks that there is a log in a directory, damaged or not. */
    static void requireLog(Path path) throws IOException {
        requireNoFileStore(path);
        if (!isLog(path)) {
            throw new FileSystemException(
                    path.toString(), null, "is not a log: it has no " + Manifest.NAME + " and no segments");
        }
    }

    private static void requireLogOrEmpty(Path path) throws IOException {
        requireNoFileStore(path);
        if (Files.isRegularFile(path.resolve(Manifest.NAME))) {
            return;
        }
        try (DirectoryStream<Path> entries = DirectoryTree.list(path)) {
            for (Path entry : entries) {
                String name = entry.getFileName().toString();
                if (!name.startsWith(Manifest.NAME) && !Segment.isName(name) && !LogRepair.isQuarantined(name)) {
                    throw new FileSystemException(
                            path.toString(),
                            null,
                            "is not a log: it holds files, " + name + " for one, but no " + Manifest.NAME
                                    + "; give an empty or missing directory");
                }
            }
        }
    }
}
