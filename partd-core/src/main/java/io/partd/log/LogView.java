package io.partd.log;

import io.partd.CorruptDataException;
import io.partd.internal.Deadline;
import io.partd.internal.IoConsumer;
import java.io.IOException;
import java.nio.file.NoSuchFileException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;

/**
 * The log as this process has read it: its segments, the index, and where it ends. Calls exclude each other by the
 * owner's lock.
 */
final class LogView {

    private static final int TRIES = 100;
    private static final Duration PATIENCE = Duration.ofSeconds(10);

    private final Disk disk;
    private final Processes processes;
    private @Nullable SegmentSet segments;
    private Manifest manifest;
    private volatile Index index = new Index();
    private long tail;
    private boolean ended;
    private boolean stale;

    /** Whether this process is replacing the manifest, so that the view is up to date. */
    private volatile boolean exchanging;

    private long sinceCheckpoint;

    /** The position of the end if a torn write follows it that this process may not clear; else 0. */
    private long torn;

    private LogView(Disk disk) throws IOException {
        this.disk = disk;
        this.processes = disk.processes();
        manifest = Manifest.read(disk);
    }

    /**
     * Reads the log.
     *
     * @param alone whether no other process has the log open, so that this one recovers it after a crash
     */
    static LogView open(Disk disk, boolean alone) throws IOException {
        LogView view = new LogView(disk);
        view.following(alone ? present -> view.load(present, view::recovered) : view::load);
        return view;
    }

    /** Reads the log on a read-only disk. */
    static LogView openReadOnly(Disk disk) throws IOException {
        LogView view = new LogView(disk);
        try {
            view.following(view::load);
        } catch (CorruptDataException e) {
            // Perhaps another process is recovering the log, or nobody has recovered it after a crash.
            if (!view.processes.tryAcquire(Deadline.after(PATIENCE))) {
                throw e;
            }
            try {
                view.following(view::load);
            } finally {
                view.processes.unlock();
            }
        }
        // It is unknown whether a manifest that is replacing another one has taken effect.
        view.stale = view.processes.epoch() == 0;
        return view;
    }

    Manifest manifest() {
        return manifest;
    }

    Index index() {
        return index;
    }

    SegmentSet segments() {
        SegmentSet present = segments;
        if (present == null) {
            throw new IllegalStateException("the log has not been read");
        }
        return present;
    }

    /** Returns the segment that batches are appended to. */
    Segment active() {
        return segments().last();
    }

    /** Returns the offset of the next batch in the active segment. */
    long tail() {
        return tail;
    }

    /** Returns the position of the end. */
    long end() {
        return Format.position(active().id(), tail);
    }

    /** Returns the present end, to sync the log up to it. */
    GroupCommit.Mark mark() {
        return new GroupCommit.Mark(end(), manifest.epoch(), segments().retain());
    }

    /** Returns whether the active segment has its last batch, so that the next batch needs another segment. */
    boolean isEnded() {
        return ended;
    }

    /** Returns the number of bytes that opening the log now would have to read. */
    long sinceCheckpoint() {
        return sinceCheckpoint;
    }

    void setExchanging(boolean now) {
        exchanging = now;
    }

    /** Returns whether the log has to be read again before the next use, as after a failed refresh. */
    boolean isStale() {
        return stale;
    }

    void setStale() {
        stale = true;
    }

    /**
     * Reads the changes of other processes.
     *
     * @return false if one of them may be replacing segments, so that the caller has to wait for it
     */
    boolean refresh() throws IOException {
        try {
            long epoch = processes.epoch();
            if (epoch == 0 && !exchanging) {
                if (stale || !followUnlessReplaced()) {
                    return false;
                }
            } else if (stale) {
                reload();
            } else if (epoch != manifest.epoch() && epoch != 0) {
                follow();
            }
            catchUp();
            return true;
        } catch (Throwable e) {
            stale = true;
            throw e;
        }
    }

