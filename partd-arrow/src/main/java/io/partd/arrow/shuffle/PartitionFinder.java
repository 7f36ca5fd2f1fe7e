package io.partd.arrow.shuffle;

import java.io.IOException;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/** Finds the partitions of rows, those of a dictionary's values but once. For one thread. */
final class PartitionFinder {

    private static final int UNKNOWN = -1;

    private final KeyPartitioner partitioner;
    private final KeyBytes scratch = new KeyBytes();
    private @Nullable ArrayData dictionary;
    private int[] known = {};

    PartitionFinder(KeyPartitioner partitioner) {
        this.partitioner = partitioner;
    }

    /** Fills in the partition of each row, and returns the highest. */
    int find(RowKeys keys, int from, int to, int[] partitions) throws IOException {
        KeyColumn encoded = keys.onlyDictionary();
        if (encoded != null) {
            return findByDictionary(keys, encoded, from, to, partitions);
        }
        int highest = 0;
        for (int row = from; row < to; row++) {
            int partition = partitioner.partition(keys, row, scratch);
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
                known[slot] = partitioner.partition(keys, row, scratch);
            }
            partitions[row - from] = known[slot];
            highest = Math.max(highest, known[slot]);
        }
        return highest;
    }
}
