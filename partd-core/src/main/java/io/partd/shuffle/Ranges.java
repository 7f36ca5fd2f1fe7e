package io.partd.shuffle;

import java.util.List;

/**
 * Partitions by ranges of keys. A later shuffle that has the same bounds adds to the same ranges.
 *
 * <pre>{@code
 * Ranges ranges = Partitioners.ranges(64, ".csv", csv, sources, ByteSize.of("256m"));
 * List<byte[]> bounds = ranges.bounds(); // kept with the partitions
 * Ranges same = Partitioners.ranges(64, ".csv", csv, bounds);
 * }</pre>
 */
public interface Ranges extends Partitioner {

    /**
     * Returns where partitions begin, ascending, as keys: that of partition {@code i + 1} at place {@code i},
     * inclusive. There is none for partitions that no key was found for.
     */
    List<byte[]> bounds();
}
