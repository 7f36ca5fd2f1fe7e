package io.partd.log;

import io.partd.ReadOnlyException;
import io.partd.internal.CString;
import io.partd.internal.Errno;
import io.partd.internal.SystemCalls;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Set;

/** A directory of the system in which nothing is made or changed. It may be one that this process cannot write to. */
final class ReadOnlyDisk implements Disk {

    private final SystemCalls calls;
    private final Path path;
    private final int directory;
    private final Processes processes;
    private boolean closed;

    /** Opens a directory that is there. */
    ReadOnlyDisk(SystemCalls calls, Path path, String lock, String users) throws IOException {
        this.calls = calls;
        this.path = path;
        directory = Errno.require(calls.openDirectory(SystemCalls.ANYWHERE, CString.of(path)), path);
        processes = new ObservedProcesses(calls, directory, path.resolve(lock), path.resolve(users));
    }

    @Override
    public boolean isReadOnly() {
        return true;
    }

    @Override
    public Path path() {
        return path;
    }

    @Override
    public Set<String> names() throws IOException {
        return SystemDisk.names(path);
    }

    @Override
    public DiskFile open(String name) throws IOException {
        Path where = path.resolve(name);
        return MappedFile.toRead(calls, Errno.require(calls.openToRead(directory, CString.of(name)), where), where);
    }

    @Override
    public DiskFile create(String name) throws IOException {
        throw new ReadOnlyException(path);
    }

    @Override
    public void rename(String from, String to) throws IOException {
        throw new ReadOnlyException(path);
    }

    @Override
    public void remove(String name) throws IOException {
        throw new ReadOnlyException(path);
    }

    @Override
    public void sync() throws IOException {
        throw new ReadOnlyException(path);
    }

    @Override
    public long boot() {
        return SystemDisk.currentBoot();
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
