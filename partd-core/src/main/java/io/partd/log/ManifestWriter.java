package io.partd.log;

import io.partd.CorruptDataException;
import io.partd.OutcomeUnknownException;
import java.io.IOException;
import java.nio.file.FileSystemException;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.locks.Lock;
import org.jspecify.annotations.Nullable;

/**
 * Decides which segments are the log: makes segments, and replaces the manifest. All calls need the writer lock, with
 * the other processes kept out.
 */
final class ManifestWriter {

    private static final System.Logger LOG = System.getLogger("io.partd.log");

    private static final long FIRST = 1;

    /** The most bytes that the list of one record takes, with its share of the header. */
    private static final long LISTED = Format.LIST_HEADER + Format.ALIGNMENT;

    /** The room that a segment keeps for its last batch. */
    private static final long ENDING = 4L * Format.BATCH_HEADER;

    private final Disk disk;
    private final LogView view;
    private final Lock state;
    private final GroupCommit commit;
    private final LogOptions options;

    ManifestWriter(Disk disk, LogView view, Lock state, GroupCommit commit, LogOptions options) {
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
     * @param synced whether it is to be on the disk before anything is stored in it
     * @throws CorruptDataException if there is a log without its manifest
     */
    static void makeLog(Disk disk, Set<String> names, LogOptions options, boolean synced) throws IOException {
        requireNoLog(disk, names);
        disk.remove(Segment.name(FIRST));
        Manifest manifest = new Manifest(ThreadLocalRandom.current().nextLong(), 1, 1, FIRST + 1, List.of(FIRST));
        makeLog(disk, manifest, options, synced);
    }

    /**
     * Checks that a directory without a manifest has no segments, except one that a crash left before the first
     * manifest.
     *
     * @throws CorruptDataException if it has
     */
    static void requireNoLog(Disk disk, Set<String> names) throws IOException {
        for (String name : names) {
            if (Segment.id(name) > 0 && !isLeftover(disk, name)) {
                throw new CorruptDataException(disk.path() + " has segments of a log, such as " + name
                        + ", but their list, " + Manifest.NAME + ", is missing; 'partd verify --repair' makes it anew");
            }
        }
    }

    /** Tells whether a segment is the first one and has no batch: a crash can leave it before the first manifest. */
    private static boolean isLeftover(Disk disk, String name) throws IOException {
        if (Segment.id(name) != FIRST) {
            return false;
        }
        try (DiskFile file = disk.open(name)) {
            return file.length() < Format.SEGMENT_HEADER + Format.BATCH_HEADER
                    || file.published(Format.SEGMENT_HEADER) == 0;
        }
    }

    /** Makes a log with a manifest of one segment, without batches. */
    static void makeLog(Disk disk, Manifest manifest, LogOptions options, boolean synced) throws IOException {
        long id = manifest.last();
        Segment first = Segment.create(disk, Segment.name(id), id, manifest.salt(), 2 * options.segmentBytes());
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

    /** Returns the room that a segment needs for the lists of some records and its last batch. */
    static long roomToEnd(long records) {
        return LISTED * records + ENDING;
    }

    /**
     * Makes the last segment of the next manifest.
     *
     * @param atLeast the length that it can have at least, without the checkpoint
     * @param checkpoint its first batch, if it begins with one
     * @param synced whether it is to be on the disk before it belongs to the log
     */
    Segment makeLast(Manifest manifest, long atLeast, @Nullable Batch checkpoint, boolean synced) throws IOException {
        if (manifest.last() > Format.LAST_SEGMENT) {
            throw new FileSystemException(
                    disk.path().toString(),
                    null,
                    "has used up its " + Format.LAST_SEGMENT
                            + " numbers of segments; go on in a new log, to which 'partd copy' brings what is in it");
        }
        long needed = Math.max(atLeast, Format.SEGMENT_HEADER) + (checkpoint == null ? 0 : checkpoint.length());
        long capacity = Math.max(options.segmentBytes() + roomToEnd(2L * options.mostRecent()), needed);
        String name = Segment.name(manifest.last());
        disk.remove(name);
        Segment segment = Segment.create(disk, name, manifest.last(), manifest.salt(), capacity);
        boolean made = false;
        try {
            segment.writeHeader(Manifest.Lineage.of(manifest));
            if (checkpoint != null) {
                segment.start(checkpoint.addTo(segment, Format.SEGMENT_HEADER, commit.flags()));
                segment.markCheckpoint(Format.SEGMENT_HEADER);
            }
            if (synced) {
                commit.now(segment.file()::sync);
                commit.now(disk::sync);
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

    /**
     * What the log is to become.
     *
     * @param manifest its manifest
     * @param ordered its segments, of which the last is new
     * @param index the index of them
     * @param checkpointed whether the last segment begins with a checkpoint
     * @param synced whether it is to be on the disk before anything else happens
     */
    record Exchange(Manifest manifest, List<Segment> ordered, Index index, boolean checkpointed, boolean synced) {}

    /**
     * Makes the log what it is to become. If that fails before it counts, the new last segment is removed.
     *
     * @param publication what other readers are to see at once
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
            write(manifest, exchange.synced());
            written = true;
        } finally {
            if (!written) {
                last.close();
                disk.remove(last.fileName());
            }
        }
        publish(manifest, exchange.synced(), () -> {
            publication.run();
            view.moveTo(manifest, exchange.ordered(), exchange.index(), end, exchange.checkpointed());
        });
        if (exchange.ordered().contains(before)) {
            finish(before, ended);
        }
    }

    /** Frees what an ended segment does not need any more. */
    private void finish(Segment segment, long end) {
        try {
            segment.trim(end);
            segment.file().closeDescriptor();
        } catch (IOException e) {
            LOG.log(System.Logger.Level.DEBUG, "a segment of " + disk.path() + " keeps its unused room", e);
        }
    }

    /**
     * Replaces the manifest by one that differs in the metadata alone.
     *
     * @throws OutcomeUnknownException if it counts, but a power cut may take it back
     */
    void describe(Manifest manifest) throws IOException {
        write(manifest, commit.isSyncing());
        publish(manifest, commit.isSyncing(), () -> view.describe(manifest));
    }

    /** Replaces the file of the manifest. If that fails, all is as it was. */
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
     * Makes a written manifest count.
     *
     * @throws OutcomeUnknownException if it counts, but the view has to be read again, or a power cut may take it back
     */
    private void publish(Manifest manifest, boolean synced, Runnable publication) throws IOException {
        state.lock();
        try {
            publication.run();
            disk.processes().setEpoch(manifest.epoch());
        } catch (Error e) {
            view.distrust();
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

    /** Removes files of segments that do not belong to the log any more. */
    void remove(List<Long> ids) {
        for (long id : ids) {
            try {
                disk.remove(Segment.name(id));
            } catch (IOException e) {
                // The next one who opens the log alone tries again.
                LOG.log(System.Logger.Level.WARNING, "an unused segment of " + disk.path() + " was not removed", e);
            }
        }
    }
}
