package io.partd.internal;

import java.io.Closeable;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.nio.file.FileSystemException;
import java.nio.file.Path;

/**
 * An open file locked with {@code flock(2)}, the lock that Python's {@code fcntl.flock} and {@code locket} take. The
 * kernel releases the lock when the process ends in any way. The lock excludes other processes and other
 * {@code LockFile}s of this process, but not threads that use the same object. Not thread-safe.
 *
 * <p>Another process may remove the file while a thread waits for the lock or holds it. The lock then excludes nobody;
 * see {@link #isInPlace}. The file stays open between uses, so that no other file can get its identity.
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
     * Takes ownership of an open file.
     *
     * @param file the file's descriptor, closed if this constructor throws
     * @param path the file's absolute path
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

    /** Tries to take the exclusive lock; returns false if another holder has it. */
    public boolean tryAcquire() throws IOException {
        return isTaken(calls.tryLock(file));
    }

    /**
     * Tries to take the shared lock, downgrading an exclusive one held here; returns false if another holder has the
     * exclusive lock. A downgrade lets nobody else take the exclusive lock in between.
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
     * Waits for the lock until a deadline; returns whether it took the lock.
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

    /** Releases the lock; returns false if that failed. {@link #close} always releases it. */
    public boolean release() {
        return calls.unlock(file) == 0;
    }

    /** Returns whether the path still names this file. If not, others who open the path lock another file. */
    public boolean isInPlace() throws IOException {
        int result = calls.status(SystemCalls.ANYWHERE, name, status);
        if (result == -Errno.ENOENT || result == -Errno.ENOTDIR) {
            return false;
        }
        Errno.require(result, path);
        return status.identity().equals(identity);
    }

    /** Closes the file, which releases the lock. */
    @Override
    public void close() {
        if (!closed) {
            closed = true;
            calls.close(file);
        }
    }
}
