package io.partd.log;

import io.partd.CorruptDataException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.Deque;

/** Reads a value piece by piece. For one thread, which keeps the segments retained meanwhile. */
final class ValueScan {

    private final Disk disk;
    private final SegmentSet segments;
    private final Placement placement;
    private final PieceReader pieces;
    private final Deque<Long> lists;
    private boolean recentLeft;

    private Segment segment;
    private OffsetList list = new OffsetList(0, 0, new int[0]);
    private int fetched;
    private long left;

    ValueScan(Disk disk, SegmentSet segments, Placement placement) throws IOException {
        this.disk = disk;
        this.segments = segments;
        this.placement = placement;
        lists = placement.lists(disk, segments);
        recentLeft = placement.recent().length > 0;
        segment = segments.last();
        pieces = new PieceReader(disk, segment);
        left = placement.size();
    }

    /** Reads a whole value. */
    static byte[] readAll(Disk disk, SegmentSet segments, Placement placement) throws IOException {
        byte[] value = new byte[(int) placement.size()];
        ValueScan reader = new ValueScan(disk, segments, placement);
        int at = 0;
        for (int length = reader.nextLength(); length > 0; length = reader.nextLength()) {
            reader.read(value, at);
            at += length;
        }
        return value;
    }

    /** Lends a whole value, part by part. What is large is not copied; small pieces are gathered. */
    void lendAll(LentBytes.Consumer consumer) throws IOException {
        byte[] block = new byte[(int) Math.min(left, Format.LARGEST_PIECE)];
        int gathered = 0;
        for (int length = nextLength(); length > 0; length = nextLength()) {
            long at = pieces.offset();
            ByteBuffer view = pieces.view();
            if (gathered > 0 && (view != null || length > block.length - gathered)) {
                block = lend(consumer, block, gathered);
                gathered = 0;
            }
            left -= length;
            if (view == null) {
                pieces.read(block, gathered);
                gathered += length;
            } else {
                lend(consumer, view, segment, at);
            }
        }
        if (gathered > 0) {
            lend(consumer, block, gathered);
        }
    }

    /** Lends what was gathered; returns a block for what comes then, another one if a thread still reads this one. */
    private byte[] lend(LentBytes.Consumer consumer, byte[] block, int gathered) throws IOException {
        boolean free = lend(consumer, ByteBuffer.wrap(block, 0, gathered), segment, 0);
        return free ? block : new byte[block.length];
    }

    /** Lends bytes to a consumer; tells whether no thread still reads them afterwards. */
    private boolean lend(LentBytes.Consumer consumer, ByteBuffer bytes, Segment from, long at) throws IOException {
        Loan loan = new Loan(segments.retain());
        boolean free = false;
        try {
            consumer.accept(
                    new LentBytes(bytes.asReadOnlyBuffer(), loan, disk.path().resolve(from.fileName()), at));
        } finally {
            free = loan.end();
        }
        return free;
    }

    /** Returns the number of bytes that have not been read. */
    long left() {
        return left;
    }

    /** Returns the length of the next piece, 0 at the end. */
    int nextLength() throws IOException {
        if (!pieces.hasNext() && !fetch()) {
            requireAll();
            return 0;
        }
        int length = pieces.length();
        if (length > left) {
            throw segment.corrupt(
                    disk,
                    pieces.offset(),
                    "the value of key '" + placement.key() + "' does not fit its lists: it has " + placement.size()
                            + " bytes");
        }
        return length;
    }

    private void requireAll() throws IOException {
        if (left != 0) {
            throw new CorruptDataException("the records of key '" + placement.key() + "' in " + disk.path() + " are "
                    + left + " bytes short of its " + placement.size() + "; 'partd verify' finds out more");
        }
    }

    /** Reads the next piece. */
    void read(byte[] target, int from) throws IOException {
        left -= pieces.length();
        pieces.read(target, from);
    }

    /** Passes the next piece by. */
    void skip() {
        left -= pieces.length();
        pieces.skip();
    }

    /** Fetches the next records; false if there are none. */
    private boolean fetch() throws IOException {
        while (fetched == list.offsets().length) {
            if (!nextList()) {
                return false;
            }
        }
        fetched += pieces.fetch(segment, placement.utf8(), list, fetched);
        return true;
    }

    private boolean nextList() throws IOException {
        Long position = lists.poll();
        if (position != null) {
            segment = segments.of(position);
            long offset = Format.offset(position);
            OffsetList read = OffsetList.read(segment.file(), offset, segment.allocated());
            if (read == null) {
                throw placement.damaged(disk, segment, offset);
            }
            list = read;
        } else if (recentLeft) {
            recentLeft = false;
            segment = segments.last();
            list = new OffsetList(0, 0, placement.recent());
        } else {
            return false;
        }
        fetched = 0;
        return true;
    }
}
