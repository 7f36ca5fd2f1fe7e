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

/** The logs that this JVM has open. All handles on a directory share one {@link Log}. */
final class OpenLogs {

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
     * Opens the log in a directory for one user. Makes the directory and the log if they are missing.
     *
     * @param synced whether to sync a new log
     */
    static OpenDirectories<Log>.Shared open(Path directory, Log.Options options, boolean synced) throws IOException {
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
     * Opens the log in a directory for one user who only reads. It is like another process, even for those that have
     * the log open here.
     *
     * @throws NoSuchFileException if the directory is missing, or empty
     */
    static OpenDirectories<Log>.Shared openReadOnly(Path directory, Log.Options options) throws IOException {
        CString.requireSystemFile(directory);
        SystemCalls calls = SystemCalls.system();
        return READ_ONLY.open(directory.toRealPath(), path -> {
            requireLogOrEmpty(path);
            return Log.openReadOnly(SystemDisk.openReadOnly(calls, path), new ReentrantLock(), options);
        });
    }

    /** Opens the log on a disk that nobody else in this JVM uses. */
    static OpenDirectories<Log>.Shared alone(Disk disk, ReentrantLock writers, Log.Options options, boolean synced)
            throws IOException {
        return logs().open(disk.path(), path -> Log.open(disk, writers, options, synced));
    }

    private static Log open(SystemCalls calls, Path path, Log.Options options, boolean synced) throws IOException {
        ReentrantLock writers = new ReentrantLock();
        return Log.open(SystemDisk.open(calls, path, writers), writers, options, synced);
    }

    /** Returns whether a directory holds a log, also a damaged one or one that is being made. */
    static boolean isLog(Path directory) {
        if (Files.exists(directory.resolve(FILE_STORE_LOCK))) {
            return false;
        }
        if (Files.isRegularFile(directory.resolve(Manifest.NAME))
                || Files.exists(directory.resolve(SystemDisk.LOCK_FILE))) {
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
     * Opens the directory of a log that this JVM does not have open. The disk's processes exclude others that have the
     * log open, or open it here meanwhile.
     *
     * @param writers the lock that the caller holds around every change
     */
    static Disk openDirectory(Path directory, ReentrantLock writers) throws IOException {
        CString.requireSystemFile(directory);
        Path path = directory.toRealPath();
        LOGS.requireNotOpen(path);
        return SystemDisk.open(SystemCalls.system(), path, writers);
    }

    /** Opens the directory as {@link #openDirectory} does, but read-only if this process may not change it. */
    static Disk openDirectoryToRead(Path directory, ReentrantLock writers) throws IOException {
        Path lock = directory.resolve(SystemDisk.LOCK_FILE);
        if (Files.isWritable(directory) && (Files.isWritable(lock) || !Files.exists(lock))) {
            return openDirectory(directory, writers);
        }
        return SystemDisk.openReadOnly(SystemCalls.system(), directory.toRealPath());
    }

    private static void requireNoFileStore(Path path) throws IOException {
        if (Files.exists(path.resolve(FILE_STORE_LOCK))) {
            throw new FileSystemException(
                    path.toString(),
                    null,
                    "is a file store's directory; open it as file:" + path + ", or give another one");
        }
    }

    /** Checks that a directory holds a log, perhaps a damaged one. */
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
