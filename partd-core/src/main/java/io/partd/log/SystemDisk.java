package io.partd.log;

import io.partd.ReadOnlyException;
import io.partd.internal.BackgroundThread;
import io.partd.internal.CString;
import io.partd.internal.Errno;
import io.partd.internal.SystemCalls;
import java.io.IOException;
import java.io.SyncFailedException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/** A directory of the system. */
final class SystemDisk implements Disk {

    static final String LOCK_FILE = Manifest.NAME + ".lock";
    private static final String USERS_FILE = Manifest.NAME + ".users";
    private static final int FILE_MODE = 0666;
    private static final Path BOOT = Path.of("/proc/sys/kernel/random/boot_id");

    private final SystemCalls calls;
    private final Path path;
    private final boolean readOnly;
    private final int directory;
    private final Processes processes;
    private boolean closed;

    private SystemDisk(SystemCalls calls, Path path, @Nullable ReentrantLock writers) throws IOException {
        this.calls = calls;
        this.path = path;
        readOnly = writers == null;
        directory = Errno.require(calls.openDirectory(SystemCalls.ANYWHERE, CString.of(path)), path);
        try {
            Path lock = path.resolve(LOCK_FILE);
            Path users = path.resolve(USERS_FILE);
            processes = writers == null
                    ? new ObservedProcesses(calls, directory, lock, users)
                    : new LockedProcesses(
                            calls, directory, lock, users, writers, new BackgroundThread("lock of " + lock));
        } catch (Throwable e) {
            calls.close(directory);
            throw e;
        }
    }

    /**
     * Opens an existing directory.
     *
     * @param writers the lock that the caller holds around every change
     */
    static SystemDisk open(SystemCalls calls, Path path, ReentrantLock writers) throws IOException {
        return new SystemDisk(calls, path, writers);
    }

    /** Opens an existing directory that this process may not be able to change. */
    static SystemDisk openReadOnly(SystemCalls calls, Path path) throws IOException {
        return new SystemDisk(calls, path, null);
    }

    @Override
    public boolean isReadOnly() {
        return readOnly;
    }

    private void requireWritable() throws ReadOnlyException {
        if (readOnly) {
            throw new ReadOnlyException(path);
        }
    }

    @Override
    public Path path() {
        return path;
    }

    @Override
    public Set<String> names() throws IOException {
        Set<String> names = new TreeSet<>();
        try (DirectoryStream<Path> entries = Files.newDirectoryStream(path)) {
            entries.forEach(entry -> names.add(entry.getFileName().toString()));
        }
        return names;
    }

    @Override
    public Disk.File create(String name) throws IOException {
        requireWritable();
        return opened(calls.createToUpdate(directory, CString.of(name), FILE_MODE), name);
    }

    @Override
    public Disk.File open(String name) throws IOException {
        byte[] file = CString.of(name);
        return opened(readOnly ? calls.openToRead(directory, file) : calls.openToUpdate(directory, file), name);
    }

    private Disk.File opened(int file, String name) throws IOException {
        Path where = path.resolve(name);
        return new MappedFile(calls, Errno.require(file, where), where, readOnly);
    }

    @Override
    public void rename(String from, String to) throws IOException {
        requireWritable();
        Errno.require(calls.rename(directory, CString.of(from), CString.of(to)), path.resolve(to));
    }

    @Override
    public void remove(String name) throws IOException {
        requireWritable();
        int result = calls.remove(directory, CString.of(name));
        if (result != -Errno.ENOENT) {
            Errno.require(result, path.resolve(name));
        }
    }

    @Override
    public void sync() throws IOException {
        requireWritable();
        requireSynced(calls.sync(directory), path);
        Path parent = Objects.requireNonNullElse(path.getParent(), path);
        int opened = Errno.require(calls.openDirectory(SystemCalls.ANYWHERE, CString.of(parent)), parent);
        int result = calls.sync(opened);
        calls.close(opened);
        requireSynced(result, parent);
    }

    static void requireSynced(int result, Path path) throws IOException {
        if (result < 0) {
            throw new SyncFailedException(path + ": fsync failed: " + Errno.reason(-result));
        }
    }

    /** Returns a random number if the system does not tell its boot, so that no mark of an earlier close is trusted. */
    @Override
    public long boot() {
        try {
            return Files.readString(BOOT).hashCode() | 1;
        } catch (IOException e) {
            return ThreadLocalRandom.current().nextLong() | 1;
        }
    }

    @Override
    public Processes processes() {
        return processes;
    }

    @Override
    public void close() {
        if (!closed) {
            closed = true;
            processes.close();
            calls.close(directory);
        }
    }
}
