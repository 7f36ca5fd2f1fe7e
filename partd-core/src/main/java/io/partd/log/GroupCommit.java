package io.partd.log;

import io.partd.OutcomeUnknownException;
import java.io.IOException;
import java.nio.file.NoSuchFileException;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * Syncs what has been published, with one {@code fsync} for all threads that wait at the time, and says what came of
 * it. The first failed {@code fsync} ends all writing: the system may have dropped what it could not write, and would
 * report success at the next try.
 */
final class GroupCommit {

    /**
     * A moment in the log's life.
     *
     * @param end the position up to which it goes
     * @param epoch that of the manifest
     * @param segments its segments, retained
     */
    record Mark(long end, long epoch, SegmentSet segments) {}

    private final Disk disk;
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition changed = lock.newCondition();
    private boolean running;
    private @Nullable Mark latest;

    /** The position up to which everything is on the disk, the segments before it included; 0 if nobody knows. */
    private volatile long synced;

    /** The epoch of the last manifest that is on the disk, with the names of its segments; 0 if nobody knows. */
    private volatile long named;

    private volatile @Nullable IOException failure;

    /** The flags of the batches that are written next; guarded by the writer lock. */
    private int flags;

    GroupCommit(Disk disk) {
        this.disk = disk;
    }

    /** Marks all later batches as written by a process that syncs. Needs the writer lock. */
    void countSynced() {
        flags = Format.SYNCED;
    }

    /** Returns the flags of the batches that are written next. */
    int flags() {
        return flags;
    }

    /** Tells whether this process syncs. */
    boolean isSyncing() {
        return flags == Format.SYNCED;
    }

    /** Returns up to which offset of a segment everything is on the disk for certain. */
    long syncedIn(Segment segment) {
        long position = synced;
        return Format.segment(position) == segment.id() ? Format.offset(position) : 0;
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
        } catch (RuntimeException | Error e) {
            failure = new IOException("fsync of " + disk.path() + " did not come to its end: " + e, e);
            throw e;
        }
    }

    /** An {@code fsync}. */
    @FunctionalInterface
    interface Sync {
        void run() throws IOException;
    }

    /**
     * Syncs the names in the directory after a manifest has taken its place.
     *
     * @throws OutcomeUnknownException if that fails
     */
    void confirmManifest(long epoch) throws OutcomeUnknownException {
        try {
            now(disk::sync);
        } catch (IOException | Error e) {
            throw new OutcomeUnknownException(
                    "the log in " + disk.path() + " has another manifest, but a power cut may bring the old one back: "
                            + e.getMessage(),
                    e);
        }
        lock.lock();
        try {
            named = Math.max(named, epoch);
        } finally {
            lock.unlock();
        }
    }

    /**
     * Returns when what has been published up to a moment is on the disk.
     *
     * @param mark the moment, whose segments are released; null if nothing is to be waited for
     * @throws OutcomeUnknownException if that is not known
     */
    void confirm(@Nullable Mark mark) throws OutcomeUnknownException {
        if (mark != null) {
            try {
                await(mark);
            } catch (IOException | Error e) {
                throw unconfirmed(e);
            }
        }
    }

    /** Says that a batch has been published, but perhaps not synced. */
    OutcomeUnknownException unconfirmed(Throwable cause) {
        return new OutcomeUnknownException(
                "the log in " + disk.path() + " has what was written, but a power cut may take it away: "
                        + cause.getMessage(),
                cause);
    }

    /**
     * Returns when the log up to a moment is on the disk. An interrupt does not end that, since what is waited for has
     * been written.
     *
     * @param mark the moment, whose segments are released
     */
    void await(Mark mark) throws IOException {
        lock.lock();
        try {
            register(mark);
            while (!isSynced(mark)) {
                requireTrusted();
                if (running) {
                    changed.awaitUninterruptibly();
                } else {
                    lead();
                }
            }
        } finally {
            forgetWhatIsDone();
            lock.unlock();
        }
    }

    private boolean isSynced(Mark mark) {
        return synced >= mark.end() && named >= mark.epoch();
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

    /** Lets go of the segments that nobody will sync. */
    private void forgetWhatIsDone() {
        Mark mark = latest;
        if (mark != null && (failure != null || isSynced(mark))) {
            latest = null;
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
        boolean done = false;
        IOException failed = new IOException("fsync of " + disk.path() + " did not come to its end");
        try {
            sync(mark);
            done = true;
        } catch (IOException e) {
            failed = e;
        } finally {
            mark.segments().release();
            lock.lock();
            running = false;
            if (done) {
                synced = mark.end();
                named = Math.max(named, mark.epoch());
            } else {
                failure = failed;
            }
            changed.signalAll();
        }
        if (!done) {
            throw new IOException(failed.getMessage(), failed);
        }
    }

    private void sync(Mark mark) throws IOException {
        Segment last = mark.segments().last();
        for (Segment segment : mark.segments().before(last, Format.segment(synced))) {
            syncByName(segment);
        }
        if (!last.file().sync()) {
            syncByName(last);
        }
        if (named < mark.epoch()) {
            try (DiskFile manifest = disk.open(Manifest.NAME)) {
                manifest.sync();
            }
            disk.sync();
        }
    }

    private void syncByName(Segment segment) throws IOException {
        try (DiskFile file = disk.open(segment.fileName())) {
            file.sync();
        } catch (NoSuchFileException e) {
            // A drop or a compaction has replaced it meanwhile, and with it what it held.
        }
    }

    @Override
    public String toString() {
        return "fsync of " + disk.path();
    }
}
