package io.partd.log;

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

/** A directory of the system. */
final class SystemDisk implements Disk {

    private static final int FILE_MODE = 0666;
    private static final Path BOOT = Path.of("/proc/sys/kernel/random/boot_id");

    private final SystemCalls calls;
    private final Path path;
    private final int directory;
    private final Processes processes;
    private boolean closed;

    /**
     * Opens a directory that is there.
     *
     * @param writers the lock that its user holds around every change
     */
    SystemDisk(SystemCalls calls, Path path, String lock, String users, ReentrantLock writers) throws IOException {
        this.calls = calls;
        this.path = path;
        directory = Errno.require(calls.openDirectory(SystemCalls.ANYWHERE, CString.of(path)), path);
        try {
            BackgroundThread watcher = new BackgroundThread("lock of " + path.resolve(lock));
            processes =
                    new LockedProcesses(calls, directory, path.resolve(lock), path.resolve(users), writers, watcher);
        } catch (Throwable e) {
            calls.close(directory);
            throw e;
        }
    }

    @Override
    public boolean isReadOnly() {
        return false;
    }

    @Override
    public Path path() {
        return path;
    }

    @Override
    public Set<String> names() throws IOException {
        return names(path);
    }

    static Set<String> names(Path path) throws IOException {
        Set<String> names = new TreeSet<>();
        try (DirectoryStream<Path> entries = Files.newDirectoryStream(path)) {
            entries.forEach(entry -> names.add(entry.getFileName().toString()));
        }
        return names;
    }

    @Override
    public DiskFile create(String name) throws IOException {
        return opened(calls.createToUpdate(directory, CString.of(name), FILE_MODE), name);
    }

    @Override
    public DiskFile open(String name) throws IOException {
        return opened(calls.openToUpdate(directory, CString.of(name)), name);
    }

    private DiskFile opened(int file, String name) throws IOException {
        Path where = path.resolve(name);
        return new MappedFile(calls, Errno.require(file, where), where);
    }

    @Override
    public void rename(String from, String to) throws IOException {
        Errno.require(calls.rename(directory, CString.of(from), CString.of(to)), path.resolve(to));
    }

    @Override
    public void remove(String name) throws IOException {
        int result = calls.remove(directory, CString.of(name));
        if (result != -Errno.ENOENT) {
            Errno.require(result, path.resolve(name));
        }
    }

    @Override
    public void sync() throws IOException {
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

    @Override
    public long boot() {
        return currentBoot();
    }

    /** Returns a number of this start of the system; a random one where nobody tells, so that none is trusted. */
    static long currentBoot() {
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
