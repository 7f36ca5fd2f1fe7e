package io.partd.shuffle;

import java.util.List;

/**
 * The result of a shuffle.
 *
 * @param records the number of records in the partitions
 * @param rejected the number of records that were left out, because they could not be assigned to a partition
 * @param bytes the bytes of the records in the partitions, without headers
 * @param partitions the size of each partition, also of empty ones, in the order of their numbers
 */
public record ShuffleSummary(long records, long rejected, long bytes, List<PartitionSize> partitions) {

    /** Makes a summary; the list is copied. */
    public ShuffleSummary {
        partitions = List.copyOf(partitions);
    }

    /**
     * The size of one partition.
     *
     * @param name the partition's file or key
     * @param records the number of records
     * @param bytes the bytes of the records, without the header
     */
    public record PartitionSize(String name, long records, long bytes) {}
}
