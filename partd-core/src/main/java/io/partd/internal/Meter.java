package io.partd.internal;

import io.partd.StoreMetrics;
import io.partd.StoreMetrics.Latency;
import io.partd.StoreMetrics.Measured;
import io.partd.StoreMetrics.Operation;
import java.io.IOException;
import java.io.InputStream;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicLongArray;
import java.util.concurrent.atomic.LongAdder;

/**
 * Records one operation of a store. Thread-safe, without a lock. A frequent operation calls {@link #start} and
 * {@link #end}, or {@link #record}, which cost some ten nanoseconds; a rare one opens a {@link Span}, which is also an
 * event of JFR.
 */
public final class Meter {

    /** One call of so many is timed: reading the clock twice would cost a tenth of a small append. */
    private static final int SAMPLE = 32;

    /** What {@link #end} takes for an operation that threw. */
    public static final long FAILED = -1;

    private static final long UNTIMED = Long.MIN_VALUE;

    private final Operation operation;
    private final String store;
    private final LongAdder count = new LongAdder();
    private final LongAdder failures = new LongAdder();
    private final LongAdder bytes = new LongAdder();
    private final LongAdder nanoseconds = new LongAdder();
    private final AtomicLongArray latencies = new AtomicLongArray(Latency.BUCKETS);

    /** The calls begun, roughly: threads may overwrite each other's, which only moves the sample. */
    private int begun;

    private Meter(Operation operation, String store) {
        this.operation = operation;
        this.store = store;
    }

    /** The meters of a store, one for each of its operations. */
    public static final class Group {

        private final String kind;
        private final Map<Operation, Meter> meters = new EnumMap<>(Operation.class);

        /**
         * Makes meters.
         *
         * @param kind the store's name without its place
         * @param store the store's name with its place, for events
         */
        public Group(String kind, String store, Operation... operations) {
            this.kind = kind;
            for (Operation operation : operations) {
                meters.put(operation, new Meter(operation, store));
            }
        }

        /** Returns the meter of one of the operations. */
        public Meter of(Operation operation) {
            return Objects.requireNonNull(meters.get(operation));
        }

        /** Returns what was recorded. */
        public StoreMetrics metrics(long memory, long memoryLimit) {
            Map<Operation, Measured> measured = new EnumMap<>(Operation.class);
            meters.forEach((operation, meter) -> measured.put(operation, meter.measured()));
            return new StoreMetrics(kind, measured, memory, memoryLimit);
        }
    }

    /** Begins a frequent operation; returns what {@link #end} takes. */
    public long start() {
        return (begun++ & SAMPLE - 1) == 0 ? System.nanoTime() : UNTIMED;
    }

    /**
     * Ends an operation.
     *
     * @param start what {@link #start} returned
     * @param moved the bytes that it moved; {@link #FAILED} if it threw
     */
    public void end(long start, long moved) {
        if (moved == FAILED) {
            failures.increment();
            return;
        }
        count.increment();
        bytes.add(moved);
        if (start != UNTIMED) {
            long duration = System.nanoTime() - start;
            nanoseconds.add(duration);
            latencies.incrementAndGet(Latency.bucket(duration));
        }
    }

    /** A frequent operation. */
    @FunctionalInterface
    public interface Moving {

        /** Runs it; returns the bytes that it moved. */
        long run() throws IOException;
    }

    /** Records an operation. */
    public void record(Moving operation) throws IOException {
        long start = start();
        long moved = FAILED;
        try {
            moved = operation.run();
        } finally {
            end(start, moved);
        }
    }

    /** Records a read of values. */
    public List<byte[]> values(IoSupplier<List<byte[]>> read) throws IOException {
        long start = start();
        long moved = FAILED;
        try {
            List<byte[]> values = read.get();
            moved = values.stream().mapToLong(value -> value.length).sum();
            return values;
        } finally {
            end(start, moved);
        }
    }

    /** Records the opening of a stream. */
    public InputStream stream(IoSupplier<InputStream> open) throws IOException {
        long start = start();
        try {
            InputStream in = open.get();
            end(start, 0);
            return in;
        } catch (Throwable e) {
            end(start, FAILED);
            throw e;
        }
    }

    /** Begins a rare operation. */
    public Span span() {
        return new Span();
    }

    private Measured measured() {
        long[] counts = new long[Latency.BUCKETS];
        for (int i = 0; i < counts.length; i++) {
            counts[i] = latencies.get(i);
        }
        return new Measured(count.sum(), failures.sum(), bytes.sum(), new Latency(counts, nanoseconds.sum()));
    }

    /** A rare operation that is running. It counts as failed if it is closed before it is done. */
    public final class Span implements AutoCloseable {

        private final StoreEvent event = StoreEvent.of(operation);
        private final long start = System.nanoTime();
        private long moved = FAILED;

        private Span() {
            event.begin();
        }

        /** Says that the operation succeeded, and how many bytes it moved. */
        public void done(long bytesMoved) {
            moved = bytesMoved;
        }

        @Override
        public void close() {
            end(start, moved);
            if (event.shouldCommit()) {
                event.store = store;
                event.bytes = Math.max(0, moved);
                event.failed = moved == FAILED;
                event.commit();
            }
        }
    }
}
