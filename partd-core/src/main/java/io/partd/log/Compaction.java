package io.partd.log;

import java.io.IOException;
import java.io.InterruptedIOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Rewrites the values of a log, each as one run of records, to segments of its own. Nobody knows these before the log
 * is made to consist of them; until then nothing has happened. For one thread.
 */
final class Compaction {

    /** How much of a value one segment takes at most; its offsets would grow too large. */
    private static final long LARGEST_RUN = 16L << 30;

    /** What a key's value was when this began, and where it is now. */
    private static final class Run {

        private final ValueLocation before;
        private long after;

        private Run(ValueLocation before) {
            this.before = before;
        }
    }

    private final Disk disk;
    private final LogOptions options;
    private final Manifest manifest;
    private final SegmentSet sources;
    private final Index index;
    private final GroupCommit commit;
    private final Map<Index.Entry, Run> runs = new HashMap<>();
    private final BatchEncoder encoder = new BatchEncoder();
    private final List<Segment> outputs = new ArrayList<>();
    private long nextId;

    private long tail;
    private int batchRecords;

    /** The lists of the segment that is written, of as many records as listed so far. */
    private final List<OffsetList> lists = new ArrayList<>();

    private final List<Run> listed = new ArrayList<>();
    private long listedRecords;

    /**
     * Notes what is to be rewritten: all that is in an index without recent records.
     *
     * @param manifest the log's manifest, whose last segment is not rewritten
     * @param sources its segments, retained, which {@link #close} releases
     * @param commit what brings files to the disk
     * @param firstId the first of enough numbers for segments
     */
    Compaction(
            Disk disk,
            LogOptions options,
            Manifest manifest,
            SegmentSet sources,
            GroupCommit commit,
            Index index,
            long firstId) {
        this.disk = disk;
        this.options = options;
        this.manifest = manifest;
        this.sources = sources;
        this.index = index;
        this.commit = commit;
        nextId = firstId;
        for (Index.Entry entry : index.entries()) {
            runs.put(entry, new Run(ValueLocation.of(index, entry)));
        }
    }

    /** Returns how many segments a compaction may make at most. */
    static long segments(Index index, LogOptions options) {
        long bytes = 0;
        long runs = 0;
        for (Index.Entry entry : index.entries()) {
            long records = Format.records(entry.size());
            bytes += Format.recordsLength(entry.utf8().length, entry.size()) + Format.listLength(records);
            runs += entry.size() / LARGEST_RUN;
        }
        return 2 + runs + bytes / options.segmentBytes();
    }

    /**
     * Tells whether the log still consists of what was rewritten, and of what came after it, and the view has followed
     * it step by step: an index that was read again has other entries, which this compaction does not know.
     */
    boolean isValidFor(LogView view) {
        return view.manifest().replaced() == manifest.replaced() && view.index() == index;
    }

    /** Writes the segments and brings them to the disk. */
    void write(LogLocks.Handle handle) throws IOException {
        List<Run> ordered = new ArrayList<>(runs.values());
        ordered.sort((a, b) -> a.before.key().compareTo(b.before.key()));
        byte[] block = new byte[Format.LARGEST_PIECE];
        for (Run run : ordered) {
            handle.requireAllowed();
            if (Thread.currentThread().isInterrupted()) {
                throw new InterruptedIOException("interrupted while compacting " + disk.path() + "; it is as it was");
            }
            write(run, block);
        }
        if (!outputs.isEmpty()) {
            endSegment();
        }
        for (Segment output : outputs) {
            commit.now(output.file()::sync);
        }
        commit.now(disk::sync);
    }

    private void write(Run run, byte[] block) throws IOException {
        byte[] key = run.before.utf8();
        int[] offsets = new int[(int) Math.min(Format.records(run.before.size()), 1 << 10)];
        int count = 0;
        long bytes = 0;
        if (outputs.isEmpty() || tail > options.segmentBytes()) {
            beginSegment();
        }
        try (LogInputStream in = new LogInputStream(new ValueReader(disk, sources, run.before), sources.retain())) {
            for (int read = in.readNBytes(block, 0, block.length);
                    read > 0;
                    read = in.readNBytes(block, 0, block.length)) {
                if (bytes > LARGEST_RUN) {
                    list(run, new OffsetList(run.after, bytes, Arrays.copyOf(offsets, count)));
                    beginSegment();
                    count = 0;
                    bytes = 0;
                }
                if (!encoder.fits(Format.recordLength(key.length, read))) {
                    endBatch();
                }
                if (count == offsets.length) {
                    offsets = Arrays.copyOf(offsets, 2 * count);
                }
                offsets[count] = (int) ((tail + encoder.offset()) / Format.ALIGNMENT);
                count++;
                bytes += read;
                encoder.record(Format.APPEND, key, block, 0, read);
                batchRecords++;
            }
        }
        list(run, new OffsetList(run.after, bytes, Arrays.copyOf(offsets, count)));
    }

