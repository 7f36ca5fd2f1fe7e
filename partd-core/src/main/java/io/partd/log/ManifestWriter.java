package io.partd.log;

import io.partd.CorruptDataException;
import io.partd.OutcomeUnknownException;
import java.io.IOException;
import java.nio.file.FileSystemException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.locks.Lock;
import org.jspecify.annotations.Nullable;

/** Makes segments and replaces the manifest. All calls need the writer lock, with the other processes kept out. */
final class ManifestWriter {

    private static final System.Logger LOG = System.getLogger("io.partd.log");

    private static final long FIRST = 1;

    /** The largest length of a list of one record. */
    private static final long LISTED = Format.LIST_HEADER + Format.ALIGNMENT;

    /** The room for a segment's last batch. */
    private static final long ENDING = 4L * Format.BATCH_HEADER;

    private final Disk disk;
    private final LogView view;
    private final Lock state;
    private final GroupCommit commit;
    private final Log.Options options;

    ManifestWriter(Disk disk, LogView view, Lock state, GroupCommit commit, Log.Options options) {
        this.disk = disk;
        this.view = view;
        this.state = state;
        this.commit = commit;
        this.options = options;
    }

    /**
     * Makes an empty log in a directory without a manifest.
     *
     * @param names the names of the files in the directory
     * @param synced whether to sync the log
     * @throws CorruptDataException if there is a log without its manifest
     */
    static void makeLog(Disk disk, Set<String> names, Log.Options options, boolean synced) throws IOException {
        requireNoLog(disk, names);
        disk.remove(Segment.name(FIRST));
        Manifest manifest = new Manifest(ThreadLocalRandom.current().nextLong(), 1, 1, FIRST + 1, List.of(FIRST));
        makeLog(disk, manifest, options, synced);
    }

    /**
     * Checks that a directory without a manifest has no segments, except one that a crash left before the first
     * manifest was written.
     *
     * @throws CorruptDataException if there are other segments
     */
    static void requireNoLog(Disk disk, Set<String> names) throws IOException {
        for (String name : names) {
            if (Segment.id(name) > 0 && !isLeftover(disk, name)) {
                throw new CorruptDataException(disk.path() + " has segments of a log, such as " + name
                        + ", but their list, " + Manifest.NAME + ", is missing; 'partd verify --repair' rebuilds it");
            }
        }
    }

    /** Returns whether a segment is the first one and has no batch. */
    private static boolean isLeftover(Disk disk, String name) throws IOException {
        if (Segment.id(name) != FIRST) {
            return false;
        }
        try (Disk.File file = disk.open(name)) {
            return file.length() < Format.SEGMENT_HEADER + Format.BATCH_HEADER
                    || file.published(Format.SEGMENT_HEADER) == 0;
        }
    }

    /** Makes an empty log with a manifest of one segment. */
    static void makeLog(Disk disk, Manifest manifest, Log.Options options, boolean synced) throws IOException {
        long id = manifest.last();
        Segment first = Segment.create(disk, id, manifest.salt(), 2 * options.segmentBytes());
        try {
            first.writeHeader(Manifest.Lineage.of(manifest));
            if (synced) {
                first.file().sync();
                disk.sync();
            }
        } finally {
            first.close();
        }
        manifest.write(disk, file -> {
            if (synced) {
                file.sync();
            }
        });
        if (synced) {
            disk.sync();
        }
    }

    /** Returns the room for the lists of some records and a segment's last batch. */
    static long roomToEnd(long records) {
        return LISTED * records + ENDING;
    }

    /**
     * The next state of the log.
     *
     * @param manifest its manifest, whose last segment does not exist yet
     * @param kept its other segments, in order
     * @param index the index of all of them
     * @param checkpoint the first batch of the last segment, or null
     * @param synced whether the last segment and the manifest are synced
     */
    record Next(
            Manifest manifest,
            List<Segment> kept,
            Index index,
            @Nullable Batch checkpoint,
            boolean synced) {}

