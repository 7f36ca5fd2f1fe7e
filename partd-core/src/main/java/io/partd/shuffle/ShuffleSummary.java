package io.partd.shuffle;

import java.util.List;

/**
 * What a shuffle did.
 *
 * @param records how many records were placed
 * @param rejected how many records could not be, and were left out
 * @param bytes how many bytes the placed records have, headers not counted
 * @param partitions what each partition got, in the order of their numbers; empty ones included
 */
public record ShuffleSummary(long records, long rejected, long bytes, List<PartitionSize> partitions) {

    /** Makes a summary; the list is copied. */
    public ShuffleSummary {
        partitions = List.copyOf(partitions);
    }

    /**
     * What one partition got.
     *
     * @param name the partition's file or key
     * @param records the number of records
     * @param bytes their bytes, the header not counted
     */
    public record PartitionSize(String name, long records, long bytes) {}
}