    /** Does what {@link #refresh} does while no process changes anything, whatever the shared words say. */
    void refreshAlone() throws IOException {
        try {
            if (stale) {
                reload();
            } else {
                follow();
                catchUp();
            }
        } catch (Throwable e) {
            stale = true;
            throw e;
        }
    }

    /** Reads the manifest and the log again. */
    void reload() throws IOException {
        stale = true;
        following(this::load);
        stale = false;
    }

    private void follow() throws IOException {
        following(present -> {
            if (present.replaced() != manifest.replaced()) {
                load(present);
            } else {
                extend(present);
            }
        });
    }

    /**
     * Follows the manifest while another process replaces it. A manifest that only adds segments adds no values. It is
     * unknown whether one that replaces segments has taken effect.
     *
     * @return false if the manifest replaces segments
     */
    private boolean followUnlessReplaced() throws IOException {
        AtomicBoolean followed = new AtomicBoolean();
        following(present -> {
            followed.set(present.replaced() == manifest.replaced());
            if (followed.get()) {
                extend(present);
            }
        });
        return followed.get();
    }

    /** Reads the manifest and acts on it, again if its segments vanish meanwhile because it was replaced. */
    private void following(IoConsumer<Manifest> action) throws IOException {
        for (int tries = 1; ; tries++) {
            Manifest present = Manifest.read(disk);
            try {
                action.accept(present);
                return;
            } catch (NoSuchFileException e) {
                if (tries == TRIES || Manifest.read(disk).epoch() == present.epoch()) {
                    throw new CorruptDataException(e.getFile() + " is missing, a segment of the log", e);
                }
            }
        }
    }

    /**
     * Reads the whole log. Ignores an incomplete write at the end if the disk is read-only, other processes are kept
     * out, and none has the log open.
     */
    private void load(Manifest present) throws IOException {
        torn = 0;
        try {
            load(present, BatchReader::header);
        } catch (CorruptDataException e) {
            if (!disk.isReadOnly() || !processes.isHeld() || !processes.isAlone()) {
                throw e;
            }
            load(present, this::recovered);
            torn = end();
        }
    }

    private void load(Manifest present, Batches lastBatches) throws IOException {
        List<Segment> ordered = open(present, List.of());
        SegmentSet set = new SegmentSet(ordered);
        try {
            int first = 0;
            tail = Format.SEGMENT_HEADER;
            Index loaded = null;
            for (int i = ordered.size() - 1; i >= 0 && loaded == null; i--) {
                long checkpoint = ordered.get(i).checkpoint();
                loaded = checkpoint == 0 ? null : Checkpoint.read(ordered.get(i), checkpoint, present.replaced(), set);
                if (loaded != null) {
                    first = i;
                    tail = checkpoint;
                }
            }
            Index fresh = loaded == null ? new Index() : loaded;
            sinceCheckpoint = 0;
            ended = false;
            for (int i = first; i < ordered.size(); i++) {
                if (i > first) {
                    enter(ordered.get(i));
                }
                boolean last = i == ordered.size() - 1;
                scan(ordered.get(i), fresh, last ? lastBatches : BatchReader::header);
            }
            index = fresh;
        } catch (Throwable e) {
            set.release();
            throw e;
        }
        replaceSegments(set);
        manifest = present;
    }

    /** Goes from the end of a segment, which must have its last batch, to the beginning of the next one. */
    private void enter(Segment next) throws IOException {
        if (!ended) {
            throw next.corrupt(disk, 0, "the segment before this one was cut: its last batch is missing");
        }
        ended = false;
        tail = Format.SEGMENT_HEADER;
    }

    /** Opens the segments of a manifest, of which the first ones are known. */
    private List<Segment> open(Manifest present, List<Segment> known) throws IOException {
        List<Segment> ordered = new ArrayList<>(known);
        List<Segment> opened = new ArrayList<>();
        try {
            for (long id :
                    present.segments().subList(known.size(), present.segments().size())) {
                Segment segment = segments == null ? null : segments.find(id);
                if (segment == null) {
                    segment = Segment.open(disk, id, present.salt());
                    opened.add(segment);
                } else {
                    // Another process may have added lists to it that a checkpoint names.
                    segment.measure();
                }
                if (id != present.last()) {
                    segment.file().closeDescriptor();
                }
                ordered.add(segment);
            }
        } catch (Throwable e) {
            opened.forEach(Segment::close);
            throw e;
        }
        return ordered;
    }

