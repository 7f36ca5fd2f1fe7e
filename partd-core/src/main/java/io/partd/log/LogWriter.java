package io.partd.log;

import io.partd.OutcomeUnknownException;
import io.partd.internal.BackgroundThread;
import java.io.IOException;
import java.nio.file.FileSystemException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.concurrent.locks.Lock;
import org.jspecify.annotations.Nullable;

/**
 * Writes to the log. All calls need the writer lock, with the other processes kept out and the view up to date. A batch
 * is written first, then published and brought to the view, at once for readers.
 */
final class LogWriter {

    private static final System.Logger LOG = System.getLogger("io.partd.log");

    /** How long the lists of one record can be, with their header's share. */
    private static final long LISTED = Format.LIST_HEADER + Format.ALIGNMENT;

    /** What is kept for the end of a segment. */
    private static final long ENDING = 4L * Format.BATCH_HEADER;

    private static final long SMALLEST_CHECKPOINT = 4 << 10;
    private static final long LARGEST_CHECKPOINT = 1 << 30;

    private final Disk disk;
    private final LogView view;
    private final Lock state;
    private final Syncing syncing;
    private final LogOptions options;
    private final BatchEncoder writer = new BatchEncoder();
    private final WriteBehind behind;
    private final ManifestExchange manifests;
    private int flags;

    LogWriter(Disk disk, LogView view, Lock state, Syncing syncing, LogOptions options) {
        this.disk = disk;
        this.view = view;
        this.state = state;
        this.syncing = syncing;
        this.options = options;
        manifests = new ManifestExchange(disk, view, state, syncing);
        behind = new WriteBehind(disk.path().toString(), new BackgroundThread("writes of " + disk.path()));
    }

    /** Has all that is written from now on count as that of somebody who syncs. */
    void countSynced() {
        flags = Format.SYNCED;
    }

    private boolean syncs() {
        return flags == Format.SYNCED;
    }

