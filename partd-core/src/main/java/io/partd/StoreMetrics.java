package io.partd;

import java.time.Duration;
import java.util.Arrays;
import java.util.Collections;
import java.util.EnumMap;
import java.util.Map;

/**
 * What a store has done since it was opened, as of one moment. {@link Partd#metrics} returns it.
 *
 * <pre>{@code
 * try (Store trips = Partd.log(directory).with(WriteBuffer.of("256m"))) {
 *     trips.append("oslo", fjord);
 *     trips.flush();
 *     StoreMetrics buffer = trips.metrics().get(0); // the log's come after it
 *     long spilled = buffer.of(StoreMetrics.Operation.SPILL).bytes();
 *     Duration slow = buffer.of(StoreMetrics.Operation.APPEND).latency().percentile(99);
 * }
 * }</pre>
 *
 * <p>The counts of different operations may be of slightly different moments, since recording them takes no lock.
 *
 * @param store the store's name without its place: {@code buffer}, {@code log} or {@code file}
 * @param operations what each operation did; those that the store does not have are missing
 * @param memory the bytes that the store holds in memory for values and keys; 0 if it holds none
 * @param memoryLimit the most bytes that it may hold; 0 if it holds none
 */
public record StoreMetrics(String store, Map<Operation, Measured> operations, long memory, long memoryLimit) {

    /** Makes metrics of operations; copies the map. */
    public StoreMetrics {
        EnumMap<Operation, Measured> copy = new EnumMap<>(Operation.class);
        copy.putAll(operations);
        operations = Collections.unmodifiableMap(copy);
    }

    /** Returns what an operation did; nothing if the store does not have it. */
    public Measured of(Operation operation) {
        return operations.getOrDefault(operation, Measured.NOTHING);
    }

    /** What a store does. */
    public enum Operation {
        /** An append of a batch, from its call to its return, with its bytes. */
        APPEND,
        /** A {@code get} or {@code pop} of one or more keys, with the bytes returned; a stream counts without bytes. */
        READ,
        /** A batch that a buffer moves to the store below. */
        SPILL,
        /** A wait of an append for room in a buffer. */
        MEMORY_WAIT,
        /** An {@code fsync}, which may be for several appends. */
        SYNC,
        /** A compaction. */
        COMPACTION
    }

    /**
     * What one operation did.
     *
     * @param count the number of operations that succeeded
     * @param failures the number of operations that threw
     * @param bytes the bytes of values that the successful ones moved
     * @param latency how long they took
     */
    public record Measured(long count, long failures, long bytes, Latency latency) {

        static final Measured NOTHING = new Measured(0, 0, 0, new Latency(new long[Latency.BUCKETS], 0));
    }

    /**
     * How long operations took, as a histogram whose buckets are at most an eighth apart. Of appends and reads about
     * one in 32 is timed; of the others, each one.
     */
    public static final class Latency {

        /** The number of buckets of a histogram. */
        public static final int BUCKETS = 8 * 48;

        private final long[] counts;
        private final long timed;
        private final long nanoseconds;

        /**
         * Makes a histogram.
         *
         * @param counts the number of operations in each bucket
         * @param nanoseconds how long all of them took together
         */
        public Latency(long[] counts, long nanoseconds) {
            this.counts = Arrays.copyOf(counts, BUCKETS);
            this.timed = Arrays.stream(counts).sum();
            this.nanoseconds = nanoseconds;
        }

        /** Returns the bucket of a duration; the last one takes all that are longer than some thirteen days. */
        public static int bucket(long nanoseconds) {
            if (nanoseconds < 8) {
                return (int) Math.max(0, nanoseconds);
            }
            int power = 63 - Long.numberOfLeadingZeros(nanoseconds);
            return (int) Math.min(BUCKETS - 1, 8L * (power - 2) + (nanoseconds >>> (power - 3)) - 8);
        }

        /** Returns the largest duration of a bucket. */
        private static long most(int bucket) {
            return bucket < 8 ? bucket : ((9L + bucket % 8) << (bucket / 8 - 1)) - 1;
        }

        /** Returns the number of operations that were timed. */
        public long timed() {
            return timed;
        }

        /** Returns the mean; zero if nothing was timed. */
        public Duration mean() {
            return Duration.ofNanos(timed == 0 ? 0 : nanoseconds / timed);
        }

        /**
         * Returns the duration that this percentage of the operations did not exceed, at most an eighth too long; zero
         * if nothing was timed.
         *
         * @param percent from 0 to 100
         * @throws IllegalArgumentException if it is not
         */
        public Duration percentile(double percent) {
            if (!(percent >= 0 && percent <= 100)) {
                throw new IllegalArgumentException("a percentile is from 0 to 100, not " + percent);
            }
            long wanted = Math.max(1, (long) Math.ceil(timed * percent / 100));
            long seen = 0;
            for (int bucket = 0; bucket < BUCKETS; bucket++) {
                seen += counts[bucket];
                if (seen >= wanted) {
                    return Duration.ofNanos(most(bucket));
                }
            }
            return Duration.ZERO;
        }

        /** Returns the mean and some percentiles. */
        @Override
        public String toString() {
            return "mean " + mean() + ", 50 % " + percentile(50) + ", 99 % " + percentile(99) + " of " + timed;
        }
    }
}
