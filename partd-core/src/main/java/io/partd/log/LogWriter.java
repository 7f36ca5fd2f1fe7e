package io.partd.log;

import io.partd.OutcomeUnknownException;
import io.partd.internal.BackgroundThread;
import java.io.IOException;
import java.util.List;
import java.util.concurrent.locks.Lock;
import org.jspecify.annotations.Nullable;

/**
 * Writes to the log. A batch is written first, and then published and added to the view in one step. All calls need the
 * writer lock, with the other processes kept out and the view up to date.
 */
final class LogWriter {

    private static final System.Logger LOG = System.getLogger("io.partd.log");

    private static final long MIN_CHECKPOINT = 4 << 10;
    private static final long MAX_CHECKPOINT = 1 << 30;

    private final Disk disk;
    private final LogView view;
    private final Lock state;
    private final GroupCommit commit;
    private final Log.Options options;
    private final BatchEncoder encoder = new BatchEncoder();
    private final BatchEncoder.WriteBehind behind;
    private final ManifestWriter manifests;

    LogWriter(Disk disk, LogView view, Lock state, GroupCommit commit, ManifestWriter manifests, Log.Options options) {
        this.disk = disk;
        this.view = view;
        this.state = state;
        this.commit = commit;
        this.options = options;
        this.manifests = manifests;
        behind = new BatchEncoder.WriteBehind(disk.path().toString(), new BackgroundThread("writes of " + disk.path()));
    }

    /** Writes a batch wholly or not at all. A failure after its publication does not fail the call. */
    void write(BatchBuilder builder) throws IOException {
        makeRoom(builder.length(), builder.records());
        long offset = view.tail();
        Throwable unindexed = publish(builder.batch(behind), () -> builder.publish(view.index(), offset));
        if (unindexed != null) {
            warn("the log in " + disk.path() + " will be read again", unindexed);
        } else if (view.index().recents() >= options.mostRecent()) {
            try {
                writeLists();
            } catch (IOException | Error e) {
                // The append has succeeded. The next one tries again, and fails if the cause persists.
                warn("the index of " + disk.path() + " could not be written", e);
            }
        }
    }

    /** Logs a failure after the call has succeeded. */
    private static void warn(String what, Throwable cause) {
        try {
            LOG.log(System.Logger.Level.WARNING, what, cause);
        } catch (OutOfMemoryError e) {
            cause.addSuppressed(e);
        }
    }

    /** Writes a batch; afterwards the index is up to date. */
    private void write(Batch batch, Runnable publication) throws IOException {
        Throwable unindexed = publish(batch, publication);
        if (unindexed != null) {
            throw new IOException("the log in " + disk.path() + " has to be read again: " + unindexed, unindexed);
        }
    }

    /** Writes and publishes a batch; returns the failure that left the index without it, or null. */
    private @Nullable Throwable publish(Batch batch, Runnable publication) throws IOException {
        Segment segment = view.active();
        long offset = view.tail();
        long end = offset + batch.length();
        Batch.Header header = batch.header(commit.flags(), commit.syncedIn(segment));
        clearLeftovers();
        segment.allocate(end + Format.BATCH_HEADER);
        segment.start(end);
        boolean written = false;
        try {
            batch.body().write(header, segment, offset);
            written = true;
        } finally {
            if (!written) {
                clearAfterFailure();
            }
        }
        state.lock();
        try {
            segment.commit(offset, batch.length());
            return view.advance(header, publication);
        } finally {
            state.unlock();
        }
    }

    /** Clears the rest of a write that failed, or whose process died. */
    void clearLeftovers() throws IOException {
        Segment segment = view.active();
        long started = Math.min(segment.started(), segment.allocated());
        if (started > view.tail() && !view.isEnded()) {
            LOG.log(
                    System.Logger.Level.WARNING,
                    "{0}: cleared up to {1} bytes at byte {2}, left by an incomplete write",
                    disk.path().resolve(segment.fileName()),
                    Long.toString(started - view.tail()),
                    Long.toString(view.tail()));
            segment.clear(view.tail(), started);
            segment.start(view.tail());
        }
    }

    private void clearAfterFailure() {
        try {
            clearLeftovers();
        } catch (IOException e) {
            // The batch is not published. The next writer clears it first, or fails.
            LOG.log(System.Logger.Level.WARNING, "a write to " + disk.path() + " failed, and so did clearing it", e);
        }
    }

