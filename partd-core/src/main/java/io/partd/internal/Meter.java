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
import java.util.function.ToLongFunction;

/**
 * Counts one operation of a store, and how long it takes. Thread-safe, without a lock. A frequent operation runs in
 * {@link #record}, which times a sample; a rare one opens a {@link Span}, which is also an event of JFR.
 */
public final class Meter {

    /** One call of so many is timed: reading the clock twice would cost a tenth of a small append. */
    private static final int SAMPLE = 32;

    /** Stands for the bytes that an operation moved which threw. */
    private static final long FAILED = -1;

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

    /**
     * Runs a frequent operation, and records it.
     *
     * @param bytes finds how many bytes it moved, by what it returned
     */
    public <T> T record(IoSupplier<T> operation, ToLongFunction<? super T> bytes) throws IOException {
        long start = (begun++ & SAMPLE - 1) == 0 ? System.nanoTime() : UNTIMED;
        long moved = FAILED;
        try {
            T result = operation.get();
            moved = bytes.applyAsLong(result);
            return result;
        } finally {
            end(start, moved);
        }
    }

    /** Runs a read of values, and records it. */
    public List<byte[]> values(IoSupplier<List<byte[]>> read) throws IOException {
        return record(read, Meter::length);
    }

    /** Opens a stream, and records that. */
    public InputStream stream(IoSupplier<InputStream> open) throws IOException {
        return record(open, in -> 0);
    }

    private static long length(List<byte[]> values) {
        long length = 0;
        for (byte[] value : values) {
            length += value.length;
        }
        return length;
    }

    private void end(long start, long moved) {
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
