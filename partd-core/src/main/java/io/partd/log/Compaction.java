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
 * Rewrites the values of a log, each as one run of records, to new segments. Until {@link #commit} the segments do not
 * belong to the log. For one thread.
 */
final class Compaction {

    /** The most bytes of a value in one segment, so that offsets do not grow too large. */
    private static final long MAX_RUN = 16L << 30;

    /** The place of a key's value before, and the position of its last list now. */
    private static final class Run {

        private final Index.Location before;
        private long after;

        private Run(Index.Location before) {
            this.before = before;
        }
    }

    private final Disk disk;
    private final Log.Options options;
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

    /** The lists to write next, the runs they belong to, and the number of records in them. */
    private final List<OffsetList> lists = new ArrayList<>();

    private final List<Run> listed = new ArrayList<>();
    private long listedRecords;

    /**
     * Notes the values to rewrite.
     *
     * @param view the log, whose index has no recent records, and whose active segment is not rewritten
     * @param firstId the first of enough numbers for segments
     */
    Compaction(Disk disk, Log.Options options, LogView view, GroupCommit commit, long firstId) {
        this.disk = disk;
        this.options = options;
        this.commit = commit;
        manifest = view.manifest();
        sources = view.segments().retain();
        index = view.index();
        nextId = firstId;
        for (Index.Entry entry : index.entries()) {
            runs.put(entry, new Run(index.locate(entry)));
        }
    }

    /** Returns the bytes of all values. */
    long valueBytes() {
        return runs.values().stream().mapToLong(run -> run.before.size()).sum();
    }

    /** Returns the largest number of segments that a compaction can make. */
    static long segments(Index index, Log.Options options) {
        long bytes = 0;
        long runs = 0;
        for (Index.Entry entry : index.entries()) {
            long records = Format.records(entry.size());
            bytes += Format.recordsLength(entry.utf8().length, entry.size()) + Format.listLength(records);
            runs += entry.size() / MAX_RUN;
        }
        return 2 + runs + bytes / options.segmentBytes();
    }

    /**
     * Returns whether the log still consists of the values to rewrite and of later batches, and the view has the same
     * index: one that was read again has other entries, which this compaction does not know.
     */
    boolean isValidFor(LogView view) {
        return view.manifest().replaced() == manifest.replaced() && view.index() == index;
    }

    /** Writes and syncs the segments. */
    void write(LogLocks.Handle handle) throws IOException {
        List<Run> ordered = new ArrayList<>(runs.values());
        ordered.sort((a, b) -> a.before.key().compareTo(b.before.key()));
        byte[] block = new byte[Format.MAX_PIECE];
        for (Run run : ordered) {
            handle.requireOpen();
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
                if (bytes > MAX_RUN) {
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

    /** Adds a list to those to write next. */
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
        Segment segment = Segment.create(disk, nextId, manifest.salt(), options.segmentBytes());
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

    /** Replaces the old segments by the new ones; the segments after the old ones stay. */
    void commit(LogView view, LogWriter log, ManifestWriter manifests) throws IOException {
        log.end();
        Set<Long> gone = new HashSet<>(manifest.segments());
        gone.remove(manifest.last());
        List<Segment> kept = new ArrayList<>(outputs);
        for (Segment segment : view.segments().ordered()) {
            if (!gone.contains(segment.id())) {
                kept.add(segment);
            }
        }
        List<Long> ids = new ArrayList<>(kept.stream().map(Segment::id).toList());
        ids.add(view.manifest().next());
        Manifest next = view.manifest().replacedBy(ids);
        Batch checkpoint = Checkpoint.batch(encoder, next.epoch(), index.entries(), this::headAndBase);
        for (Segment output : outputs) {
            output.file().closeDescriptor();
        }
        manifests.exchange(new ManifestWriter.Next(next, kept, index, checkpoint, true), 0, () -> {
            outputs.clear();
            runs.forEach((entry, run) -> {
                if (index.holds(entry)) {
                    index.compacted(entry, run.before.head(), run.after);
                }
            });
        });
        manifests.remove(gone);
    }

    private long[] headAndBase(Index.Entry entry) {
        Run run = runs.get(entry);
        if (run == null) {
            return Checkpoint.headAndBase(entry);
        }
        return entry.head() == run.before.head() ? new long[] {run.after, 0} : new long[] {entry.head(), run.after};
    }

    /** Releases the old segments, and removes the new ones unless they belong to the log now. */
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
