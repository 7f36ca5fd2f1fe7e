package io.partd.shuffle;

import java.util.List;

/** Partitions by ranges of keys. What is appended later goes to the same ranges if it has the same bounds. */
public interface Ranges extends Partitioner {

    /**
     * Returns where partitions begin, ascending, as keys: that of partition {@code i + 1} at place {@code i},
     * inclusive. There is none for partitions that no key was found for.
     */
    List<byte[]> bounds();
}
