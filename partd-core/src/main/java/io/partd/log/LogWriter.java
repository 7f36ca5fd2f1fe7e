package io.partd.log;

import io.partd.OutcomeUnknownException;
import io.partd.internal.BackgroundThread;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.locks.Lock;
import org.jspecify.annotations.Nullable;

/**
 * Writes to the log. All calls need the writer lock, with the other processes kept out and the view up to date. A batch
 * is written first, then published and brought to the view, at once for readers.
 */
final class LogWriter {

    private static final System.Logger LOG = System.getLogger("io.partd.log");

    private static final long SMALLEST_CHECKPOINT = 4 << 10;
    private static final long LARGEST_CHECKPOINT = 1 << 30;

    private final Disk disk;
    private final LogView view;
    private final Lock state;
    private final GroupCommit commit;
    private final LogOptions options;
    private final BatchEncoder encoder = new BatchEncoder();
    private final WriteBehind behind;
    private final ManifestWriter manifests;

    LogWriter(Disk disk, LogView view, Lock state, GroupCommit commit, ManifestWriter manifests, LogOptions options) {
        this.disk = disk;
        this.view = view;
        this.state = state;
        this.commit = commit;
        this.options = options;
        this.manifests = manifests;
        behind = new WriteBehind(disk.path().toString(), new BackgroundThread("writes of " + disk.path()));
    }

    /** Writes a batch, wholly or not at all. A failure after its publication does not fail the call. */
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
                // The append has succeeded. The next one tries again, and fails for the same reason if that goes on.
                warn("the index of " + disk.path() + " could not be written", e);
            }
        }
    }

    /** Logs what must not fail a call that has succeeded. */
    private static void warn(String what, Throwable cause) {
        try {
            LOG.log(System.Logger.Level.WARNING, what, cause);
        } catch (OutOfMemoryError e) {
            cause.addSuppressed(e);
        }
    }

    /** Writes a batch of the index, which has to be up to date afterwards. */
    private void write(Batch batch, Runnable publication) throws IOException {
        Throwable unindexed = publish(batch, publication);
        if (unindexed != null) {
            throw new IOException("the log in " + disk.path() + " has to be read again: " + unindexed, unindexed);
        }
    }

    /** Writes and publishes a batch; returns what kept the view from learning of it, or null. */
    private @Nullable Throwable publish(Batch batch, Runnable publication) throws IOException {
        Segment segment = view.active();
        long offset = view.tail();
        long end = offset + batch.length();
        BatchHeader header = batch.header(commit.flags(), commit.syncedIn(segment));
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

    /** Clears what a writer has left that failed or died. */
    void clearLeftovers() throws IOException {
        Segment segment = view.active();
        long started = Math.min(segment.started(), segment.allocated());
        if (started > view.tail() && !view.isEnded()) {
            LOG.log(
                    System.Logger.Level.WARNING,
                    "{0}: cleared up to {1} bytes at byte {2}, of a write that did not come to its end",
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
            // Nothing of it is published; whoever writes next clears it first, or fails.
            LOG.log(System.Logger.Level.WARNING, "a write to " + disk.path() + " failed, and so did clearing it", e);
        }
    }

    /** Makes sure that a batch fits into the segment, with the lists of what is in no list yet. */
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

    /** Writes the lists of all records that are not listed yet. */
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
     * Ends the segment and begins another one.
     *
     * @param atLeast how long that may become, at least
     * @param reserved how many segment numbers after its own are to stay free
     */
    void rotate(long atLeast, long reserved) throws IOException {
        end();
        Manifest manifest = view.manifest().extended(reserved);
        boolean checkpointed = isCheckpointWorthwhile();
        Batch checkpoint = checkpointed ? checkpoint(manifest.epoch()) : null;
        Segment next = manifests.makeLast(manifest, atLeast, checkpoint, commit.isSyncing());
        List<Segment> ordered = new ArrayList<>();
        for (long id : view.manifest().segments()) {
            ordered.add(view.segments().of(Format.position(id, 0)));
        }
        ordered.add(next);
        try {
            manifests.exchange(
                    new ManifestWriter.Exchange(manifest, ordered, view.index(), checkpointed, commit.isSyncing()),
                    () -> {});
        } catch (OutcomeUnknownException e) {
            // The values are the same in the old segments and the new ones, so the caller's change had no effect.
            throw new IOException(e.getMessage(), e.getCause());
        }
    }

    /** Makes sure that the segment has its last batch, and that it is on the disk if this process syncs. */
    void end() throws IOException {
        if (!view.isEnded()) {
            writeLists();
            write(Batch.end(encoder), () -> {});
        }
        if (commit.isSyncing()) {
            // All of the log: others may have written the rest, and nobody may have synced it yet.
            commit.await(view.mark());
        }
    }

    private boolean isCheckpointWorthwhile() {
        long table = Checkpoint.length(view.index().entries());
        return table <= LARGEST_CHECKPOINT && view.sinceCheckpoint() > SMALLEST_CHECKPOINT + table / 4;
    }

    private Batch checkpoint(long epoch) {
        return Checkpoint.batch(encoder, epoch, view.index().entries(), Checkpoint::asIs);
    }

    /**
     * Makes the log empty.
     *
     * @param before its manifest, with the metadata that stay
     */
    void empty(Manifest before) throws IOException {
        giveBackRoom();
        Manifest manifest = before.replacedBy(List.of(before.next()));
        boolean synced = commit.isSyncing();
        Segment next = manifests.makeLast(manifest, 0, null, synced);
        manifests.exchange(new ManifestWriter.Exchange(manifest, List.of(next), new Index(), true, synced), () -> {});
        manifests.remove(before.segments());
    }

    /** Gives back what was set aside for appends, so that a log on a full disk can be dropped. */
    private void giveBackRoom() throws IOException {
        if (!view.isEnded()) {
            clearLeftovers();
            view.active().trim(view.tail());
        }
    }

    /**
     * Leaves the log so that opening it is fast.
     *
     * @param alone whether nobody else has it open, so that it ends here
     */
    void close(boolean alone) throws IOException {
        if (!view.isEnded() && isCheckpointWorthwhile()) {
            writeCheckpoint();
        }
        if (alone) {
            Segment segment = view.active();
            if (!view.isEnded()) {
                clearLeftovers();
                segment.trim(view.tail());
            }
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
            // A checkpoint makes the lists before it count, so that nobody looks elsewhere for what they hold.
            commit.now(segment.file()::sync);
        }
        segment.markCheckpoint(offset);
    }
}
