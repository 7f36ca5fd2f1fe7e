package io.partd.log;

import io.partd.CorruptDataException;
import java.io.IOException;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashSet;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Where a key's value lies, as of one moment.
 *
 * @param key the key
 * @param utf8 the key as it stands in the log
 * @param size the number of bytes of the value
 * @param head the position of its last list, or 0
 * @param base the position of the list that stands for those in segments that are no more, or 0
 * @param recent the records since, in the segment that was appended to, in units of the alignment
 */
@SuppressWarnings("ArrayRecordComponent") // never compared, never shown to callers
record ValueLocation(String key, byte[] utf8, long size, long head, long base, int[] recent) {

    static final ValueLocation NONE = new ValueLocation("", new byte[0], 0, 0, 0, new int[0]);

    static ValueLocation of(Index index, Index.@Nullable Entry entry) {
        return entry == null
                ? NONE
                : new ValueLocation(
                        entry.key(), entry.utf8(), entry.size(), entry.head(), entry.base(), index.recent(entry));
    }

    /** Returns the positions of the lists, the oldest first, by going back from the last one. */
    Deque<Long> lists(Disk disk, SegmentSet segments) throws IOException {
        Deque<Long> lists = new ArrayDeque<>();
        Set<Segment> passed = new HashSet<>();
        Segment latest = null;
        long rest = base;
        for (long position = head; position != 0; ) {
            Segment segment = segments.find(Format.segment(position));
            if (segment == null) {
                if (rest == 0) {
                    throw gone(disk, segments, position, lists.peekFirst());
                }
                position = rest;
                rest = 0;
            } else {
                long offset = Format.offset(position);
                // Always backwards, so that a damaged chain does not go in circles.
                boolean back = segment == latest ? offset < Format.offset(lists.getFirst()) : passed.add(segment);
                if (!back) {
                    throw damaged(disk, segment, offset);
                }
                latest = segment;
                lists.addFirst(position);
                position = previous(disk, segment, offset);
            }
        }
        return lists;
    }

    private CorruptDataException gone(Disk disk, SegmentSet segments, long position, @Nullable Long next)
            throws CorruptDataException {
        return next == null
                ? new CorruptDataException("a list of key '" + key + "' is said to be in " + disk.path() + ", segment "
                        + Format.segment(position) + ", which is not of this log; 'partd verify' finds out more")
                : damaged(disk, segments.of(next), Format.offset(next));
    }

    private long previous(Disk disk, Segment segment, long offset) throws IOException {
        // Only what is needed to go on; the list is verified when it is read.
        if (offset % Format.ALIGNMENT != 0 || offset + Format.LIST_HEADER > segment.allocated()) {
            throw damaged(disk, segment, offset);
        }
        return segment.file().published(offset + 8);
    }

    CorruptDataException damaged(Disk disk, Segment segment, long offset) {
        return segment.corrupt(disk, offset, "the list of records of key '" + key + "' is damaged");
    }
}