    /**
     * Makes the last segment of the next state, and replaces the manifest. If that fails before the manifest counts,
     * removes the segment.
     *
     * @param atLeast the smallest capacity of the segment, without the checkpoint
     * @param publication runs when readers see the next state
     * @throws OutcomeUnknownException if the manifest counts, but a power cut may bring the old one back
     */
    void exchange(Next next, long atLeast, Runnable publication) throws IOException {
        Manifest manifest = next.manifest();
        requireNumber(manifest.last());
        Segment before = view.active();
        long ended = view.tail();
        long checkpointLength =
                next.checkpoint() == null ? 0 : next.checkpoint().length();
        long needed = Math.max(atLeast, Format.SEGMENT_HEADER) + checkpointLength;
        long capacity = Math.max(options.segmentBytes() + roomToEnd(2L * options.mostRecent()), needed);
        String name = Segment.name(manifest.last());
        disk.remove(name);
        Segment last = Segment.create(disk, manifest.last(), manifest.salt(), capacity);
        List<Segment> ordered = new ArrayList<>(next.kept());
        boolean written = false;
        try {
            ordered.add(last);
            begin(last, next);
            write(manifest, next.synced());
            written = true;
        } finally {
            if (!written) {
                last.close();
                disk.remove(name);
            }
        }
        boolean checkpointed = next.checkpoint() != null || next.kept().isEmpty();
        publish(manifest, next.synced(), () -> {
            publication.run();
            long end = Format.SEGMENT_HEADER + checkpointLength;
            view.moveTo(manifest, ordered, next.index(), end, checkpointed);
        });
        if (ordered.contains(before)) {
            finish(before, ended);
        }
    }

    private void requireNumber(long id) throws IOException {
        if (id > Format.LAST_SEGMENT) {
            throw new FileSystemException(
                    disk.path().toString(),
                    null,
                    "has used all " + Format.LAST_SEGMENT + " segment numbers; copy it to a new log with 'partd copy'");
        }
    }

    /** Writes the header of a segment and its checkpoint. */
    private void begin(Segment segment, Next next) throws IOException {
        segment.writeHeader(Manifest.Lineage.of(next.manifest()));
        if (next.checkpoint() != null) {
            segment.start(next.checkpoint().addTo(segment, Format.SEGMENT_HEADER, commit.flags()));
            segment.markCheckpoint(Format.SEGMENT_HEADER);
        }
        if (next.synced()) {
            commit.now(segment.file()::sync);
            commit.now(disk::sync);
        }
    }

    /** Cuts off the unused room of an ended segment, and closes its descriptor. */
    private void finish(Segment segment, long end) {
        try {
            segment.trim(end);
            segment.file().closeDescriptor();
        } catch (IOException e) {
            LOG.log(System.Logger.Level.DEBUG, "a segment of " + disk.path() + " keeps its unused room", e);
        }
    }

    /**
     * Replaces the manifest by one with other metadata.
     *
     * @throws OutcomeUnknownException if the manifest counts, but a power cut may bring the old one back
     */
    void describe(Manifest manifest) throws IOException {
        write(manifest, commit.isSyncing());
        publish(manifest, commit.isSyncing(), () -> view.describe(manifest));
    }

    /** Replaces the file of the manifest. If that fails, nothing has changed. */
    private void write(Manifest manifest, boolean synced) throws IOException {
        Processes processes = disk.processes();
        view.setExchanging(true);
        processes.setEpoch(0);
        boolean written = false;
        try {
            manifest.write(disk, file -> {
                if (synced) {
                    commit.now(file::sync);
                }
            });
            written = true;
        } finally {
            if (!written) {
                processes.setEpoch(view.manifest().epoch());
                view.setExchanging(false);
            }
        }
    }

    /**
     * Publishes a written manifest.
     *
     * @throws OutcomeUnknownException if the manifest counts, but the view has to be read again, or a power cut may
     *     bring the old one back
     */
    private void publish(Manifest manifest, boolean synced, Runnable publication) throws IOException {
        state.lock();
        try {
            publication.run();
            disk.processes().setEpoch(manifest.epoch());
        } catch (Error e) {
            view.setStale();
            throw new OutcomeUnknownException(
                    "the log in " + disk.path() + " has another manifest, but has to be read again: " + e, e);
        } finally {
            view.setExchanging(false);
            state.unlock();
        }
        if (synced) {
            commit.confirmManifest(manifest.epoch());
        }
    }

    /** Removes the files of segments that no longer belong to the log. */
    void remove(Collection<Long> ids) {
        for (long id : ids) {
            try {
                disk.remove(Segment.name(id));
            } catch (IOException e) {
                // The next process that opens the log alone tries again.
                LOG.log(System.Logger.Level.WARNING, "an unused segment of " + disk.path() + " was not removed", e);
            }
        }
    }
}
