package io.partd.arrow.shuffle;

import java.io.IOException;
import java.nio.file.Path;

/** Says where partitions are written that become files. Called by several threads at once. */
@FunctionalInterface
public interface PartitionFile {

    /** Returns the file of the partition with that name, which is not there yet; always the same. */
    Path of(String partition) throws IOException;

    /**
     * Returns a further file of a partition, where files are limited. Without this method it is that of a partition
     * with {@code -1} at the end of its name, and so on.
     *
     * @param number 1 for the second file
     */
    default Path further(String partition, int number) throws IOException {
        return of(partition + "-" + number);
    }
}
