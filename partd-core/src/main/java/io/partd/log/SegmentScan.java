package io.partd.log;

import io.partd.CorruptDataException;
import io.partd.log.BatchReader.Verify;
import io.partd.log.LogDamage.Kind;
import java.io.IOException;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * Reads all of a segment, and goes on behind damage: at the next thing that is a batch by its checksum, which contains
 * the place. For one thread, once.
 */
final class SegmentScan {

    private static final long PAGE = 4096;

    /** Is told what there is, in order. */
    interface Visitor {

        /** A batch of records, lists, or what an index holds, which is whole. */
        void whole(BatchHeader header, long offset, BatchReader reader) throws IOException;

        /** Damage. */
        void damage(LogDamage damage);

        /** How many bytes have been read since the last time. */
        void progress(long bytes);
    }

    private final Disk disk;
    private final Segment segment;
    private final boolean last;
    private final Visitor visitor;
    private final BatchReader reader;
    private final long length;
    private final SortedMap<String, Long> lost = new TreeMap<>();
    private final SortedSet<String> undeleted = new TreeSet<>();

    /**
     * Makes a scan.
     *
     * @param last whether it is the segment that is appended to
     */
    SegmentScan(Disk disk, Segment segment, boolean last, Visitor visitor) {
        this.disk = disk;
        this.segment = segment;
        this.last = last;
        this.visitor = visitor;
        reader = new BatchReader(disk, segment);
        length = segment.allocated();
    }

    void run() throws IOException {
        long at = Format.SEGMENT_HEADER;
        boolean ended = false;
        while (!ended && at >= 0) {
            BatchHeader header = header(at);
            long next = header == null ? passBy(at) : at + header.length();
            if (header != null && !read(header, at)) {
                next = -1;
            }
            ended = header != null && header.kind() == Format.END;
            visitor.progress(Math.max(next, at) - at);
            at = next;
        }
        if (ended && at + Format.BATCH_HEADER > length) {
            damage(Kind.CUT_SEGMENT, at, "the file was cut behind the last batch", 0);
        }
    }

    /** Returns the header of a batch, null if there is none that can be read. */
    private @Nullable BatchHeader header(long at) throws IOException {
        try {
            return BatchHeader.find(segment, at);
        } catch (UnreadableException e) {
            return null;
        }
    }

    /** Finds the next batch behind a place where there is none; returns -1 at the end. */
    private long passBy(long at) throws IOException {
        long next = at + Format.ALIGNMENT;
        BatchHeader found = null;
        while (found == null && next + Format.BATCH_HEADER <= length) {
            try {
                found = BatchHeader.find(segment, next);
                next += found == null ? Format.ALIGNMENT : 0;
            } catch (UnreadableException e) {
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
        long used = segment.usedEnd(at);
        long clean = last ? segment.clean(disk.boot()) : 0;
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

    /** Tells whether a crash has ended the log at a place; {@link Recovery} has the rules. */
    private boolean isTorn(long at) throws IOException {
        try {
            return last && at >= segment.clean(disk.boot()) && Recovery.damageProof(segment, at) == 0;
        } catch (UnreadableException e) {
            // What cannot be read may be a batch.
            return false;
        }
    }

    /** Reads a batch; tells whether anything may come behind it. */
    private boolean read(BatchHeader header, long at) throws IOException {
        LogDamage damage = switch (header.kind()) {
            case Format.DATA -> readRecords(header, at);
            case Format.INDEX -> readLists(header, at);
            case Format.CHECKPOINT -> readCheckpoint(header, at);
            default -> null;
        };
        if (damage == null) {
            visitor.whole(header, at, reader);
            return true;
        }
        if (header.kind() != Format.CHECKPOINT && isTorn(at)) {
            torn(at, Math.max(segment.usedEnd(at), at + header.length()));
            return false;
        }
        visitor.damage(damage);
        return true;
    }

    private @Nullable LogDamage readRecords(BatchHeader header, long offset) throws IOException {
        long end = offset + header.length();
        long at = offset + Format.BATCH_HEADER;
        for (int i = 0; i < header.count(); i++) {
            BatchReader.Found found;
            String why = "";
            try {
                found = reader.record(at, end, Verify.CHECKSUMS);
            } catch (UnreadableException e) {
                found = BatchReader.Found.NOTHING;
                why = ", which " + e.getReason() + ",";
            }
            if (found != BatchReader.Found.RECORD) {
                if (found == BatchReader.Found.OTHER_CHECKSUM) {
                    why = ", by what can be read of key '" + BatchReader.text(reader.key()) + "',";
                }
                return lostBatch(header, offset, at, "a record" + why);
            }
            at = reader.next(at);
        }
        return at == end ? null : lostBatch(header, offset, at, "what is behind the last record");
    }

    private LogDamage lostBatch(BatchHeader header, long offset, long at, String what) throws IOException {
        loseRecords(offset + Format.BATCH_HEADER, offset + header.length());
        String text = what + " is damaged; the batch at byte " + offset + " is lost, " + header.count()
                + (header.count() == 1 ? " record" : " records");
        return made(Kind.RECORD, at, text, header.length());
    }

    /** Notes whose bytes are lost, as far as that can still be read. */
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
            } catch (CorruptDataException | UnreadableException e) {
                at = (at | (PAGE - 1)) + 1;
            }
        }
    }

    /** Tells whether what may be a record is followed by one, or by the end; the record is looked at afterwards. */
    private boolean isBeforeRecord(long at, long to) throws IOException {
        long next = reader.next(at);
        boolean followed = next == to || reader.record(next, to, Verify.CHECKSUMS) == BatchReader.Found.RECORD;
        reader.record(at, to, Verify.CHECKSUMS);
        return followed;
    }

    private @Nullable LogDamage readLists(BatchHeader header, long at) throws IOException {
        try {
            reader.lists(header, at, (key, offset, list) -> {});
            return null;
        } catch (CorruptDataException | UnreadableException e) {
            return made(Kind.LIST, at, "a list of records is damaged, one of " + header.count(), header.length());
        }
    }

    private @Nullable LogDamage readCheckpoint(BatchHeader header, long at) throws IOException {
        return Checkpoint.isWhole(segment, at)
                ? null
                : made(Kind.CHECKPOINT, at, "a checkpoint is damaged", header.length());
    }

    private void torn(long at, long end) {
        damage(Kind.TORN_END, at, "there is the end of a write that did not come to its end", end - at);
    }

    private void damage(Kind kind, long at, String what, long bytes) {
        visitor.damage(made(kind, at, what, bytes));
    }

    private LogDamage made(Kind kind, long at, String what, long bytes) {
        LogDamage damage = new LogDamage(kind, segment.fileName(), at, what, bytes, lost, undeleted);
        lost.clear();
        undeleted.clear();
        return damage;
    }
}
