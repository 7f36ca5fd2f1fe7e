package io.partd.arrow.shuffle;

import io.partd.shuffle.Partitioner;
import java.util.Arrays;
import java.util.List;

/** Ordered partitions: every key of a partition is below every key of the next one. */
final class RangePartitions implements KeyPartitioner {

    private final Partitioner names;
    private final List<byte[]> lowerBounds;

    /** Makes one; partition {@code i + 1} begins at the i-th bound, which it includes. The bounds ascend. */
    RangePartitions(Partitioner names, List<byte[]> lowerBounds) {
        this.names = names;
        this.lowerBounds = List.copyOf(lowerBounds);
    }

    @Override
    public int partition(RowKeys keys, int row, KeyBytes scratch) {
        keys.ordered(row, scratch);
        int low = 0;
        int high = lowerBounds.size();
        while (low < high) {
            int middle = (low + high) >>> 1;
            byte[] bound = lowerBounds.get(middle);
            if (Arrays.compareUnsigned(bound, 0, bound.length, scratch.bytes(), 0, scratch.length()) <= 0) {
                low = middle + 1;
            } else {
                high = middle;
            }
        }
        return low;
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
