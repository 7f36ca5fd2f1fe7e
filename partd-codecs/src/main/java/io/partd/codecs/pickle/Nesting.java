package io.partd.codecs.pickle;

import java.io.IOException;
import java.util.ArrayDeque;
import java.util.Collection;
import java.util.Collections;
import java.util.Deque;
import java.util.IdentityHashMap;
import java.util.Iterator;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Bounds the shape of a result in which values are used more than once. Each of them is looked at once; without such
 * values the depth is known from reading, and there is nothing to do.
 */
final class Nesting {

    private static final long BASE = 1 << 20;
    private static final long VISITS_PER_BYTE = 100;
    private static final long WRITTEN_OUT_PER_BYTE = 10_000;

    private final PickleLimits limits;
    private final long mostVisits;
    private final long mostWrittenOut;
    private final Set<Object> shared = Collections.newSetFromMap(new IdentityHashMap<>());
    private final IdentityHashMap<Object, Measure> done = new IdentityHashMap<>();
    private final Deque<Walk> path = new ArrayDeque<>();
    private long visits;

    Nesting(PickleLimits limits, int pickleLength) {
        this.limits = limits;
        mostVisits = BASE + VISITS_PER_BYTE * pickleLength;
        mostWrittenOut = BASE + WRITTEN_OUT_PER_BYTE * pickleLength;
    }

    /** How deep a value is, and how many values it would be if each were written out wherever it is used. */
    private record Measure(int depth, long size) {

        private static final Measure LEAF = new Measure(0, 1);
    }

    /** A container whose elements are being looked at. */
    private static final class Walk {

        private final Object container;
        private final Iterator<?> elements;
        private int depth;
        private long size = 1;

        private Walk(Object container, Iterator<?> elements) {
            this.container = container;
            this.elements = elements;
        }

        private void add(Measure element) {
            depth = Math.max(depth, element.depth);
            size = Math.min(Long.MAX_VALUE / 2, size + element.size);
        }
    }

    /** Notes that a value is used once more. */
    void useAgain(@Nullable Object value) {
        if (value instanceof Collection
                || value instanceof Map
                || value instanceof Tuple
                || value instanceof NumpyValue) {
            shared.add(value);
        }
    }

    void check(@Nullable Object result) throws IOException {
        if (shared.isEmpty() || result == null || !enter(result)) {
            return;
        }
        done.put(result, Measure.LEAF);
        while (true) {
            Walk walk = path.element();
            if (walk.elements.hasNext()) {
                visit(walk, walk.elements.next());
                continue;
            }
            path.remove();
            Measure measure = new Measure(walk.depth + 1, walk.size);
            require(measure);
            if (shared.contains(walk.container)) {
                done.put(walk.container, measure);
            }
            if (path.isEmpty()) {
                return;
            }
            path.element().add(measure);
        }
    }

    private void visit(Walk walk, @Nullable Object element) throws IOException {
        if (++visits > mostVisits) {
            throw tooOften();
        }
        walk.size++;
        if (element == null) {
            return;
        }
        if (shared.contains(element)) {
            Measure measure = done.get(element);
            if (measure != null) {
                // Also while it is still on the path: a value that contains itself.
                walk.add(measure);
                requireDepth(path.size() + measure.depth);
                return;
            }
            done.put(element, Measure.LEAF);
        }
        enter(element);
    }

    private boolean enter(Object value) throws IOException {
        Iterator<?> elements = elements(value);
        if (elements == null) {
            return false;
        }
        path.push(new Walk(value, elements));
        requireDepth(path.size());
        return true;
    }

    private static @Nullable Iterator<?> elements(Object value) {
        if (value instanceof Collection<?> collection) {
            return collection.iterator();
        }
        if (value instanceof Tuple tuple) {
            return tuple.iterator();
        }
        if (value instanceof Map<?, ?> map) {
            return Stream.concat(map.keySet().stream(), map.values().stream()).iterator();
        }
        return value instanceof NumpyValue numpy ? numpy.objects().iterator() : null;
    }

    private void require(Measure measure) throws IOException {
        if (measure.size > mostWrittenOut) {
            throw tooOften();
        }
    }

    private void requireDepth(int depth) throws IOException {
        if (depth > limits.depth()) {
            throw new IOException("values are nested more than " + limits.depth() + " deep");
        }
    }

    private static IOException tooOften() {
        return new IOException("values are used so often that the whole is many times larger than the pickle");
    }
}
