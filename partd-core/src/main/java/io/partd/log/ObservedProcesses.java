package io.partd.log;

import io.partd.ReadOnlyException;
import io.partd.internal.Backoff;
import io.partd.internal.CString;
import io.partd.internal.Errno;
import io.partd.internal.LockFile;
import io.partd.internal.SystemCalls;
import java.io.IOException;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/**
 * The other processes, for a process that makes and changes no file. It reads the words of the lock file and takes its
 * {@code flock}, which needs no permission to write. But it cannot ask for the lock, so a process that writes all the
 * time keeps it. It does not count among the processes that have the log open.
 *
 * <p>Without a lock file nobody has written to the log since it was copied here. A lock file that appears is used.
 */
final class ObservedProcesses implements Processes {

    /** The epoch without a lock file. */
    private static final long UNKNOWN = -1;

    private final SystemCalls calls;
    private final int directory;
    private final Path path;
    private final Path usersPath;
    private @Nullable LockFile lock;
    private @Nullable MappedFile words;
    private volatile boolean held;

    ObservedProcesses(SystemCalls calls, int directory, Path path, Path usersPath) {
        this.calls = calls;
        this.directory = directory;
        this.path = path;
        this.usersPath = usersPath;
    }

    /** Returns the words of the lock file, and opens it first; returns null if it is missing or incomplete. */
    private synchronized @Nullable MappedFile words() throws IOException {
        int opened = words == null ? calls.openToRead(directory, name(path)) : -Errno.ENOENT;
        if (opened != -Errno.ENOENT) {
            MappedFile file = new MappedFile(calls, Errno.require(opened, path), path, true);
            try {
                if (file.length() >= LockedProcesses.PAGE) {
                    lock = new LockFile(calls, Errno.require(calls.openToRead(directory, name(path)), path), path);
                    words = file;
                }
            } finally {
                if (words == null) {
                    file.close();
                }
            }
        }
        return words;
    }

    private static byte[] name(Path file) {
        return CString.of(file.getFileName().toString());
    }

    @Override
    public void awaitTurn(Backoff backoff) throws IOException {
        backoff.pause(path);
    }

    @Override
    public boolean tryAcquire() throws IOException {
        if (!held) {
            words();
            held = lock == null || lock.tryAcquire();
        }
        return held;
    }

    @Override
    public void release() {
        unlock();
    }

    @Override
    public boolean isHeld() {
        return held;
    }

    @Override
    public void unlock() {
        if (held) {
            held = false;
            if (lock != null) {
                lock.release();
            }
        }
    }

    @Override
    public boolean isAlone() throws IOException {
        int result = calls.openToRead(directory, name(usersPath));
        if (result == -Errno.ENOENT) {
            return true;
        }
        try (LockFile users = new LockFile(calls, Errno.require(result, usersPath), usersPath)) {
            return users.tryAcquire();
        }
    }

    /** Has no effect: a read-only process keeps nobody from recovering the log. */
    @Override
    public void announce() {}

    @Override
    public void setSection(boolean begins) throws IOException {
        throw new ReadOnlyException(path);
    }

    @Override
    public long sections() throws IOException {
        MappedFile present = words();
        return present == null ? 0 : present.published(LockedProcesses.SECTIONS);
    }

    @Override
    public void setEpoch(long epoch) throws IOException {
        throw new ReadOnlyException(path);
    }

    @Override
    public long epoch() throws IOException {
        MappedFile present = words();
        return present == null ? UNKNOWN : present.published(LockedProcesses.EPOCH);
    }

    @Override
    public synchronized void close() {
        unlock();
        if (lock != null) {
            lock.close();
        }
        if (words != null) {
            words.close();
        }
    }
}
