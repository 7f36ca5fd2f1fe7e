package io.partd.log;

import io.partd.internal.Waits;
import java.io.IOException;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * Brings the log to the disk, one {@code fsync} for all who wait for it at the time. The first that fails ends it: the
 * system may have dropped what it could not write, and would call a second try a success.
 */
final class Syncing {

    /**
     * A moment in the log's life.
     *
     * @param end the position up to which it goes
     * @param segments its segments, retained
     */
    record Mark(long end, SegmentSet segments) {}

    private final Disk disk;
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition changed = lock.newCondition();
    private boolean running;
    private @Nullable Mark latest;
    private boolean namesSynced;
    private volatile long synced;
    private volatile @Nullable IOException failure;

    /** Makes one for a log that needs no syncing up to a position. */
    Syncing(Disk disk, long from) {
        this.disk = disk;
        synced = from;
    }

    /** Returns up to which offset of a segment everything is on the disk for certain. */
    long syncedIn(Segment segment) {
        long position = synced;
        return namesSynced && Format.segment(position) == segment.id() ? Format.offset(position) : 0;
    }

    /** Throws if a sync has failed. */
    void requireTrusted() throws IOException {
        IOException cause = failure;
        if (cause != null) {
            throw new IOException(
                    "the log in " + disk.path()
                            + " takes no more writes, since what was written did not reach the disk: "
                            + cause.getMessage() + "; check the disk, then open it again and compare",
                    cause);
        }
    }

    /** Brings one thing to the disk at once. */
    void now(Sync sync) throws IOException {
        requireTrusted();
        try {
            sync.run();
        } catch (IOException e) {
            failure = e;
            throw e;
        }
    }

    /** An {@code fsync}. */
    @FunctionalInterface
    interface Sync {
        void run() throws IOException;
    }

    /**
     * Returns when the log up to a moment is on the disk.
     *
     * @param mark the moment, whose segments are released
     */
    void await(Mark mark) throws IOException {
        boolean registered = false;
        Waits.lock(lock, this);
        try {
            register(mark);
            registered = true;
            while (!namesSynced || synced < mark.end()) {
                requireTrusted();
                if (running) {
                    changed.awaitUninterruptibly();
                } else {
                    lead();
                }
            }
        } finally {
            lock.unlock();
            if (!registered) {
                mark.segments().release();
            }
        }
    }

    private void register(Mark mark) {
        Mark before = latest;
        if (before == null || before.end() < mark.end()) {
            latest = mark;
            if (before != null) {
                before.segments().release();
            }
        } else {
            mark.segments().release();
        }
    }

    /** Syncs for all who wait at this moment. */
    private void lead() throws IOException {
        Mark mark = latest;
        if (mark == null) {
            throw new IllegalStateException("nothing to sync");
        }
        latest = null;
        running = true;
        lock.unlock();
        IOException failed = null;
        try {
            sync(mark);
        } catch (IOException e) {
            failed = e;
        } finally {
            mark.segments().release();
            lock.lock();
            running = false;
            if (failed == null) {
                synced = mark.end();
                namesSynced = true;
            } else {
                failure = failed;
            }
            changed.signalAll();
        }
        if (failed != null) {
            throw new IOException(
                    failed.getMessage() + "; what was written may or may not be there after a power cut", failed);
        }
    }

    private void sync(Mark mark) throws IOException {
        for (long id = Format.segment(synced); id < Format.segment(mark.end()); id++) {
            Segment segment = mark.segments().find(id);
            if (segment != null) {
                syncByName(segment.fileName());
            }
        }
        mark.segments().last().file().sync();
        if (!namesSynced) {
            syncByName(Manifest.NAME);
            disk.sync();
        }
    }

    private void syncByName(String name) throws IOException {
        try (DiskFile file = disk.open(name)) {
            file.sync();
        }
    }

    @Override
    public String toString() {
        return "fsync of " + disk.path();
    }
}
