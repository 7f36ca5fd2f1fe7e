package io.partd.log;

import io.partd.CorruptDataException;
import io.partd.log.BatchReader.Verify;
import io.partd.log.LogCheck.Damage;
import io.partd.log.LogCheck.Damage.Kind;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.nio.file.NoSuchFileException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.LongConsumer;
import org.jspecify.annotations.Nullable;

/** Reads a whole log once, and finds its damage. For one thread, which keeps the log from being changed. */
final class LogScan {

    /** Gets the undamaged batches of records. */
    @FunctionalInterface
    interface Survivors {
        void batch(BatchReader reader, Batch.Header header, long offset) throws IOException;
    }

    static final Survivors NONE = (reader, header, offset) -> {};

    private final Disk disk;
    private final Manifest manifest;
    private final Survivors survivors;
    private final LongConsumer progress;
    private final List<Damage> damages = new ArrayList<>();
    private final Set<String> keys = new HashSet<>();
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

    LogCheck.Report run() throws IOException {
        for (long id : manifest.segments()) {
            read(id);
        }
        return new LogCheck.Report(segments, batches, records, keys.size(), bytes, damages);
    }

    private void read(long id) throws IOException {
        if (Thread.currentThread().isInterrupted()) {
            throw new InterruptedIOException("interrupted while reading " + disk.path());
        }
        Segment segment;
        try {
            segment = Segment.openAsItIs(disk, id, manifest.salt());
        } catch (NoSuchFileException e) {
            report(Kind.MISSING_SEGMENT, Segment.name(id), "the file is missing");
            return;
        }
        try {
            if (segment.allocated() < Format.SEGMENT_HEADER) {
                report(
                        Kind.MISSING_SEGMENT,
                        segment.fileName(),
                        "the file was cut to " + segment.allocated() + " bytes");
                return;
            }
            if (!isOurs(id, segment)) {
                report(
                        Kind.MISSING_SEGMENT,
                        segment.fileName(),
                        "the file is a segment of another log, or was renamed");
                return;
            }
            segments++;
            advance(Format.SEGMENT_HEADER);
            new SegmentScan(segment, id == manifest.last()).run();
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
                report(Kind.CHECKPOINT, segment.fileName(), "a mark in the header is damaged");
            }
        } catch (CorruptDataException | Disk.UnreadableException | Format.OtherVersionException e) {
            // The manifest is of this version, and a log has only one.
            report(Kind.SEGMENT_HEADER, segment.fileName(), "the header is damaged");
        }
        return true;
    }

    private void report(Kind kind, String file, String what) {
        damages.add(new Damage(kind, file, 0, what, 0, new TreeMap<>(), new TreeSet<>()));
    }

    private void advance(long more) {
        bytes += more;
        progress.accept(more);
    }

    private void whole(BatchReader reader, Batch.Header header, long offset) throws IOException {
        if (header.kind() != Format.DATA) {
            return;
        }
        batches++;
        records += header.count();
        reader.visit(header, offset, Verify.STRUCTURE, new BatchReader.Visitor() {
            @Override
            public void append(byte[] key, long at, int length) {
                keys.add(BatchReader.text(key));
            }

            @Override
            public void delete(byte[] key) {
                keys.remove(BatchReader.text(key));
            }
        });
        survivors.batch(reader, header, offset);
    }

    /** Reads a segment. After damage it continues at the next valid header, whose checksum contains the offset. */
    private final class SegmentScan {

        private static final long PAGE = 4096;

        private final Segment segment;
        private final boolean last;
        private final BatchReader reader;
        private final long length;
        private final SortedMap<String, Long> lost = new TreeMap<>();
        private final SortedSet<String> undeleted = new TreeSet<>();

        private SegmentScan(Segment segment, boolean last) {
            this.segment = segment;
            this.last = last;
            reader = new BatchReader(disk, segment);
            length = segment.allocated();
        }

        void run() throws IOException {
            long at = Format.SEGMENT_HEADER;
            boolean ended = false;
            while (!ended && at >= 0) {
                Batch.Header header = header(at);
                long next = header == null ? passBy(at) : at + header.length();
                if (header != null && !read(header, at)) {
                    next = -1;
                }
                ended = header != null && header.kind() == Format.END;
                advance(Math.max(next, at) - at);
                at = next;
            }
            if (ended && at + Format.BATCH_HEADER > length) {
                damage(Kind.CUT_SEGMENT, at, "the file was cut after the last batch", 0);
            }
        }

        /** Returns the header of a batch; null if it is missing or unreadable. */
        private Batch.@Nullable Header header(long at) throws IOException {
            try {
                return Batch.Header.find(segment, at);
            } catch (Disk.UnreadableException e) {
                return null;
            }
        }

        /** Finds the next batch after an offset that has none; returns -1 at the end. */
        private long passBy(long at) throws IOException {
            long next = at + Format.ALIGNMENT;
            Batch.Header found = null;
            while (found == null && next + Format.BATCH_HEADER <= length) {
                try {
                    found = Batch.Header.find(segment, next);
                    next += found == null ? Format.ALIGNMENT : 0;
                } catch (Disk.UnreadableException e) {
                    next = (next | (PAGE - 1)) + 1;
                }
            }
            if (found != null && !isTorn(at)) {
                loseRecords(at + Format.BATCH_HEADER, next);
                damage(Kind.BATCH, at, "there is no batch, or its header is damaged", next - at);
                return next;
            }
            end(at);
            return -1;
        }

        private void end(long at) throws IOException {
            long used = usedEnd(at);
            long clean = last ? clean() : 0;
            if (at < clean) {
                long end = Math.min(clean, length);
                loseRecords(at + Format.BATCH_HEADER, end);
                if (clean > length) {
                    damage(
                            Kind.CUT_SEGMENT,
                            at,
                            "the file was cut: it ends at byte " + length + ", and ended at byte " + clean
                                    + " when the log was closed",
                            clean - at);
                } else {
                    damage(Kind.BATCH, at, "there is no batch, or its header is damaged", clean - at);
                }
            } else if (!last) {
                loseRecords(at + Format.BATCH_HEADER, used);
                String what = "the segment was cut or overwritten: its last batch is missing";
                damage(Kind.CUT_SEGMENT, at, what, used - at);
            } else if (used > at) {
                torn(at, used);
            }
        }

        /** Returns the end of the log at the last clean close; 0 if that is unknown. */
        private long clean() throws IOException {
            try {
                return segment.clean(disk.boot());
            } catch (Disk.UnreadableException e) {
                return 0;
            }
        }

        /** Returns the end of the last byte that is not 0; an unreadable byte may be one. */
        private long usedEnd(long from) throws IOException {
            try {
                return segment.usedEnd(from);
            } catch (Disk.UnreadableException e) {
                return length;
            }
        }

        /** Returns whether the log ends at an offset with a torn write, by the rules of {@link Recovery}. */
        private boolean isTorn(long at) throws IOException {
            try {
                return last && at >= segment.clean(disk.boot()) && Recovery.damageProof(segment, at) == 0;
            } catch (Disk.UnreadableException e) {
                // The unreadable part may be a batch.
                return false;
            }
        }

        /** Reads a batch; returns false if the log ends with it. */
        private boolean read(Batch.Header header, long at) throws IOException {
            Damage damage = switch (header.kind()) {
                case Format.DATA -> readRecords(header, at);
                case Format.INDEX -> readLists(header, at);
                case Format.CHECKPOINT -> readCheckpoint(header, at);
                default -> null;
            };
            if (damage == null) {
                whole(reader, header, at);
                return true;
            }
            if (header.kind() != Format.CHECKPOINT && isTorn(at)) {
                torn(at, Math.max(usedEnd(at), at + header.length()));
                return false;
            }
            damages.add(damage);
            return true;
        }

        private @Nullable Damage readRecords(Batch.Header header, long offset) throws IOException {
            long end = offset + header.length();
            long at = offset + Format.BATCH_HEADER;
            for (int i = 0; i < header.count(); i++) {
                BatchReader.Found found;
                String why = "";
                try {
                    found = reader.record(at, end, Verify.CHECKSUMS);
                } catch (Disk.UnreadableException e) {
                    found = BatchReader.Found.NOTHING;
                    why = ", which " + e.getReason() + ",";
                }
                if (found != BatchReader.Found.RECORD) {
                    if (found == BatchReader.Found.OTHER_CHECKSUM) {
                        why = " (its key reads '" + BatchReader.text(reader.key()) + "')";
                    }
                    return lostBatch(header, offset, at, "a record" + why);
                }
                at = reader.next(at);
            }
            return at == end ? null : lostBatch(header, offset, at, "what follows the last record");
        }

        private Damage lostBatch(Batch.Header header, long offset, long at, String what) throws IOException {
            loseRecords(offset + Format.BATCH_HEADER, offset + header.length());
            String text = what + " is damaged; the batch at byte " + offset + " is lost, " + header.count()
                    + (header.count() == 1 ? " record" : " records");
            return made(Kind.RECORD, at, text, header.length());
        }

        /** Notes the keys whose records are lost, as far as they are readable. */
        private void loseRecords(long from, long to) throws IOException {
            for (long at = from; at + Format.RECORD_HEADER <= to; ) {
                try {
                    BatchReader.Found found = reader.record(at, to, Verify.CHECKSUMS);
                    boolean taken = found == BatchReader.Found.RECORD
                            || (found == BatchReader.Found.OTHER_CHECKSUM && isBeforeRecord(at, to));
                    if (!taken) {
                        at += Format.ALIGNMENT;
                    } else {
                        if (reader.isDelete()) {
                            undeleted.add(BatchReader.text(reader.key()));
                        } else {
                            lost.merge(BatchReader.text(reader.key()), (long) reader.length(), Long::sum);
                        }
                        at = reader.next(at);
                    }
                } catch (CorruptDataException | Disk.UnreadableException e) {
                    at = (at | (PAGE - 1)) + 1;
                }
            }
        }

        /** Returns whether a valid record or the end follows a possible record. Reads the record itself again. */
        private boolean isBeforeRecord(long at, long to) throws IOException {
            long next = reader.next(at);
            boolean followed = next == to || reader.record(next, to, Verify.CHECKSUMS) == BatchReader.Found.RECORD;
            reader.record(at, to, Verify.CHECKSUMS);
            return followed;
        }

        private @Nullable Damage readLists(Batch.Header header, long at) throws IOException {
            try {
                reader.verify(header, at);
                return null;
            } catch (CorruptDataException | Disk.UnreadableException e) {
                return made(Kind.LIST, at, "a list of records is damaged, one of " + header.count(), header.length());
            }
        }

        private @Nullable Damage readCheckpoint(Batch.Header header, long at) throws IOException {
            boolean whole = false;
            try {
                whole = Checkpoint.isWhole(segment, at);
            } catch (Disk.UnreadableException e) {
                // It is damaged.
            }
            return whole ? null : made(Kind.CHECKPOINT, at, "a checkpoint is damaged", header.length());
        }

        private void torn(long at, long end) {
            damage(Kind.TORN_END, at, "an incomplete write ends the log", end - at);
        }

        private void damage(Kind kind, long at, String what, long bytes) {
            damages.add(made(kind, at, what, bytes));
        }

        private Damage made(Kind kind, long at, String what, long bytes) {
            Damage damage = new Damage(kind, segment.fileName(), at, what, bytes, lost, undeleted);
            lost.clear();
            undeleted.clear();
            return damage;
        }
    }
}