    /** Makes room for a batch, and for the lists of all recent records. */
    private void makeRoom(long length, long records) throws IOException {
        long offset = view.tail();
        Segment segment = view.active();
        boolean fits = needed(offset, length, records) <= segment.capacity()
                && (offset + length <= options.segmentBytes() || offset == Format.SEGMENT_HEADER);
        if (view.isEnded() || !fits) {
            rotate(needed(Format.SEGMENT_HEADER, length, records), 0);
        }
    }

    private long needed(long offset, long length, long records) {
        return offset + length + ManifestWriter.roomToEnd(view.index().recents() + records);
    }

    /** Writes the lists of all recent records. */
    void writeLists() throws IOException {
        Index index = view.index();
        if (index.recents() == 0) {
            return;
        }
        List<Index.Entry> entries = index.unlisted();
        long length = 0;
        for (Index.Entry entry : entries) {
            length += Format.listLength(entry.recentCount());
        }
        long[] offsets = new long[entries.size()];
        long segment = view.active().id();
        Batch lists = Batch.lists(encoder, length, i -> index.nextList(entries.get(i)), offsets);
        write(lists, () -> {
            for (int i = 0; i < offsets.length; i++) {
                index.listed(entries.get(i), Format.position(segment, offsets[i]));
            }
            index.allListed();
        });
    }

    /**
     * Ends the active segment and begins another one.
     *
     * @param atLeast the smallest capacity of the new segment
     * @param reserved the number of segment numbers to reserve
     */
    void rotate(long atLeast, long reserved) throws IOException {
        end();
        Manifest manifest = view.manifest().extended(reserved);
        Batch checkpoint = isCheckpointWorthwhile() ? checkpoint(manifest.epoch()) : null;
        List<Segment> kept = view.segments().ordered();
        try {
            manifests.exchange(
                    new ManifestWriter.Next(manifest, kept, view.index(), checkpoint, commit.isSyncing()),
                    atLeast,
                    () -> {});
        } catch (OutcomeUnknownException e) {
            // The values are the same in the old segments and the new ones, so the caller's change had no effect.
            throw new IOException(e.getMessage(), e.getCause());
        }
    }

    /** Writes the last batch of the active segment, and syncs it if this process syncs. */
    void end() throws IOException {
        if (!view.isEnded()) {
            writeLists();
            write(Batch.end(encoder), () -> {});
        }
        if (commit.isSyncing()) {
            // The whole log, since others may have written batches that nobody has synced.
            commit.await(view.mark());
        }
    }

    private boolean isCheckpointWorthwhile() {
        long table = Checkpoint.length(view.index().entries());
        return table <= MAX_CHECKPOINT && view.sinceCheckpoint() > MIN_CHECKPOINT + table / 4;
    }

    private Batch checkpoint(long epoch) {
        return Checkpoint.batch(encoder, epoch, view.index().entries(), Checkpoint::headAndBase);
    }

    /**
     * Empties the log.
     *
     * @param before the present manifest, with the metadata to keep
     */
    void empty(Manifest before) throws IOException {
        cutOffRoom();
        Manifest manifest = before.replacedBy(List.of(before.next()));
        manifests.exchange(
                new ManifestWriter.Next(manifest, List.of(), new Index(), null, commit.isSyncing()), 0, () -> {});
        manifests.remove(before.segments());
    }

    /** Cuts off the unused room, so that a log on a full disk can be dropped. */
    private void cutOffRoom() throws IOException {
        if (!view.isEnded()) {
            clearLeftovers();
            view.active().trim(view.tail());
        }
    }

    /**
     * Prepares the log for fast opening.
     *
     * @param alone whether no other process has the log open
     */
    void close(boolean alone) throws IOException {
        if (!view.isEnded() && isCheckpointWorthwhile()) {
            writeCheckpoint();
        }
        if (alone) {
            cutOffRoom();
            Segment segment = view.active();
            if (commit.isSyncing()) {
                commit.now(segment.file()::sync);
            }
            segment.markClean(view.tail(), commit.isSyncing() ? 0 : disk.boot());
        }
    }

    private void writeCheckpoint() throws IOException {
        writeLists();
        Batch checkpoint = checkpoint(view.manifest().epoch());
        if (needed(view.tail(), checkpoint.length(), 0) > view.active().capacity()) {
            rotate(0, 0);
            return;
        }
        Segment segment = view.active();
        long offset = view.tail();
        write(checkpoint, () -> {});
        if (commit.isSyncing()) {
            // Readers take the lists that a checkpoint names, so they must be on the disk before it is marked.
            commit.now(segment.file()::sync);
        }
        segment.markCheckpoint(offset);
    }
}
