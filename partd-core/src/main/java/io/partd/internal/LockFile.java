package io.partd.internal;

import java.io.Closeable;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.nio.file.FileSystemException;
import java.nio.file.Path;
import java.time.Duration;

/**
 * An open file that processes lock: with {@code flock(2)}, the lock that Python's {@code fcntl.flock} and
 * {@code locket} take, or with portable calls by {@code FileChannel}. The system releases the lock when the process
 * ends in any way. The lock excludes other processes and other {@code LockFile}s of this process, but not threads that
 * use the same object. Not thread-safe.
 *
 * <p>The two kinds of lock do not exclude each other. So a file that is open with one kind cannot be opened with the
 * other.
 *
 * <p>Another process may remove the file while a thread waits for the lock or holds it. The lock then excludes nobody;
 * see {@link #isInPlace}. The file stays open between uses, so that no other file can get its identity.
 */
public final class LockFile implements Closeable {

    /** How long to wait for a process with the other kind of lock: it may be looking, or closing the file. */
    private static final Duration OTHER_KIND = Duration.ofMillis(100);

    private final SystemCalls calls;
    private final int file;
    private final Path path;
    private final byte[] name;
    private final FileStatus status = new FileStatus();
    private final Object identity;
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
        try {
            Errno.require(calls.status(file, status), path);
            if (!status.isRegular()) {
                throw Errno.exception(-Errno.ENXIO, path);
            }
            this.identity = status.identity();
            mark();
        } catch (Throwable e) {
            calls.close(file);
            throw e;
        }
    }

    private void mark() throws IOException {
        Deadline deadline = Deadline.after(OTHER_KIND);
        Backoff backoff = new Backoff();
        int result = calls.mark(file);
        while (result == -Errno.EBUSY && !deadline.isOver()) {
            backoff.pause(path);
            result = calls.mark(file);
        }
        if (result == -Errno.EBUSY) {
            boolean portable = calls.lockKind().equals(PortableCalls.LOCK_KIND);
            throw new FileSystemException(
                    path.toString(),
                    null,
                    "is open in another process that locks with "
                            + (portable ? LinuxCalls.LOCK_KIND : PortableCalls.LOCK_KIND) + ", and this one locks with "
                            + calls.lockKind() + ", which do not exclude each other; start both with -D"
                            + SystemCalls.PROPERTY + "=portable, or both without");
        }
        Errno.require(result, path);
    }

    /** Tries to take the exclusive lock; returns false if another holder has it. */
    public boolean tryAcquire() throws IOException {
        return isTaken(calls.tryLock(file));
    }

    /**
     * Tries to take the shared lock; returns false if another holder has the exclusive lock. Gives up an exclusive lock
     * held here first, so that another process may take it in between.
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
                        "this file system does not lock files with " + calls.lockKind() + " (" + Errno.reason(-result)
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
