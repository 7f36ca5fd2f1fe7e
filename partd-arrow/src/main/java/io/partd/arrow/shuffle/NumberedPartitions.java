package io.partd.arrow.shuffle;

import io.partd.shuffle.Partitioner;
import io.partd.shuffle.Partitioners;
import java.io.IOException;
import java.util.Arrays;
import java.util.List;

/**
 * Partitions whose number is known beforehand.
 *
 * @param names says how many there are, and what they are called
 */
record NumberedPartitions(Partitioner names, Finder finder) implements KeyPartitioner {

    /** Finds the partition of a key. */
    private interface Finder {

        int find(RowKeys keys, int row, KeyBytes scratch) throws IOException;
    }

    /** Returns partitions by the hash of a key's bytes, the same as text with these bytes has. */
    static NumberedPartitions hash(Partitioner hash) {
        return new NumberedPartitions(hash, (keys, row, scratch) -> {
            keys.hashed(row, scratch);
            return hash.partition(scratch.bytes(), 0, scratch.length());
        });
    }

    /**
     * Returns ordered partitions: every key of a partition is below every key of the next one. Partition {@code i + 1}
     * begins at the i-th bound, which it includes. The bounds ascend.
     */
    static NumberedPartitions ranges(Partitioner names, List<byte[]> bounds) {
        List<byte[]> lowerBounds = List.copyOf(bounds);
        return new NumberedPartitions(names, (keys, row, scratch) -> {
            keys.ordered(row, scratch);
            return find(lowerBounds, scratch);
        });
    }

    private static int find(List<byte[]> lowerBounds, KeyBytes key) {
        int low = 0;
        int high = lowerBounds.size();
        while (low < high) {
            int middle = (low + high) >>> 1;
            byte[] bound = lowerBounds.get(middle);
            if (Arrays.compareUnsigned(bound, 0, bound.length, key.bytes(), 0, key.length()) <= 0) {
                low = middle + 1;
            } else {
                high = middle;
            }
        }
        return low;
    }

    /** Returns the one that all rows are in. */
    static NumberedPartitions one() {
        return new NumberedPartitions(Partitioners.hash(1, ""), (keys, row, scratch) -> 0);
    }

    @Override
    public int partition(RowKeys keys, int row, KeyBytes scratch) throws IOException {
        return finder.find(keys, row, scratch);
    }

    @Override
    public int count() {
        return names.count();
    }

    @Override
    public String name(int partition) {
        return names.name(partition);
    }
}
