package io.partd.log;

import io.partd.CorruptDataException;
import io.partd.internal.Deadline;
import java.io.IOException;
import java.nio.file.NoSuchFileException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;

/**
 * What this process knows of the log: its segments, the index, and where it ends, as far as it has read it. Calls
 * exclude each other by the owner's lock.
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

    /** Whether this process is replacing the manifest, so that what the view shows is the log. */
    private volatile boolean exchanging;

    private long sinceCheckpoint;

    /**
     * The position of the end if a write lies there that a crash has interrupted, and that this process may not clear;
     * else 0.
     */
    private long torn;

    private LogView(Disk disk, Manifest manifest) {
        this.disk = disk;
        this.processes = disk.processes();
        this.manifest = manifest;
    }

    /**
     * Reads the log that is there.
     *
     * @param alone whether nobody else has it open, so that it is to be made whole after a crash
     */
    static LogView open(Disk disk, boolean alone) throws IOException {
        LogView view = new LogView(disk, Manifest.read(disk));
        view.following(alone ? present -> view.load(present, view::recovered) : view::load);
        return view;
    }

    /** Reads the log that is there, on a disk on which nothing can be changed. */
    static LogView openReadOnly(Disk disk) throws IOException {
        LogView view = new LogView(disk, Manifest.read(disk));
        try {
            view.following(view::load);
        } catch (CorruptDataException e) {
            // Perhaps a process is making the log whole, or none has done so after a crash.
            if (!view.processes.tryAcquire(Deadline.after(PATIENCE))) {
                throw e;
            }
            try {
                view.following(view::load);
            } finally {
                view.processes.unlock();
            }
        }
        // Nobody can tell here whether a manifest counts already that is just taking its place.
        view.stale = disk.processes().epoch() == 0;
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

    /** Returns the segment that is appended to. */
    Segment active() {
        return segments().last();
    }

    /** Returns where the next batch goes in it. */
    long tail() {
        return tail;
    }

    /** Returns the position of the end. */
    long end() {
        return Format.position(active().id(), tail);
    }

    /** Returns this moment, to bring the log to the disk up to it. */
    GroupCommit.Mark mark() {
        return new GroupCommit.Mark(end(), manifest.epoch(), segments().retain());
    }

    /** Tells whether the segment has its last batch, so that another one is to be made before anything is appended. */
    boolean isEnded() {
        return ended;
    }

    /** Returns how many bytes would have to be read to know the log, were it opened now. */
    long sinceCheckpoint() {
        return sinceCheckpoint;
    }

    /** Returns where a key's value lies. */
    ValueLocation location(String key) {
        return ValueLocation.of(index, index.find(key));
    }

    /** Says that this process begins to replace the manifest, or that it has ended that. */
    void setExchanging(boolean now) {
        exchanging = now;
    }

    /** Returns true after a failed refresh: the log is read again before the next use. */
    boolean isStale() {
        return stale;
    }

    /**
     * Reads what other processes have added or changed.
     *
     * @return false if one of them may be replacing segments at this moment, so that it is to be waited for
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

    /** As {@link #refresh}, while no process changes anything, whatever the words say that they share. */
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

    /** Reads the log again, from its manifest on. */
    void reload() throws IOException {
        following(this::load);
        stale = false;
    }

    private void follow() throws IOException {
        following(present -> {
            if (present.replaced() != manifest.replaced()) {
                load(present);
            } else if (present.epoch() != manifest.epoch()) {
                extend(present);
            }
        });
    }

    /**
     * Follows the manifest while it is being replaced. One that only adds segments has nothing that is not in the log
     * yet; of another one nobody can tell here whether it counts already.
     *
     * @return whether there is none such
     */
    private boolean followUnlessReplaced() throws IOException {
        AtomicBoolean followed = new AtomicBoolean(true);
        following(present -> {
            if (present.replaced() != manifest.replaced()) {
                followed.set(false);
            } else if (present.epoch() != manifest.epoch()) {
                extend(present);
            }
        });
        return followed.get();
    }

    /** What is done with a manifest. */
    @FunctionalInterface
    private interface Following {
        void run(Manifest present) throws IOException;
    }

    /** Follows the manifest, once more if its segments vanish meanwhile because there is another one. */
    private void following(Following following) throws IOException {
        for (int tries = 1; ; tries++) {
            Manifest present = Manifest.read(disk);
            try {
                following.run(present);
                return;
            } catch (NoSuchFileException e) {
                if (tries == TRIES || Manifest.read(disk).epoch() == present.epoch()) {
                    throw new CorruptDataException(e.getFile() + " is missing, a segment of the log", e);
                }
            }
        }
    }

    /**
     * Reads all of the log. If nothing can be changed on this disk, the other processes are kept out, and none has the
     * log open, what a crash has left at its end counts as not written.
     */
    private void load(Manifest present) throws IOException {
        torn = 0;
        try {
            load(present, LogView::published);
        } catch (CorruptDataException e) {
            if (!disk.isReadOnly() || !processes.isHeld() || !processes.isAlone()) {
                throw e;
            }
            load(present, this::recovered);
            torn = end();
        }
    }

    private void load(Manifest present, Batches lastBatches) throws IOException {
        List<Segment> ordered = segmentsOf(present, List.of());
        SegmentSet set = new SegmentSet(ordered, segments);
        try {
            int first = 0;
            long offset = Format.SEGMENT_HEADER;
            Index found = null;
            for (int i = ordered.size() - 1; i >= 0 && found == null; i--) {
                long checkpoint = ordered.get(i).checkpoint();
                found = checkpoint == 0 ? null : Checkpoint.read(ordered.get(i), checkpoint, present.replaced(), set);
                if (found != null) {
                    first = i;
                    offset = checkpoint;
                }
            }
            Index fresh = found == null ? new Index() : found;
            sinceCheckpoint = 0;
            ended = false;
            for (int i = first; i < ordered.size(); i++) {
                requireEnd(i == first, ordered.get(i));
                tail = i == first ? offset : Format.SEGMENT_HEADER;
                boolean last = i == ordered.size() - 1;
                scan(ordered.get(i), fresh, last ? lastBatches : LogView::published);
            }
            index = fresh;
        } catch (Throwable e) {
            set.release();
            throw e;
        }
        replaceSegments(set);
        manifest = present;
    }

    /** Checks that the segment before one ended as it should. */
    private void requireEnd(boolean first, Segment segment) throws IOException {
        if (!first && !ended) {
            throw segment.corrupt(disk, 0, "the segment before this one was cut: its last batch is missing");
        }
        ended = false;
    }

    private List<Segment> segmentsOf(Manifest present, List<Segment> known) throws IOException {
        List<Segment> ordered = new ArrayList<>(known);
        List<Segment> opened = new ArrayList<>();
        try {
            for (long id :
                    present.segments().subList(known.size(), present.segments().size())) {
                Segment shared = segments == null ? null : segments.find(id);
                if (shared == null) {
                    shared = Segment.open(disk, id, present.salt());
                    opened.add(shared);
                } else {
                    // Another process may have added lists to it that a checkpoint names.
                    shared.measure();
                }
                if (id != present.last()) {
                    shared.file().closeDescriptor();
                }
                ordered.add(shared);
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

    /** Goes on with segments that were added. */
    private void extend(Manifest present) throws IOException {
        catchUp();
        if (present.segments().size() == manifest.segments().size()) {
            manifest = present;
            return;
        }
        List<Segment> known = new ArrayList<>();
        for (long id : manifest.segments()) {
            known.add(segments().of(Format.position(id, 0)));
        }
        List<Segment> ordered = segmentsOf(present, known);
        Segment last = active();
        replaceSegments(new SegmentSet(ordered, segments));
        last.file().closeDescriptor();
        for (Segment segment : ordered.subList(known.size(), ordered.size())) {
            requireEnd(false, segment);
            tail = Format.SEGMENT_HEADER;
            scan(segment, index, LogView::published);
        }
        manifest = present;
    }

    /** Reads on where it has ended so far. */
    private void catchUp() throws IOException {
        if (!ended && active().file().published(tail) != 0 && !isTorn()) {
            scan(active(), index, LogView::published);
        }
    }

    /** Tells whether the log still ends with the torn write that a crash left. */
    private boolean isTorn() throws IOException {
        if (torn != end()) {
            return false;
        }
        try {
            BatchReader reader = new BatchReader(disk, active());
            BatchHeader header = reader.header(tail);
            if (header != null) {
                reader.verify(header, tail);
            }
            return false;
        } catch (CorruptDataException e) {
            return true;
        }
    }

    /** Finds the batch at an offset of a segment. */
    @FunctionalInterface
    private interface Batches {
        @Nullable
        BatchHeader at(Segment segment, BatchReader reader, long offset) throws IOException;
    }

    private static @Nullable BatchHeader published(Segment segment, BatchReader reader, long offset)
            throws IOException {
        return reader.header(offset);
    }

    private @Nullable BatchHeader recovered(Segment segment, BatchReader reader, long offset) throws IOException {
        return new Recovery(disk, segment, reader).next(offset);
    }

    private void scan(Segment segment, Index target, Batches batches) throws IOException {
        BatchReader reader = new BatchReader(disk, segment);
        while (!ended) {
            BatchHeader header = batches.at(segment, reader, tail);
            if (header == null) {
                return;
            }
            target.replay(reader, header, tail);
            pass(header);
        }
    }

    private void pass(BatchHeader header) {
        tail += header.length();
        ended = header.kind() == Format.END;
        sinceCheckpoint = header.kind() == Format.CHECKPOINT ? 0 : sinceCheckpoint + header.length();
    }

    /**
     * Goes on after a batch that this process has published.
     *
     * @param publication what brings the batch to the index
     * @return what kept the index from learning of the whole batch, such as too little memory; null if nothing did. The
     *     view is stale then, and the log is read again before anybody looks at it.
     */
    @Nullable
    Throwable advance(BatchHeader header, Runnable publication) {
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

    /** Has the log read again before anybody looks at it. */
    void distrust() {
        stale = true;
    }

    /**
     * Goes on with other segments, which this process has made, in an empty last one or after what it holds.
     *
     * @param ordered the segments, of which those that were known before are the same objects
     */
    void moveTo(Manifest present, List<Segment> ordered, Index now, long end, boolean checkpointed) {
        replaceSegments(new SegmentSet(ordered, segments));
        manifest = present;
        index = now;
        tail = end;
        ended = false;
        sinceCheckpoint = checkpointed ? 0 : sinceCheckpoint;
    }

    /** Goes on with a manifest of the same segments, which this process has made. */
    void describe(Manifest present) {
        manifest = present;
    }

    /** Lets go of the segments. */
    void close() {
        SegmentSet old = segments;
        segments = null;
        if (old != null) {
            old.release();
        }
    }
}
