package io.partd.shuffle;

import io.partd.ByteSize;
import io.partd.InvalidKeyException;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import java.util.function.UnaryOperator;

/**
 * Makes partitioners: by hash, by distinct key, by range.
 *
 * <pre>{@code
 * Partitioner hash = Partitioners.hash(64, ".csv"); // part-00000.csv to part-00063.csv
 * Partitioner named = Partitioners.hash(64, "trips-{partition}.csv"); // trips-00000.csv to trips-00063.csv
 * Partitioner distinct = Partitioners.distinct(1_000, city -> city + ".csv"); // oslo.csv, bern.csv
 * Partitioner ranges = Partitioners.ranges(64, ".csv", csv, sources, ByteSize.of("256m")); // in order of keys
 * }</pre>
 */
public final class Partitioners {

    /** The largest number of partitions. */
    public static final int MAX_PARTITIONS = 100_000;

    private Partitioners() {}

    /**
     * Returns a partitioner by a stable hash: {@code XXH3-64(key) mod count}, unsigned, seed 0. It is the same in every
     * release and every language.
     *
     * @param count the number of partitions, from 1 to {@link #MAX_PARTITIONS}
     * @param names what partitions are called: a suffix such as {@code .csv} of {@code part-00000}, or a template with
     *     a place for these digits, as in {@code trips-{partition}.csv}
     * @throws IllegalArgumentException if the count is out of range
     */
    public static Partitioner hash(int count, String names) {
        return new HashPartitioner(new NumberedNames(count, names));
    }

    /**
     * Returns a partitioner with one partition for each distinct key. It numbers the keys as they first occur; with
     * several threads that order is not defined. It remembers the keys, so take a new one for each run.
     *
     * @param limit the largest number of partitions, from 1 to {@link #MAX_PARTITIONS}; one key more ends the shuffle
     *     with a {@link TooManyPartitionsException}
     * @param naming turns a key, decoded as UTF-8, into the name of its partition, a different one for each key. It may
     *     throw an IllegalArgumentException for a key that cannot name a partition. The records of such a key, and
     *     those of a key that is not UTF-8, are faults
     * @throws IllegalArgumentException if the limit is out of range
     */
    public static Partitioner distinct(int limit, UnaryOperator<String> naming) {
        return DistinctPartitioner.ofOne(limit, naming);
    }

    /**
     * Returns a partitioner with one partition for each distinct key that is made of several, as {@link #distinct(int,
     * UnaryOperator)} does for keys that are one.
     *
     * @param naming turns the keys, decoded as UTF-8, into the name of their partition
     * @throws IllegalArgumentException if the limit is out of range
     */
    public static Partitioner distinctOfSeveral(int limit, Function<List<String>, String> naming) {
        return DistinctPartitioner.ofSeveral(limit, naming);
    }

    /**
     * Returns a partitioner by ranges of the keys' bytes, with about the same number of record bytes in each. Reads all
     * sources once to sample keys. Several keys count one after the other. All records of one key are in one partition,
     * so a very frequent key may leave other partitions empty.
     *
     * @param count the number of partitions, from 1 to {@link #MAX_PARTITIONS}
     * @param names what partitions are called, as in {@link #hash}
     * @param memory bounds the records held while sampling, as {@link Shuffle#memory} does
     * @throws IllegalArgumentException if count or memory is out of range, or the header lacks the key's column
     * @throws IOException if reading fails
     */
    public static Ranges ranges(int count, String names, RecordFormat format, List<Source> sources, ByteSize memory)
            throws IOException {
        return ranges(new NumberedNames(count, names), KeyOrder.TEXT, format, sources, memory);
    }

    /**
     * Returns a partitioner by ranges, as {@link #ranges} does, of keys that are decimal numbers, with or without an
     * exponent. An empty key comes before all numbers; any other key is refused.
     *
     * @param count the number of partitions, from 1 to {@link #MAX_PARTITIONS}
     * @param names what partitions are called, as in {@link #hash}
     * @param memory bounds the records held while sampling, as {@link Shuffle#memory} does
     * @throws IllegalArgumentException if count or memory is out of range, or the header lacks the key's column
     * @throws IOException if reading fails
     */
    public static Ranges numericRanges(
            int count, String names, RecordFormat format, List<Source> sources, ByteSize memory) throws IOException {
        return ranges(new NumberedNames(count, names), KeyOrder.NUMERIC, format, sources, memory);
    }

