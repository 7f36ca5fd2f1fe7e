package io.partd.arrow.shuffle;

import io.partd.shuffle.KeyCounts;
import io.partd.shuffle.ShuffleEstimate;
import io.partd.shuffle.ShuffleSummary;
import io.partd.shuffle.ShuffleSummary.PartitionSize;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** Counts the rows of partitions and of keys. For one thread. */
final class EstimatedPartitions {

    private static final int HEAVIEST = 10;

    private final KeyCounts keys = new KeyCounts();
    private long[] rows = new long[64];

    /** Counts the rows of a slice. */
    void add(Slice slice) {
        int partitions = slice.starts().length - 1;
        if (partitions > rows.length) {
            rows = Arrays.copyOf(rows, Math.max(partitions, 2 * rows.length));
        }
        for (int partition = 0; partition < partitions; partition++) {
            rows[partition] += slice.end(partition) - slice.start(partition);
        }
        for (int row : slice.rows()) {
            keys.add(slice.keys().texts(row));
        }
    }

    ShuffleEstimate estimate(KeyPartitioner partitioner, boolean whole) {
        List<PartitionSize> partitions = new ArrayList<>();
        long all = 0;
        for (int partition = 0; partition < partitioner.count(); partition++) {
            long count = partition < rows.length ? rows[partition] : 0;
            partitions.add(new PartitionSize(partitioner.name(partition), count, 0));
            all += count;
        }
        return new ShuffleEstimate(new ShuffleSummary(all, 0, 0, partitions), whole, keys.heaviest(HEAVIEST));
    }
}