    /** Writes a batch, wholly or not at all. What goes wrong when it is published is no failure of the call. */
    void write(Draft draft) throws IOException {
        makeRoom(draft.length(), draft.records());
        Segment segment = view.active();
        long offset = view.tail();
        BatchHeader header =
                new BatchHeader(Format.DATA, flags, draft.length(), (int) draft.records(), syncing.syncedIn(segment));
        Throwable unindexed = publish(
                header, () -> draft.write(header, segment, offset, behind), () -> draft.publish(view.index(), offset));
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

    /** What writes a batch, but for its length. */
    @FunctionalInterface
    private interface Writing {
        void run() throws IOException;
    }

    /** Writes a batch of the index, which has to be up to date for what comes then. */
    private void write(BatchHeader header, Writing writing, Runnable publication) throws IOException {
        Throwable unindexed = publish(header, writing, publication);
        if (unindexed != null) {
            throw new IOException("the log in " + disk.path() + " has to be read again: " + unindexed, unindexed);
        }
    }

    /** Writes and publishes a batch; returns what kept the view from learning of it, or null. */
    private @Nullable Throwable publish(BatchHeader header, Writing writing, Runnable publication) throws IOException {
        Segment segment = view.active();
        long offset = view.tail();
        long end = offset + header.length();
        clearLeftovers();
        segment.allocate(end + Format.BATCH_HEADER);
        segment.start(end);
        boolean written = false;
        try {
            writing.run();
            written = true;
        } finally {
            if (!written) {
                clearAfterFailure();
            }
        }
        state.lock();
        try {
            segment.commit(offset, header.length());
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
        return offset + length + LISTED * (view.index().recents() + records) + ENDING;
    }

    private long capacity(long atLeast) {
        return Math.max(options.segmentBytes() + LISTED * 2 * options.mostRecent() + ENDING, atLeast);
    }

    /** Writes the lists of all records that are in none. */
    void writeLists() throws IOException {
        Index index = view.index();
        if (index.recents() == 0) {
            return;
        }
        List<Index.Entry> entries = index.unlisted();
        long length = Format.BATCH_HEADER;
        for (Index.Entry entry : entries) {
            length += Format.listLength(entry.recentCount());
        }
        Segment segment = view.active();
        long offset = view.tail();
        long[] positions = new long[entries.size()];
        BatchHeader header = new BatchHeader(Format.INDEX, flags, length, entries.size(), syncing.syncedIn(segment));
        write(
                header,
                () -> {
                    writer.begin(header, segment, offset);
                    for (int i = 0; i < positions.length; i++) {
                        Index.Entry entry = entries.get(i);
                        positions[i] = Format.position(segment.id(), writer.offset());
                        writer.bytes(new OffsetList(entry.head(), entry.recentBytes(), index.recent(entry)).encode());
                    }
                    writer.finish();
                },
                () -> {
                    for (int i = 0; i < positions.length; i++) {
                        index.listed(entries.get(i), positions[i]);
                    }
                    index.allListed();
                });
    }

    /**
     * Ends the segment and begins another one.
     *
     * @param atLeast how long that may become, at least
     * @param reserved how many numbers of segments behind its own are to stay free
     */
    void rotate(long atLeast, long reserved) throws IOException {
        end();
        Manifest manifest = view.manifest().extended(reserved);
        boolean checkpoint = isCheckpointWorthwhile();
        Segment next = makeLast(manifest, atLeast, checkpoint ? view.index() : null, Checkpoint::asIs, syncs());
        List<Segment> ordered = new ArrayList<>();
        for (long id : view.manifest().segments()) {
            ordered.add(view.segments().of(Format.position(id, 0)));
        }
        ordered.add(next);
        try {
            exchange(new Exchange(manifest, ordered, view.index(), checkpoint, syncs()), () -> {});
        } catch (OutcomeUnknownException e) {
            // The values are the same in the old segments and the new ones, so the caller's change had no effect.
            throw new IOException(e.getMessage(), e.getCause());
        }
    }

    /** Sees to it that the segment has its last batch, and that it is on the disk if that is asked for. */
    void end() throws IOException {
        if (!view.isEnded()) {
            writeEnd();
        }
        if (syncs()) {
            // All of the log: it may be that nobody has synced yet what somebody else wrote before.
            syncing.await(view.mark());
        }
    }

    private void writeEnd() throws IOException {
        writeLists();
        Segment segment = view.active();
        long offset = view.tail();
        BatchHeader header = new BatchHeader(Format.END, flags, Format.BATCH_HEADER, 0, syncing.syncedIn(segment));
        write(
                header,
                () -> {
                    writer.begin(header, segment, offset);
                    writer.finish();
                },
                () -> {});
    }

    /** Gives back what a segment will not need any more. */
    private void settle(Segment segment, long end) {
        try {
            segment.trim(end);
            segment.file().settle();
        } catch (IOException e) {
            LOG.log(System.Logger.Level.DEBUG, "the room behind a segment of " + disk.path() + " stays", e);
        }
    }

    private boolean isCheckpointWorthwhile() {
        long table = Checkpoint.length(view.index().entries());
        return table <= LARGEST_CHECKPOINT && view.sinceCheckpoint() > SMALLEST_CHECKPOINT + table / 4;
    }

    /**
     * Makes the last segment of a manifest that is to come.
     *
     * @param checkpointed what a checkpoint at its beginning is to hold, if there is to be one
     * @param synced whether it has to be on the disk before it is the log's
     */
    Segment makeLast(
            Manifest manifest,
            long atLeast,
            @Nullable Index checkpointed,
            Checkpoint.Relisting relisting,
            boolean synced)
            throws IOException {
        long length = checkpointed == null ? 0 : Checkpoint.length(checkpointed.entries());
        if (manifest.last() > Format.LAST_SEGMENT) {
            throw new FileSystemException(
                    disk.path().toString(),
                    null,
                    "has used up its " + Format.LAST_SEGMENT
                            + " numbers of segments; go on in a new log, to which 'partd copy' brings what is in it");
        }
        String name = Segment.name(manifest.last());
        disk.remove(name);
        Segment segment = Segment.create(
                disk,
                name,
                manifest.last(),
                manifest.salt(),
                capacity(Math.max(atLeast, Format.SEGMENT_HEADER) + length));
        boolean made = false;
        try {
            segment.writeHeader(Lineage.of(manifest));
            if (checkpointed != null) {
                writeFirst(segment, manifest.epoch(), checkpointed.entries(), relisting);
            }
            if (synced) {
                syncing.now(segment.file()::sync);
                syncing.now(disk::sync);
            }
            made = true;
        } finally {
            if (!made) {
                segment.close();
                disk.remove(name);
            }
        }
        return segment;
    }

    /** Writes a checkpoint to a segment that nobody knows yet. */
    private void writeFirst(
            Segment segment, long epoch, Collection<Index.Entry> entries, Checkpoint.Relisting relisting)
            throws IOException {
        long offset = Format.SEGMENT_HEADER;
        BatchHeader header = Checkpoint.header(entries, flags);
        segment.allocate(offset + header.length() + Format.BATCH_HEADER);
        segment.start(offset + header.length());
        Checkpoint.write(writer, header, segment, offset, epoch, entries, relisting);
        segment.commit(offset, header.length());
        segment.markCheckpoint(offset);
    }

    /**
     * What the log is to become.
     *
     * @param manifest its manifest
     * @param ordered its segments, of which the last is new
     * @param index what is in them
     * @param checkpointed whether the last begins with a checkpoint
     * @param synced whether it has to be on the disk before anything else happens
     */
    record Exchange(Manifest manifest, List<Segment> ordered, Index index, boolean checkpointed, boolean synced) {}

    /**
     * Makes the log what it is to become. If that fails before it counts, the new last segment is gone.
     *
     * @param publication what else readers are to see at once
     * @throws OutcomeUnknownException if it counts, but a power cut may take it back
     */
    void exchange(Exchange exchange, Runnable publication) throws IOException {
        Manifest manifest = exchange.manifest();
        Segment before = view.active();
        long ended = view.tail();
        Segment last = exchange.ordered().get(exchange.ordered().size() - 1);
        long end = last.started() == 0 ? Format.SEGMENT_HEADER : last.started();
        boolean written = false;
        try {
            manifests.write(manifest, exchange.synced());
            written = true;
        } finally {
            if (!written) {
                last.close();
                disk.remove(last.fileName());
            }
        }
        manifests.publish(manifest, exchange.synced(), () -> {
            publication.run();
            view.moveTo(manifest, exchange.ordered(), exchange.index(), end, exchange.checkpointed());
        });
        if (exchange.ordered().contains(before)) {
            settle(before, ended);
        }
    }

    /**
     * Makes a manifest the log's that differs in the metadata alone.
     *
     * @throws OutcomeUnknownException if it counts, but a power cut may take it back
     */
    void describe(Manifest manifest) throws IOException {
        manifests.write(manifest, syncs());
        manifests.publish(manifest, syncs(), () -> view.describe(manifest));
    }

    /**
     * Makes the log empty.
     *
     * @param before its manifest, with the metadata that stay
     */
    void empty(Manifest before) throws IOException {
        giveBackRoom();
        Manifest manifest = before.replacedBy(List.of(before.next()));
        Segment next = makeLast(manifest, 0, null, Checkpoint::asIs, syncs());
        exchange(new Exchange(manifest, List.of(next), new Index(), true, syncs()), () -> {});
        remove(before.segments());
    }

    /** Gives back what was set aside for appends, so that a log on a full disk can be dropped. */
    private void giveBackRoom() throws IOException {
        if (!view.isEnded()) {
            clearLeftovers();
            view.active().trim(view.tail());
        }
    }

    /** Removes files of segments that are no longer the log's. */
    void remove(List<Long> ids) {
        for (long id : ids) {
            try {
                disk.remove(Segment.name(id));
            } catch (IOException e) {
                // The next one who opens the log alone tries again.
                LOG.log(System.Logger.Level.WARNING, "a segment of " + disk.path() + " that is no more stays", e);
            }
        }
    }

    /**
     * Leaves the log so that opening it is fast.
     *
     * @param alone whether nobody else has it open, so that it ends here
     */
    void close(boolean alone) throws IOException {
        if (!view.isEnded() && isCheckpointWorthwhile()) {
            checkpoint();
        }
        if (alone) {
            Segment segment = view.active();
            if (!view.isEnded()) {
                clearLeftovers();
                segment.trim(view.tail());
            }
            if (syncs()) {
                syncing.now(segment.file()::sync);
            }
            segment.markClean(view.tail(), syncs() ? 0 : disk.boot());
        }
    }

    private void checkpoint() throws IOException {
        writeLists();
        Collection<Index.Entry> entries = view.index().entries();
        BatchHeader header = Checkpoint.header(entries, flags);
        if (needed(view.tail(), header.length(), 0) > view.active().capacity()) {
            rotate(0, 0);
            return;
        }
        Segment segment = view.active();
        long offset = view.tail();
        write(
                header,
                () -> Checkpoint.write(
                        writer, header, segment, offset, view.manifest().epoch(), entries, Checkpoint::asIs),
                () -> {});
        if (syncs()) {
            // It makes the lists before it count, and keeps anybody from looking for what they hold elsewhere.
            syncing.now(segment.file()::sync);
        }
        segment.markCheckpoint(offset);
    }
}