    private static <B> Ranges ranges(
            NumberedNames names, KeyOrder<B> order, RecordFormat format, List<Source> sources, ByteSize memory)
            throws IOException {
        return format.keyCount() == 1
                ? sampled(names, order, format, sources, memory)
                : sampled(names, KeyOrder.several(order), format, sources, memory);
    }

    private static <B> Ranges sampled(
            NumberedNames names, KeyOrder<B> order, RecordFormat format, List<Source> sources, ByteSize memory)
            throws IOException {
        RangeSampler<B> sampler = new RangeSampler<>(order);
        sampler.read(format, sources, BlockPool.of(memory));
        return new RangePartitioner<>(names, order, sampler.bounds(names.count()));
    }

    /**
     * Returns a partitioner by ranges of keys, of one column each, that begin where those of an earlier one did.
     *
     * @param count the number of partitions, from 1 to {@link #MAX_PARTITIONS}
     * @param names what partitions are called, as in {@link #hash}
     * @param bounds what {@link Ranges#bounds} of the earlier one returned
     * @throws IllegalArgumentException if the count is out of range, or if bounds do not ascend or are too many
     */
    public static Ranges ranges(int count, String names, List<byte[]> bounds) {
        return bounded(new NumberedNames(count, names), KeyOrder.TEXT, bounds);
    }

    /**
     * Returns a partitioner by ranges of the keys of a format that begin where those of an earlier one did.
     *
     * @param count the number of partitions, from 1 to {@link #MAX_PARTITIONS}
     * @param names what partitions are called, as in {@link #hash}
     * @param format whose keys these are
     * @param bounds what {@link Ranges#bounds} of the earlier one returned
     * @throws IllegalArgumentException if the count is out of range, or if bounds do not ascend or are too many
     */
    public static Ranges ranges(int count, String names, RecordFormat format, List<byte[]> bounds) {
        return ranges(new NumberedNames(count, names), KeyOrder.TEXT, format, bounds);
    }

    /**
     * Returns a partitioner by ranges of numbers that begin where those of an earlier one did.
     *
     * @param count the number of partitions, from 1 to {@link #MAX_PARTITIONS}
     * @param names what partitions are called, as in {@link #hash}
     * @param format whose keys these are
     * @param bounds what {@link Ranges#bounds} of the earlier one returned
     * @throws IllegalArgumentException if the count is out of range, or if bounds are no numbers, do not ascend or are
     *     too many
     */
    public static Ranges numericRanges(int count, String names, RecordFormat format, List<byte[]> bounds) {
        return ranges(new NumberedNames(count, names), KeyOrder.NUMERIC, format, bounds);
    }

    private static <B> Ranges ranges(NumberedNames names, KeyOrder<B> order, RecordFormat format, List<byte[]> bounds) {
        return format.keyCount() == 1 ? bounded(names, order, bounds) : bounded(names, KeyOrder.several(order), bounds);
    }

    private static <B> Ranges bounded(NumberedNames names, KeyOrder<B> order, List<byte[]> bounds) {
        if (bounds.size() >= names.count()) {
            throw new IllegalArgumentException(
                    bounds.size() + " bounds are too many for " + names.count() + " partitions; one less is possible");
        }
        List<B> read = new ArrayList<>();
        for (byte[] bound : bounds) {
            try {
                B next = order.read(bound, 0, bound.length);
                if (!read.isEmpty() && order.compare(read.get(read.size() - 1), next) > 0) {
                    throw new IllegalArgumentException("bound " + read.size() + " is less than the one before");
                }
                read.add(next);
            } catch (InvalidKeyException e) {
                throw new IllegalArgumentException("bound " + read.size() + ": " + e.getMessage(), e);
            }
        }
        return new RangePartitioner<>(names, order, read);
    }
}
