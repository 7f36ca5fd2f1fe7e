package io.partd.arrow.shuffle;

import java.io.IOException;

/** Says which partition a key is in. Thread-safe. */
interface KeyPartitioner {

    /**
     * Returns a partition's number.
     *
     * @param scratch to make the key's bytes in
     * @throws IOException if it is in none, which ends the shuffle
     */
    int partition(RowKeys keys, int row, KeyBytes scratch) throws IOException;

    /** Returns the number of partitions that there are by now. */
    int count();

    String name(int partition);
}