    private void replaceSegments(SegmentSet set) {
        SegmentSet old = segments;
        segments = set;
        if (old != null) {
            old.release();
        }
    }

    /** Follows a manifest that replaces no segments. */
    private void extend(Manifest present) throws IOException {
        if (present.epoch() == manifest.epoch()) {
            return;
        }
        catchUp();
        List<Segment> known = segments().ordered();
        if (present.segments().size() > known.size()) {
            List<Segment> ordered = open(present, known);
            Segment last = active();
            replaceSegments(new SegmentSet(ordered));
            last.file().closeDescriptor();
            for (Segment segment : ordered.subList(known.size(), ordered.size())) {
                enter(segment);
                scan(segment, index, BatchReader::header);
            }
        }
        manifest = present;
    }

    /** Reads the batches that were added to the active segment. */
    private void catchUp() throws IOException {
        if (!ended && active().file().published(tail) != 0 && !isTorn()) {
            scan(active(), index, BatchReader::header);
        }
    }

    /** Returns whether the log still ends with the torn write that a crash left. */
    private boolean isTorn() throws IOException {
        if (torn != end()) {
            return false;
        }
        try {
            BatchReader reader = new BatchReader(disk, active());
            Batch.Header header = reader.header(tail);
            if (header != null) {
                reader.verify(header, tail);
            }
            return false;
        } catch (CorruptDataException e) {
            return true;
        }
    }

    /** Finds the batch at an offset. */
    @FunctionalInterface
    private interface Batches {
        Batch.@Nullable Header at(BatchReader reader, long offset) throws IOException;
    }

    private Batch.@Nullable Header recovered(BatchReader reader, long offset) throws IOException {
        return new Recovery(disk, reader).next(offset);
    }

    private void scan(Segment segment, Index target, Batches batches) throws IOException {
        BatchReader reader = new BatchReader(disk, segment);
        while (!ended) {
            Batch.Header header = batches.at(reader, tail);
            if (header == null) {
                return;
            }
            target.replay(reader, header, tail);
            pass(header);
        }
    }

    private void pass(Batch.Header header) {
        tail += header.length();
        ended = header.kind() == Format.END;
        sinceCheckpoint = header.kind() == Format.CHECKPOINT ? 0 : sinceCheckpoint + header.length();
    }

    /**
     * Moves past a batch that this process has published.
     *
     * @param publication adds the batch to the index
     * @return the failure if the index did not get the whole batch, for example for lack of memory; else null. After a
     *     failure the view is stale, so that the log is read again before the next use.
     */
    @Nullable
    Throwable advance(Batch.Header header, Runnable publication) {
        Throwable failure = null;
        try {
            publication.run();
        } catch (RuntimeException | Error e) {
            stale = true;
            failure = e;
        }
        pass(header);
        return failure;
    }

    /**
     * Moves to the segments of a manifest that this process has written.
     *
     * @param ordered the segments; those that are known are the same objects
     * @param end the offset of the next batch in the last segment
     * @param checkpointed whether opening the log reads none of the older segments
     */
    void moveTo(Manifest present, List<Segment> ordered, Index now, long end, boolean checkpointed) {
        replaceSegments(new SegmentSet(ordered));
        manifest = present;
        index = now;
        tail = end;
        ended = false;
        sinceCheckpoint = checkpointed ? 0 : sinceCheckpoint;
    }

    /** Moves to a manifest of the same segments, which this process has written. */
    void describe(Manifest present) {
        manifest = present;
    }

    /** Releases the segments. */
    void close() {
        SegmentSet old = segments;
        segments = null;
        if (old != null) {
            old.release();
        }
    }
}
