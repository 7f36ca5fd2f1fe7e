package io.partd.internal;

import io.partd.internal.ChannelTable.Mode;
import io.partd.internal.ChannelTable.SharedFile;
import java.io.IOException;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Path;
import java.util.concurrent.ThreadLocalRandom;
import org.jspecify.annotations.Nullable;

/**
 * What a descriptor of {@link PortableCalls} stands for: a regular file, by a channel, or a path of something else.
 * Thread-safe.
 *
 * <p>The exclusive lock is a lock on a whole range of bytes far beyond the file's end. The shared lock is a lock on one
 * random byte of that range. Both are exclusive locks of {@link FileChannel}, so that one who may only read, and so
 * gets only shared ones, finds them too.
 */
final class OpenFile {

    private static final long LOCKS = SystemCalls.NATIVE_MARKS + (1L << 32);
    private static final boolean HAS_NATIVE = LinuxCalls.isHere();

    private final Path path;
    private final @Nullable Regular regular;
    private @Nullable FileLock lock;

    /** A regular file. */
    private record Regular(
            ChannelTable table, SharedFile file, FileChannel channel, Mode mode, Object owner, Object identity) {}

    /** Makes one for a path that is not a regular file. */
    OpenFile(Path path) {
        this.path = path;
        this.regular = null;
    }

    OpenFile(
            ChannelTable table,
            SharedFile file,
            Path path,
            FileChannel channel,
            Mode mode,
            Object owner,
            Object identity) {
        this.path = path;
        this.regular = new Regular(table, file, channel, mode, owner, identity);
    }

    Path path() {
        return path;
    }

    boolean isRegular() {
        return regular != null;
    }

    FileChannel channel() throws IOException {
        return regular().channel;
    }

    private Regular regular() throws IOException {
        if (regular == null) {
            throw new ClosedChannelException();
        }
        return regular;
    }

    /** Reads the status of a regular file. */
    void status(FileStatus result) throws IOException {
        Regular file = regular();
        long size = Uninterrupted.call(file.channel::size);
        result.set(FileStatus.Kind.REGULAR, size, file.owner, file.identity);
    }

    /** Takes a lock; returns null if another process has it, or another user of the file in this one. */
    private @Nullable FileLock tryLock(long position, long count) throws IOException {
        Regular file = regular();
        try {
            return file.channel.tryLock(position, count, file.mode == Mode.READ);
        } catch (OverlappingFileLockException e) {
            return null;
        }
    }

    /** Marks the file for processes with native calls; returns false if one of them has marked it. */
    boolean mark() throws IOException {
        if (!HAS_NATIVE) {
            return true;
        }
        SharedFile file = regular().file;
        synchronized (file) {
            if (file.mark() == null) {
                FileLock mark = tryLock(SystemCalls.PORTABLE_MARKS + random(), 1);
                if (mark == null) {
                    return false;
                }
                file.setMark(mark);
            }
            FileLock found = tryLock(SystemCalls.NATIVE_MARKS, SystemCalls.MARKS);
            if (found != null) {
                found.release();
            }
            return found != null;
        }
    }

    private static int random() {
        return ThreadLocalRandom.current().nextInt(SystemCalls.MARKS);
    }

    synchronized boolean tryLock() throws IOException {
        if (lock == null || lock.size() < SystemCalls.MARKS) {
            unlock();
            lock = tryLock(LOCKS, SystemCalls.MARKS);
        }
        return lock != null;
    }

    synchronized boolean tryShare() throws IOException {
        unlock();
        lock = tryLock(LOCKS + random(), 1);
        return lock != null;
    }

    synchronized void unlock() throws IOException {
        if (lock != null) {
            lock.release();
            lock = null;
        }
    }

    /** Gives up the lock and ends the use of the channel. */
    void close() throws IOException {
        if (regular != null) {
            try {
                unlock();
            } finally {
                regular.table.release(regular.file);
            }
        }
    }
}
