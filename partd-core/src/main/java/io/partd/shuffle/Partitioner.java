package io.partd.shuffle;

import io.partd.InvalidKeyException;
import java.io.IOException;

/**
 * Assigns a key to a partition. Thread-safe.
 *
 * <pre>{@code
 * byte[] key = "Louisiana".getBytes(UTF_8);
 * int partition = Partitioners.hash(64, ".csv").partition(key, 0, key.length); // 23
 * }</pre>
 */
public interface Partitioner {

    /**
     * Returns the 0-based partition of a key.
     *
     * @throws InvalidKeyException if the key has no partition; the message says why
     * @throws IOException to end the shuffle
     */
    int partition(byte[] bytes, int from, int to) throws IOException;

    /** Returns the number of partitions so far. It never decreases. */
    int count();

    /** Returns the name of a partition's file or key. It never changes, and no two partitions share a name. */
    String name(int partition);
}
