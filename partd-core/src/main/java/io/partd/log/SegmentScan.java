package io.partd.log;

import io.partd.CorruptDataException;
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

    private static final int BLOCK = 64 << 10;
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
    private final RecordScan records;
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
        records = new RecordScan(segment);
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

    /** Returns the header of a batch that lies within the file, null if there is none. */
    private @Nullable BatchHeader header(long at) throws IOException {
        if (at + Format.BATCH_HEADER > length) {
            return null;
        }
        try {
            long published = segment.file().published(at);
            return published == 0
                    ? null
                    : BatchHeader.read(
                            segment.file(), at, published, length - at + Format.BATCH_HEADER, segment.salt());
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
                found = segment.file().published(next) == 0 ? null : header(next);
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
        long used = Math.max(used(at), at);
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

    /** Tells whether a place is where a crash ended the log, by the rules of {@link Recovery}. */
    private boolean isTorn(long at) throws IOException {
        if (!last || at < segment.clean(disk.boot())) {
            return false;
        }
        for (long behind = at + Format.ALIGNMENT; behind + Format.BATCH_HEADER <= length; ) {
            BatchHeader header = header(behind);
            if (header != null && (!header.isSynced() || at < header.synced())) {
                return false;
            }
            behind += header == null ? Format.ALIGNMENT : header.length();
        }
        return true;
    }

    /** Returns the end of the last byte from an offset on that is not 0. */
    private long used(long from) throws IOException {
        byte[] block = new byte[BLOCK];
        for (long end = length; end > from; ) {
            int count = (int) Math.min(block.length, end - from);
            segment.file().read(end - count, block, 0, count);
            for (int i = count - 1; i >= 0; i--) {
                if (block[i] != 0) {
                    return end - count + i + 1;
                }
            }
            end -= count;
        }
        return from;
    }

    /** Reads a batch; tells whether anything may come behind it. */
    private boolean read(BatchHeader header, long at) throws IOException {
        BatchReader reader = new BatchReader(disk, segment);
        LogDamage damage = switch (header.kind()) {
            case Format.DATA -> readRecords(header, at);
            case Format.INDEX -> readLists(header, at, reader);
            case Format.CHECKPOINT -> readCheckpoint(header, at);
            default -> null;
        };
        if (damage == null) {
            visitor.whole(header, at, reader);
            return true;
        }
        if (header.kind() != Format.CHECKPOINT && isTorn(at)) {
            torn(at, Math.max(used(at), at + header.length()));
            return false;
        }
        visitor.damage(damage);
        return true;
    }

    private @Nullable LogDamage readRecords(BatchHeader header, long offset) throws IOException {
        long end = offset + header.length();
        long at = offset + Format.BATCH_HEADER;
        for (int i = 0; i < header.count(); i++) {
            RecordScan.Found found;
            String why = "";
            try {
                found = records.look(at, end);
            } catch (UnreadableException e) {
                found = RecordScan.Found.NOTHING;
                why = ", which " + e.getReason() + ",";
            }
            if (found != RecordScan.Found.WHOLE) {
                if (found == RecordScan.Found.OTHER_CHECKSUM) {
                    why = ", by what can be read of key '" + records.key() + "',";
                }
                return lostBatch(header, offset, at, "a record" + why);
            }
            at = records.next(at);
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
                RecordScan.Found found = records.look(at, to);
                boolean taken = found == RecordScan.Found.WHOLE
                        || (found == RecordScan.Found.OTHER_CHECKSUM && isBeforeRecord(at, to));
                if (!taken) {
                    at += Format.ALIGNMENT;
                } else {
                    if (records.isDelete()) {
                        undeleted.add(records.key());
                    } else {
                        lost.merge(records.key(), (long) records.length(), Long::sum);
                    }
                    at = records.next(at);
                }
            } catch (CorruptDataException | UnreadableException e) {
                at = (at | (PAGE - 1)) + 1;
            }
        }
    }

    /** Tells whether what may be a record is followed by one, or by the end; the record is looked at afterwards. */
    private boolean isBeforeRecord(long at, long to) throws IOException {
        long next = records.next(at);
        boolean followed = next == to || records.look(next, to) == RecordScan.Found.WHOLE;
        records.look(at, to);
        return followed;
    }

    private @Nullable LogDamage readLists(BatchHeader header, long at, BatchReader reader) throws IOException {
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
