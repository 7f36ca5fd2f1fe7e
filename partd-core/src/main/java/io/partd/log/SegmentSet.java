package io.partd.log;

import io.partd.CorruptDataException;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/**
 * The segments of the log at one moment. A thread that reads without the log's lock retains the set meanwhile. A
 * segment is closed when the last set that contains it is released.
 */
final class SegmentSet {

    private final List<Segment> ordered;
    private final Map<Long, Segment> segments = new HashMap<>();
    private final AtomicInteger users = new AtomicInteger(1);

    /**
     * Makes a set, retained once.
     *
     * @param ordered the segments; the last one is active
     */
    SegmentSet(List<Segment> ordered) {
        this.ordered = List.copyOf(ordered);
        for (Segment segment : ordered) {
            segments.put(segment.id(), segment);
        }
        ordered.forEach(Segment::retain);
    }

    /** Keeps the segments open until {@link #release}. Needs the log's lock, or a retained set. */
    SegmentSet retain() {
        users.incrementAndGet();
        return this;
    }

    /** Ends one use. */
    void release() {
        if (users.decrementAndGet() == 0) {
            ordered.forEach(Segment::release);
        }
    }

    /** Returns the segments in the order in which they are read. */
    List<Segment> ordered() {
        return ordered;
    }

    /** Returns the active segment, which batches are appended to. */
    Segment last() {
        return ordered.get(ordered.size() - 1);
    }

    /** Returns the segments with numbers from {@code first} on and before that of a segment, by number. */
    List<Segment> before(Segment end, long first) {
        return ordered.stream()
                .filter(segment -> segment.id() >= first && segment.id() < end.id())
                .sorted(Comparator.comparingLong(Segment::id))
                .toList();
    }

    @Nullable
    Segment find(long id) {
        return segments.get(id);
    }

    /** Returns the segment of a position; a position without one is damage. */
    Segment of(long position) throws CorruptDataException {
        Segment segment = find(Format.segment(position));
        if (segment == null) {
            throw new CorruptDataException("a list refers to segment " + Format.segment(position)
                    + ", which is not part of this log; run 'partd verify'");
        }
        return segment;
    }
}
