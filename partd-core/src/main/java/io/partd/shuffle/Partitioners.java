package io.partd.shuffle;

import io.partd.ByteSize;
import java.io.IOException;
import java.util.List;
import java.util.function.UnaryOperator;

/** The partitioners there are. */
public final class Partitioners {

    /** The most partitions that a partitioner takes. */
    public static final int MAX_PARTITIONS = 100_000;

    private Partitioners() {}

    /**
     * Returns a partitioner by a stable hash: {@code XXH3-64(key) mod count}, unsigned, seed 0, the same in every
     * release and every language. Partitions are called {@code part-00000} and so on, with a suffix such as
     * {@code .csv}.
     *
     * @param count the number of partitions, from 1 to {@link #MAX_PARTITIONS}
     * @throws IllegalArgumentException if it is not
     */
    public static Partitioner hash(int count, String suffix) {
        return new HashPartitioner(new NumberedNames(count, suffix));
    }

    /**
     * Returns a partitioner with a partition for each distinct key, numbered as they first come, which with several
     * threads is in no certain order. It remembers the keys, so take a new one for each run.
     *
     * @param limit the most partitions, from 1 to {@link #MAX_PARTITIONS}; a key beyond it ends the shuffle with a
     *     {@link TooManyPartitionsException}
     * @param naming turns a key, decoded as UTF-8, into the partition's name, injectively; may throw an
     *     IllegalArgumentException for a key that can't be one, whose records are faults then, as are those of a key
     *     that is not UTF-8
     * @throws IllegalArgumentException if the limit is not in that range
     */
    public static Partitioner distinct(int limit, UnaryOperator<String> naming) {
        return new DistinctPartitioner(limit, naming);
    }

    /**
     * Returns a partitioner by ranges of about the same number of bytes, ordered by the keys' bytes. Reads all sources
     * once for a sample. A key that is very frequent still is in one partition, and others may be empty then.
     *
     * @param count the number of partitions, from 1 to {@link #MAX_PARTITIONS}
     * @param memory bounds the records held while sampling, as {@link Shuffle#memory} does
     * @throws IllegalArgumentException if count or memory is out of range, or the key's column is not there
     * @throws IOException if reading fails
     */
    public static Partitioner ranges(
            int count, String suffix, RecordFormat format, List<Source> sources, ByteSize memory) throws IOException {
        return ranges(new NumberedNames(count, suffix), KeyOrder.TEXT, format, sources, memory);
    }

    /**
     * Returns a partitioner by ranges like {@link #ranges}, ordered by the number that the key is. An empty key is
     * below all numbers; a key that is no decimal number, with or without an exponent, is refused.
     *
     * @param count the number of partitions, from 1 to {@link #MAX_PARTITIONS}
     * @param memory bounds the records held while sampling, as {@link Shuffle#memory} does
     * @throws IllegalArgumentException if count or memory is out of range, or the key's column is not there
     * @throws IOException if reading fails
     */
    public static Partitioner numericRanges(
            int count, String suffix, RecordFormat format, List<Source> sources, ByteSize memory) throws IOException {
        return ranges(new NumberedNames(count, suffix), KeyOrder.NUMERIC, format, sources, memory);
    }

    private static <B> Partitioner ranges(
            NumberedNames names, KeyOrder<B> order, RecordFormat format, List<Source> sources, ByteSize memory)
            throws IOException {
        RangeSampler<B> sampler = new RangeSampler<>(order);
        sampler.read(format, sources, BlockPool.of(memory));
        return new RangePartitioner<>(names, order, sampler.bounds(names.count()));
    }
}
