package io.partd.parquet.write;

import io.partd.parquet.encoding.ByteBuilder;
import java.io.IOException;
import java.util.Arrays;
import java.util.SplittableRandom;

/** Distinct numbers. */
final class NumberDictionary extends ValueDictionary {

    /** So that nobody can prepare numbers that all meet in one place. */
    private static final long SEED = new SplittableRandom().nextLong();

    private long[] keys = new long[FIRST];
    private int last;

    @Override
    long memory() {
        return super.memory() + (long) Long.BYTES * keys.length;
    }

    long key(int id) {
        return keys[id];
    }

    /** Returns the place of a number, which is a new one if it has not come before. */
    int id(long key) {
        if (size() > 0 && keys[last] == key) {
            return last;
        }
        last = find(key);
        return last;
    }

    private int find(long key) {
        int at = first(hash(key));
        while (true) {
            int found = at(at);
            if (found < 0) {
                return add(key, at);
            }
            if (keys[found] == key) {
                return found;
            }
            at = next(at);
        }
    }

    private static int hash(long key) {
        return (int) (((key ^ SEED) * MIX) >>> Integer.SIZE);
    }

    @Override
    int hashOf(int id) {
        return hash(keys[id]);
    }

    private int add(long key, int at) {
        if (size() == keys.length) {
            keys = Arrays.copyOf(keys, 2 * size());
        }
        keys[size()] = key;
        return add(at);
    }

    @Override
    void end() {
        super.end();
        keys = Arrays.copyOf(keys, size());
    }

    @Override
    void clear() {
        super.clear();
        last = 0;
    }

    /** Adds the numbers in the plain layout. */
    void write(int width, ByteBuilder out) throws IOException {
        for (int id = 0; id < size(); id++) {
            out.putNumber(keys[id], width);
        }
    }
}
