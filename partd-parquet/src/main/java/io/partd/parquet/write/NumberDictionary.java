package io.partd.parquet.write;

import io.partd.parquet.encoding.ByteBuilder;
import java.io.IOException;
import java.util.Arrays;
import java.util.SplittableRandom;

/** Distinct numbers, in the order of their first occurrence. */
final class NumberDictionary {

    /** So that nobody can prepare numbers that all meet in one place. */
    private static final long SEED = new SplittableRandom().nextLong();

    private static final long MIX = 0x9E3779B97F4A7C15L;
    private static final int FIRST = 8;

    private long[] keys = new long[FIRST];
    private int[] table = new int[2 * FIRST];

    /** By how much a product is shifted to be a place in the table. */
    private int shift = Long.numberOfLeadingZeros(table.length - 1);

    private int size;
    private int last;
    private long generation;

    int size() {
        return size;
    }

    /** Returns a number that is another one after {@link #clear}, when the places of numbers are no longer valid. */
    long generation() {
        return generation;
    }

    /** Returns how many bytes of memory are taken. */
    long memory() {
        return (long) Long.BYTES * keys.length + (long) Integer.BYTES * table.length;
    }

    /** Returns the numbers, and room for more. */
    long[] keys() {
        return keys;
    }

    long key(int id) {
        return keys[id];
    }

    /** Returns the place of a number, which is a new one if it has not come before. */
    int id(long key) {
        if (size > 0 && keys[last] == key) {
            return last;
        }
        last = find(key);
        return last;
    }

    private int find(long key) {
        int mask = table.length - 1;
        int at = hash(key);
        while (true) {
            int found = table[at] - 1;
            if (found < 0) {
                return add(key, at);
            }
            if (keys[found] == key) {
                return found;
            }
            at = (at + 1) & mask;
        }
    }

    /** Returns the high bits of a product, on which all bits of the number have an effect. */
    private int hash(long key) {
        return (int) (((key ^ SEED) * MIX) >>> shift);
    }

    private int add(long key, int at) {
        if (size == keys.length) {
            keys = Arrays.copyOf(keys, 2 * size);
        }
        keys[size] = key;
        table[at] = ++size;
        if (size > table.length / 2) {
            rebuild();
        }
        return size - 1;
    }

    private void rebuild() {
        int[] larger = new int[2 * table.length];
        int mask = larger.length - 1;
        shift = Long.numberOfLeadingZeros(mask);
        for (int id = 0; id < size; id++) {
            int at = hash(keys[id]);
            while (larger[at] != 0) {
                at = (at + 1) & mask;
            }
            larger[at] = id + 1;
        }
        table = larger;
    }

    /** Says that no more numbers come: those that are there need less memory then. */
    void end() {
        table = new int[0];
        keys = Arrays.copyOf(keys, size);
    }

    void clear() {
        Arrays.fill(table, 0);
        size = 0;
        last = 0;
        generation++;
    }

    /** Adds the numbers in the plain layout. */
    void write(int width, ByteBuilder out) throws IOException {
        for (int id = 0; id < size; id++) {
            out.putNumber(keys[id], width);
        }
    }
}
