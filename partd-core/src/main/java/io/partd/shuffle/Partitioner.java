package io.partd.shuffle;

import io.partd.InvalidKeyException;
import java.io.IOException;

/** Decides which partition a record's key belongs to. Safe for any number of threads. */
public interface Partitioner {

    /**
     * Returns the partition of a key, from 0.
     *
     * @throws InvalidKeyException if the key belongs to none; the message says why
     * @throws IOException if the shuffle cannot go on
     */
    int partition(byte[] bytes, int from, int to) throws IOException;

    /** Returns the number of partitions known by now; it never falls. */
    int count();

    /** Returns the name of a partition's file or key: the same on every call, and another one for each partition. */
    String name(int partition);
}
