package io.partd.shuffle;

import com.dynatrace.hash4j.hashing.Hasher64;
import com.dynatrace.hash4j.hashing.Hashing;

/** Partitions by {@code XXH3-64(key) mod count}; {@code docs/partitioning.md} documents it, with test vectors. */
final class HashPartitioner implements Partitioner {

    private static final Hasher64 XXH3 = Hashing.xxh3_64();

    private final NumberedNames names;
    private final int count;
    private final boolean powerOfTwo;

    HashPartitioner(NumberedNames names) {
        this.names = names;
        this.count = names.count();
        this.powerOfTwo = Integer.bitCount(count) == 1;
    }

    @Override
    public int partition(byte[] bytes, int from, int to) {
        long hash = XXH3.hashBytesToLong(bytes, from, to - from);
        return (int) (powerOfTwo ? hash & (count - 1) : Long.remainderUnsigned(hash, count));
    }

    @Override
    public int count() {
        return count;
    }

    @Override
    public String name(int partition) {
        return names.name(partition);
    }
}