    /** Notes a list, to be written with others. */
    private void list(Run run, OffsetList list) throws IOException {
        lists.add(list);
        listed.add(run);
        listedRecords += list.offsets().length;
        if (listedRecords >= options.mostRecent()) {
            writeLists();
        }
    }

    private Segment output() {
        return outputs.get(outputs.size() - 1);
    }

    private void beginSegment() throws IOException {
        if (!outputs.isEmpty()) {
            endSegment();
        }
        Segment segment = Segment.create(disk, Segment.name(nextId), nextId, manifest.salt(), options.segmentBytes());
        nextId++;
        outputs.add(segment);
        segment.writeHeader(Manifest.Lineage.compacted(manifest));
        tail = Format.SEGMENT_HEADER;
        beginBatch();
    }

    private void beginBatch() {
        encoder.begin();
        batchRecords = 0;
    }

    private void endBatch() throws IOException {
        if (batchRecords > 0) {
            add(new Batch(Format.DATA, encoder.offset(), batchRecords, (header, segment, offset) -> {
                encoder.place(header, segment, offset);
                encoder.finish();
            }));
        }
        beginBatch();
    }

    private void add(Batch batch) throws IOException {
        tail = batch.addTo(output(), tail, 0);
    }

    private void writeLists() throws IOException {
        endBatch();
        if (lists.isEmpty()) {
            return;
        }
        long length = 0;
        for (OffsetList list : lists) {
            length += Format.listLength(list.offsets().length);
        }
        long[] offsets = new long[lists.size()];
        add(Batch.lists(encoder, length, lists::get, offsets));
        for (int i = 0; i < offsets.length; i++) {
            listed.get(i).after = Format.position(output().id(), offsets[i]);
        }
        lists.clear();
        listed.clear();
        listedRecords = 0;
        beginBatch();
    }

    private void endSegment() throws IOException {
        writeLists();
        add(Batch.end(encoder));
        output().trim(tail);
    }

    /**
     * Makes the log consist of the new segments and of what came after the old ones.
     *
     * @return the segments that do not belong to the log any more
     */
    List<Long> commit(LogView view, LogWriter log, ManifestWriter manifests) throws IOException {
        log.end();
        Set<Long> gone = new HashSet<>(manifest.segments());
        gone.remove(manifest.last());
        List<Long> ids = new ArrayList<>();
        List<Segment> ordered = new ArrayList<>(outputs);
        for (Segment output : outputs) {
            ids.add(output.id());
        }
        for (long id : view.manifest().segments()) {
            if (!gone.contains(id)) {
                ids.add(id);
                ordered.add(view.segments().of(Format.position(id, 0)));
            }
        }
        ids.add(view.manifest().next());
        Manifest next = view.manifest().replacedBy(ids);
        Batch checkpoint = Checkpoint.batch(encoder, next.epoch(), index.entries(), this::headAndBase);
        Segment last = manifests.makeLast(next, 0, checkpoint, true);
        ordered.add(last);
        for (Segment output : outputs) {
            output.file().closeDescriptor();
        }
        manifests.exchange(new ManifestWriter.Exchange(next, ordered, index, true, true), () -> {
            outputs.clear();
            runs.forEach((entry, run) -> {
                if (index.holds(entry)) {
                    index.compacted(entry, run.before.head(), run.after);
                }
            });
        });
        return List.copyOf(gone);
    }

    private long[] headAndBase(Index.Entry entry) {
        Run run = runs.get(entry);
        if (run == null) {
            return Checkpoint.asIs(entry);
        }
        return entry.head() == run.before.head() ? new long[] {run.after, 0} : new long[] {entry.head(), run.after};
    }

    /** Releases the old segments, and removes the new ones if they have not become the log's. */
    void close(ManifestWriter manifests) {
        sources.release();
        List<Long> ids = new ArrayList<>();
        for (Segment output : outputs) {
            output.close();
            ids.add(output.id());
        }
        outputs.clear();
        manifests.remove(ids);
    }
}
