package io.partd.internal;

import java.io.Closeable;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.nio.file.FileSystemException;
import java.nio.file.Path;

/**
 * An open file to be held with {@code flock(2)}, the lock that Python's {@code fcntl.flock} and {@code locket} take.
 * The kernel lets go of it when the process ends, however it ends. It excludes other processes and other
 * {@code LockFile}s of this one, not other threads that use the same object. Not thread-safe.
 *
 * <p>The file may be removed by somebody while it is waited for or held, and then locks nobody out: see
 * {@link #isInPlace}. It stays open between uses, so its identity cannot pass to another file.
 */
public final class LockFile implements Closeable {

    private final SystemCalls calls;
    private final int file;
    private final Path path;
    private final byte[] name;
    private final FileStatus status = new FileStatus();
    private final FileStatus.Identity identity;
    private boolean closed;

    /**
     * Takes over an open file.
     *
     * @param file its descriptor, closed if this throws
     * @param path where it is, absolute
     */
    public LockFile(SystemCalls calls, int file, Path path) throws IOException {
        this.calls = calls;
        this.file = file;
        this.path = path;
        this.name = CString.of(path);
        int result = calls.status(file, status);
        if (result < 0 || !status.isRegular()) {
            calls.close(file);
            throw result < 0 ? Errno.exception(result, path) : Errno.exception(-Errno.ENXIO, path);
        }
        this.identity = status.identity();
    }

    /** Takes the lock if it is free; tells whether it did. */
    public boolean tryAcquire() throws IOException {
        return isTaken(calls.tryLock(file));
    }

    /**
     * Takes a share of the lock, in place of all of it if it is held here, unless somebody else holds all of it; tells
     * whether it did. Nobody has all of it meanwhile.
     */
    public boolean tryShare() throws IOException {
        return isTaken(calls.tryShare(file));
    }

    private boolean isTaken(int result) throws IOException {
        return switch (-result) {
            case 0 -> true;
            case Errno.EWOULDBLOCK, Errno.EINTR -> false;
            case Errno.EIO, Errno.ESTALE -> throw Errno.exception(result, path);
            default ->
                throw new FileSystemException(
                        path.toString(),
                        null,
                        "this file system does not lock files with flock(2) (" + Errno.reason(-result)
                                + "); use a directory on one that does, such as a local disk");
        };
    }

    /**
     * Waits for the lock and takes it.
     *
     * @throws InterruptedIOException if the thread is interrupted while it waits
     */
    public void acquire() throws IOException {
        Backoff backoff = new Backoff();
        while (!tryAcquire()) {
            backoff.pause(path);
        }
    }

    /**
     * Takes the lock if that can be done in time; tells whether it did.
     *
     * @throws InterruptedIOException if the thread is interrupted while it waits
     */
    public boolean tryAcquire(Deadline deadline) throws IOException {
        Backoff backoff = new Backoff();
        boolean acquired = tryAcquire();
        while (!acquired && !deadline.isOver()) {
            backoff.pause(path);
            acquired = tryAcquire();
        }
        return acquired;
    }

    /** Lets go of the lock; tells whether that went well. If not, {@link #close} does. */
    public boolean release() {
        return calls.unlock(file) == 0;
    }

    /** Tells whether the file is still the one of its name: if not, whoever opens the name locks another file. */
    public boolean isInPlace() throws IOException {
        int result = calls.status(SystemCalls.ANYWHERE, name, status);
        if (result == -Errno.ENOENT || result == -Errno.ENOTDIR) {
            return false;
        }
        Errno.require(result, path);
        return status.identity().equals(identity);
    }

    /** Closes the file, which lets go of the lock. */
    @Override
    public void close() {
        if (!closed) {
            closed = true;
            calls.close(file);
        }
    }
}
