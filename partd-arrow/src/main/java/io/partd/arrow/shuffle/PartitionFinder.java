package io.partd.arrow.shuffle;

import io.partd.shuffle.NullKeys;
import java.io.IOException;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/** Finds the partitions of rows; that of a dictionary's value only once. For one thread. */
final class PartitionFinder {

    /** The partition of a row that is in none. */
    static final int DROPPED = -1;

    private static final int UNKNOWN = -2;

    private final KeyPartitioner partitioner;
    private final NullKeys nullKeys;
    private final KeyBytes scratch = new KeyBytes();
    private @Nullable ArrayData dictionary;
    private int[] known = {};

    PartitionFinder(KeyPartitioner partitioner, NullKeys nullKeys) {
        this.partitioner = partitioner;
        this.nullKeys = nullKeys;
    }

    /** Fills in the partition of each row, or that it is dropped, and returns the highest, 0 at least. */
    int find(RowKeys keys, int from, int to, int[] partitions) throws IOException {
        KeyColumn encoded = keys.onlyDictionary();
        if (encoded != null) {
            return findByDictionary(keys, encoded, from, to, partitions);
        }
        int highest = 0;
        for (int row = from; row < to; row++) {
            int partition = partition(keys, row);
            partitions[row - from] = partition;
            highest = Math.max(highest, partition);
        }
        return highest;
    }

    private int findByDictionary(RowKeys keys, KeyColumn column, int from, int to, int[] partitions)
            throws IOException {
        ArrayData values = column.dictionary();
        if (values != dictionary && values != null) {
            dictionary = values;
            known = new int[values.length() + 1];
            Arrays.fill(known, UNKNOWN);
        }
        column.slots(from, to, partitions);
        int highest = 0;
        for (int row = from; row < to; row++) {
            int slot = partitions[row - from];
            if (known[slot] == UNKNOWN) {
                known[slot] = partition(keys, row);
            }
            partitions[row - from] = known[slot];
            highest = Math.max(highest, known[slot]);
        }
        return highest;
    }

    private int partition(RowKeys keys, int row) throws IOException {
        if (nullKeys != NullKeys.PARTITION && keys.hasNull(row)) {
            if (nullKeys == NullKeys.ERROR) {
                throw new IOException(keys.place() + ": the key in row " + row + " of a batch has no value");
            }
            return DROPPED;
        }
        return partitioner.partition(keys, row, scratch);
    }
}
