package io.partd.log;

import io.partd.CorruptDataException;
import io.partd.log.LogDamage.Kind;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.nio.file.NoSuchFileException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.LongConsumer;
import org.jspecify.annotations.Nullable;

/** Reads all of a log. For one thread, which keeps out whoever changes the log; once. */
final class LogScan implements SegmentScan.Visitor {

    /** Gets what is whole. */
    @FunctionalInterface
    interface Survivors {

        /** A whole batch of records. */
        void batch(Segment segment, BatchHeader header, long offset, BatchReader reader) throws IOException;
    }

    /** Gets nothing. */
    static final Survivors NONE = (segment, header, offset, reader) -> {};

    private final Disk disk;
    private final Manifest manifest;
    private final Survivors survivors;
    private final LongConsumer progress;
    private final List<LogDamage> damages = new ArrayList<>();
    private final Set<String> keys = new HashSet<>();
    private @Nullable Segment current;
    private int segments;
    private long batches;
    private long records;
    private long bytes;

    LogScan(Disk disk, Manifest manifest, Survivors survivors, LongConsumer progress) {
        this.disk = disk;
        this.manifest = manifest;
        this.survivors = survivors;
        this.progress = progress;
    }

    /** Reads the log, and returns what there is. */
    LogReport run() throws IOException {
        for (long id : manifest.segments()) {
            read(id);
        }
        return new LogReport(segments, batches, records, keys.size(), bytes, damages);
    }

    private void read(long id) throws IOException {
        if (Thread.currentThread().isInterrupted()) {
            throw new InterruptedIOException("interrupted while reading " + disk.path());
        }
        Segment segment;
        try {
            segment = Segment.openAsItIs(disk, id, manifest.salt());
        } catch (NoSuchFileException e) {
            damage(damage(Kind.MISSING_SEGMENT, Segment.name(id), "the file is missing"));
            return;
        }
        try {
            current = segment;
            if (segment.allocated() < Format.SEGMENT_HEADER) {
                damage(damage(
                        Kind.MISSING_SEGMENT,
                        segment.fileName(),
                        "the file was cut: of a segment there are only " + segment.allocated() + " bytes"));
                return;
            }
            if (!isOurs(id, segment)) {
                damage(damage(
                        Kind.MISSING_SEGMENT,
                        segment.fileName(),
                        "the file is a segment of another log, or was renamed"));
                return;
            }
            segments++;
            progress(Format.SEGMENT_HEADER);
            new SegmentScan(disk, segment, id == manifest.last(), this).run();
        } finally {
            segment.close();
        }
    }

    private boolean isOurs(long id, Segment segment) throws IOException {
        try {
            Segment.Header header = Segment.header(segment.file(), segment.fileName());
            if (header.salt() != manifest.salt() || header.id() != id) {
                return false;
            }
            if (segment.hasDamagedMark()) {
                damage(damage(Kind.CHECKPOINT, segment.fileName(), "a mark in the header is damaged"));
            }
        } catch (CorruptDataException | UnreadableException | OtherVersionException e) {
            // The manifest is of this version, and a log has only one.
            damage(damage(Kind.SEGMENT_HEADER, segment.fileName(), "the header is damaged"));
        }
        return true;
    }

    private static LogDamage damage(Kind kind, String file, String what) {
        return new LogDamage(kind, file, 0, what, 0, new TreeMap<>(), new TreeSet<>());
    }

    @Override
    public void damage(LogDamage damage) {
        damages.add(damage);
    }

    @Override
    public void progress(long more) {
        bytes += more;
        progress.accept(more);
    }

    @Override
    public void whole(BatchHeader header, long offset, BatchReader reader) throws IOException {
        Segment segment = current;
        if (segment == null || header.kind() != Format.DATA) {
            return;
        }
        batches++;
        records += header.count();
        reader.records(header, offset, BatchReader.Verify.STRUCTURE, new BatchReader.RecordVisitor() {
            @Override
            public void append(byte[] key, long at, int length) {
                keys.add(BatchReader.text(key));
            }

            @Override
            public void delete(byte[] key) {
                keys.remove(BatchReader.text(key));
            }
        });
        survivors.batch(segment, header, offset, reader);
    }
}
