package io.partd.log;

import io.partd.OutcomeUnknownException;
import io.partd.internal.IoRunnable;
import io.partd.internal.Meter;
import java.io.IOException;
import java.nio.file.NoSuchFileException;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * Syncs published batches, with one {@code fsync} for all threads that wait at the time, and decides the outcome. The
 * first failed {@code fsync} ends all writing: the system may have dropped the data that it could not write, and would
 * report success at the next try.
 */
final class GroupCommit {

    /**
     * The end of the log at some moment.
     *
     * @param epoch the epoch of the manifest
     * @param segments the segments, retained
     */
    record Mark(long end, long epoch, SegmentSet segments) {}

    private final Disk disk;
    private final Meter syncs;
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition changed = lock.newCondition();
    private boolean running;
    private @Nullable Mark latest;

    /** The position up to which the segments are on the disk; 0 if unknown. */
    private volatile long synced;

    /** The epoch of the last manifest that is on the disk with the names of its segments; 0 if unknown. */
    private volatile long named;

    private volatile @Nullable IOException failure;

    /** The flags of the next batches; guarded by the writer lock. */
    private int flags;

    /**
     * Makes a group commit.
     *
     * @param syncs records each sync
     */
    GroupCommit(Disk disk, Meter syncs) {
        this.disk = disk;
        this.syncs = syncs;
    }

    /** Marks all later batches as those of a process that syncs. Needs the writer lock. */
    void countSynced() {
        flags = Format.SYNCED;
    }

    /** Returns the flags of the next batches. */
    int flags() {
        return flags;
    }

    boolean isSyncing() {
        return flags == Format.SYNCED;
    }

    /** Returns the offset up to which a segment is on the disk for certain. */
    long syncedIn(Segment segment) {
        long position = synced;
        return Format.segment(position) == segment.id() ? Format.offset(position) : 0;
    }

    /** Checks that no sync has failed. */
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

    /** Runs one sync now. */
    void now(IoRunnable sync) throws IOException {
        requireTrusted();
        try (Meter.Span span = syncs.span()) {
            sync.run();
            span.done(0);
        } catch (IOException e) {
            failure = e;
            throw e;
        } catch (RuntimeException | Error e) {
            failure = new IOException("fsync of " + disk.path() + " did not complete: " + e, e);
            throw e;
        }
    }

    /**
     * Syncs the directory after the manifest was replaced.
     *
     * @throws OutcomeUnknownException if the sync fails
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
     * Waits until the batches up to a mark are on the disk.
     *
     * @param mark the mark, whose segments this method releases; null to wait for nothing
     * @throws OutcomeUnknownException if a sync fails
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

    /** Makes the exception for a batch that was published but perhaps not synced. */
    OutcomeUnknownException unconfirmed(Throwable cause) {
        return new OutcomeUnknownException(
                "the log in " + disk.path() + " has what was written, but a power cut may take it away: "
                        + cause.getMessage(),
                cause);
    }

    /**
     * Waits until the log up to a mark is on the disk. An interrupt does not end the wait, since the batches are
     * written.
     *
     * @param mark the mark, whose segments this method releases
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
            releaseIfDone();
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

    /** Releases the segments that need no sync. */
    private void releaseIfDone() {
        Mark mark = latest;
        if (mark != null && (failure != null || isSynced(mark))) {
            latest = null;
            mark.segments().release();
        }
    }

    /** Syncs for all threads that wait at this moment. */
    private void lead() throws IOException {
        Mark mark = latest;
        if (mark == null) {
            throw new IllegalStateException("nothing to sync");
        }
        latest = null;
        running = true;
        lock.unlock();
        boolean done = false;
        IOException failed = new IOException("fsync of " + disk.path() + " did not complete");
        try (Meter.Span span = syncs.span()) {
            sync(mark);
            span.done(0);
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
            try (Disk.File manifest = disk.open(Manifest.NAME)) {
                manifest.sync();
            }
            disk.sync();
        }
    }

    private void syncByName(Segment segment) throws IOException {
        try (Disk.File file = disk.open(segment.fileName())) {
            file.sync();
        } catch (NoSuchFileException e) {
            // A drop or a compaction has replaced the segment meanwhile.
        }
    }
}
