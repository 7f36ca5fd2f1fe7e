package io.partd.arrow.shuffle;

import io.partd.expression.KeyExpression;
import io.partd.shuffle.Partitioner;
import io.partd.shuffle.Partitioners;
import java.util.List;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** The columns by which a table is shuffled, or what is derived from them. Immutable. */
public final class TableKey {

    private final List<KeyExpression> columns;
    private final String names;

    TableKey(List<KeyExpression> columns) {
        this(List.copyOf(columns), "");
    }

    private TableKey(List<KeyExpression> columns, String names) {
        this.columns = columns;
        this.names = names;
    }

    /**
     * Returns this key with other names of numbered partitions.
     *
     * @param template what they are called, as in {@link Partitioners#hash}: {@code trips-{partition}}
     */
    public TableKey named(String template) {
        return new TableKey(columns, template);
    }

    /**
     * Returns a shuffle to partitions by a stable hash, called {@code part-00000} and so on. A value is in the same
     * partition as its text is in the shuffle of CSV files; {@code docs/partitioning.md} says which bytes of each type
     * are hashed.
     *
     * @param count the number of partitions, from 1 to {@link Partitioners#MAX_PARTITIONS}
     * @throws IllegalArgumentException if it is not
     */
    public TableShuffle hash(int count) {
        Partitioner hash = Partitioners.hash(count, names);
        return TableShuffle.of(columns, (shuffle, sources, allocator) -> NumberedPartitions.hash(hash));
    }

    /**
     * Returns a shuffle to a partition for each distinct key.
     *
     * @param limit the most partitions, from 1 to {@link Partitioners#MAX_PARTITIONS}; a key beyond it ends the shuffle
     *     with a {@link io.partd.shuffle.TooManyPartitionsException}
     * @param naming turns the values of a key, as text, null for null, into the partition's name, injectively; may
     *     throw an IllegalArgumentException for a key that can't be one, which ends the shuffle
     * @throws IllegalArgumentException if the limit is not in that range
     */
    public TableShuffle distinct(int limit, Function<List<@Nullable String>, String> naming) {
        DistinctPartitions.requireLimit(limit);
        return TableShuffle.of(columns, (shuffle, sources, allocator) -> new DistinctPartitions(limit, naming));
    }

    /**
     * Returns a shuffle to ranges of about the same number of rows, called {@code part-00000} and so on, in the natural
     * order of the columns' types: null first, then numbers as numbers and strings by their bytes, NaN last. Reads all
     * sources once before, for a sample. Rows of the same key are in one partition, and others may be empty then.
     *
     * @param count the number of partitions, from 1 to {@link Partitioners#MAX_PARTITIONS}
     * @throws IllegalArgumentException if it is not
     */
    public TableShuffle ranges(int count) {
        Partitioner numbered = Partitioners.hash(count, names);
        return TableShuffle.of(
                columns,
                (shuffle, sources, allocator) ->
                        NumberedPartitions.ranges(numbered, shuffle.bounds(sources, allocator, count)));
    }

    /**
     * Returns a shuffle to ranges that begin where those of an earlier one did, so that rows can be added to its
     * partitions. The key's columns must have the types that they had there.
     *
     * @param count the number of partitions, from 1 to {@link Partitioners#MAX_PARTITIONS}
     * @param bounds what {@link TableShuffle#bounds} returned
     * @throws IllegalArgumentException if the count is not in that range, or if bounds do not ascend or are too many
     */
    public TableShuffle ranges(int count, List<byte[]> bounds) {
        Partitioner numbered = Partitioners.ranges(count, names, bounds);
        return TableShuffle.of(columns, (shuffle, sources, allocator) -> NumberedPartitions.ranges(numbered, bounds));
    }
}
