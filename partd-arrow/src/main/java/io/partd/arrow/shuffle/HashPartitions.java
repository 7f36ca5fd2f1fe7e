package io.partd.arrow.shuffle;

import io.partd.shuffle.Partitioner;
import java.io.IOException;

/** Partitions by the hash of a key's bytes, the same as text with these bytes has. */
final class HashPartitions implements KeyPartitioner {

    private final Partitioner hash;

    HashPartitions(Partitioner hash) {
        this.hash = hash;
    }

    @Override
    public int partition(RowKeys keys, int row, KeyBytes scratch) throws IOException {
        keys.hashed(row, scratch);
        return hash.partition(scratch.bytes(), 0, scratch.length());
    }

    @Override
    public int count() {
        return hash.count();
    }

    @Override
    public String name(int partition) {
        return hash.name(partition);
    }
}
