package io.partd.log;

import io.partd.CorruptDataException;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/**
 * The segments of the log at one moment. Whoever reads without the log's lock retains the set meanwhile; a segment is
 * unmapped when no set with it is retained any more.
 */
final class SegmentSet {

    /** A segment and how many sets have it. */
    private record Shared(Segment segment, AtomicInteger sets) {}

    private final Map<Long, Shared> segments = new HashMap<>();
    private final Segment last;
    private final AtomicInteger users = new AtomicInteger(1);

    /**
     * Makes a set, retained once.
     *
     * @param ordered its segments, the one that is appended to last
     * @param before a set whose segments may be among them; it stays retained
     */
    SegmentSet(List<Segment> ordered, @Nullable SegmentSet before) {
        for (Segment segment : ordered) {
            Shared shared = before == null ? null : before.segments.get(segment.id());
            Shared taken = shared == null ? new Shared(segment, new AtomicInteger()) : shared;
            taken.sets.incrementAndGet();
            segments.put(segment.id(), taken);
        }
        last = ordered.get(ordered.size() - 1);
    }

    /** Keeps the segments open until {@link #release}. Needs the log's lock, or a set that is retained. */
    SegmentSet retain() {
        users.incrementAndGet();
        return this;
    }

    /** Ends one use. */
    void release() {
        if (users.decrementAndGet() == 0) {
            for (Shared shared : segments.values()) {
                if (shared.sets.decrementAndGet() == 0) {
                    shared.segment.close();
                }
            }
        }
    }

    /** Returns the segment that is appended to. */
    Segment last() {
        return last;
    }

    /** Returns the segments with numbers from one on and before that of a segment. */
    List<Segment> before(Segment end, long first) {
        return segments.values().stream()
                .map(Shared::segment)
                .filter(segment -> segment.id() >= first && segment.id() < end.id())
                .sorted(Comparator.comparingLong(Segment::id))
                .toList();
    }

    @Nullable
    Segment find(long id) {
        Shared shared = segments.get(id);
        return shared == null ? null : shared.segment;
    }

    /** Returns the segment of a position; a position without one is damage. */
    Segment of(long position) throws CorruptDataException {
        Segment segment = find(Format.segment(position));
        if (segment == null) {
            throw new CorruptDataException("a list is said to be in segment " + Format.segment(position)
                    + ", which is not of this log; 'partd verify' finds out more");
        }
        return segment;
    }
}
