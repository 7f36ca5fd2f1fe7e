package io.partd.log;

import io.partd.CorruptDataException;
import java.io.IOException;
import java.util.Deque;

/**
 * Reads a value piece by piece. For one thread, which keeps the segments retained meanwhile.
 *
 * <p>The records of a key may lie far apart. Their lengths are looked up some records ahead, all at once: the processor
 * then waits for many of them at the same time, instead of for one after the other.
 */
final class ValueReader {

    private static final int AHEAD = 16;

    private final Disk disk;
    private final SegmentSet segments;
    private final Placement placement;
    private final PieceReader pieces;
    private final Deque<Long> lists;
    private boolean recentLeft;

    private Segment segment;
    private OffsetList list = new OffsetList(0, 0, new int[0]);
    private int next;

    private final int[] lengths = new int[AHEAD];
    private int firstLooked;
    private int lastLooked;
    private long left;

    ValueReader(Disk disk, SegmentSet segments, Placement placement, PieceReader pieces) throws IOException {
        this.disk = disk;
        this.segments = segments;
        this.placement = placement;
        this.pieces = pieces;
        lists = placement.lists(disk, segments);
        recentLeft = placement.recent().length > 0;
        segment = segments.last();
        left = placement.size();
    }

    /** Reads a whole value. */
    static byte[] readAll(Disk disk, SegmentSet segments, Placement placement, PieceReader pieces) throws IOException {
        byte[] value = new byte[(int) placement.size()];
        ValueReader reader = new ValueReader(disk, segments, placement, pieces);
        int at = 0;
        for (int length = reader.nextLength(); length > 0; length = reader.nextLength()) {
            reader.read(value, at);
            at += length;
        }
        return value;
    }

    /** Returns the number of bytes that have not been read. */
    long left() {
        return left;
    }

    /** Returns the length of the next piece, 0 at the end. */
    int nextLength() throws IOException {
        while (next == list.offsets().length) {
            if (!nextList()) {
                requireAll();
                return 0;
            }
        }
        if (next == lastLooked) {
            lookAhead();
        }
        int length = lengths[next - firstLooked];
        if (length <= 0 || length > left) {
            throw segment.corrupt(
                    disk,
                    list.offset(next),
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
        int length = lengths[next - firstLooked];
        pieces.read(segment, list.offset(next), placement.utf8(), length, target, from);
        left -= length;
        next++;
    }

    /** Passes the next piece by. */
    void skip() {
        left -= lengths[next - firstLooked];
        next++;
    }

    private void lookAhead() throws IOException {
        firstLooked = next;
        lastLooked = Math.min(next + AHEAD, list.offsets().length);
        for (int i = firstLooked; i < lastLooked; i++) {
            lengths[i - firstLooked] = pieces.length(segment, list.offset(i));
        }
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
            begin(read);
            return true;
        }
        if (recentLeft) {
            recentLeft = false;
            segment = segments.last();
            begin(new OffsetList(0, 0, placement.recent()));
            return true;
        }
        return false;
    }

    private void begin(OffsetList from) {
        list = from;
        next = 0;
        firstLooked = 0;
        lastLooked = 0;
    }
}
