package io.partd.parquet.write;

import io.partd.parquet.encoding.ByteBuilder;
import io.partd.parquet.encoding.LittleEndian;
import java.io.IOException;
import java.util.Arrays;
import java.util.SplittableRandom;

/** Distinct byte strings, in the order of their first occurrence. */
final class BytesDictionary {

    /** So that nobody can prepare strings that all meet in one place. */
    private static final long SEED = new SplittableRandom().nextLong();

    private static final long MIX = 0x9E3779B97F4A7C15L;
    private static final int FIRST = 8;

    private final ByteBuilder bytes = new ByteBuilder();
    private int[] starts = new int[FIRST];
    private int[] lengths = new int[FIRST];
    private int[] hashes = new int[FIRST];
    private int[] table = new int[2 * FIRST];

    /** By how much a hash is shifted to be a place in the table. */
    private int shift = Integer.numberOfLeadingZeros(table.length - 1);

    private int size;
    private long generation;

    int size() {
        return size;
    }

    /** Returns a number that is another one after {@link #clear}, when the places of strings are no longer valid. */
    long generation() {
        return generation;
    }

    /** Returns how many bytes of memory are taken. */
    long memory() {
        return bytes.memory() + (long) Integer.BYTES * (starts.length + lengths.length + hashes.length + table.length);
    }

    /** Returns the bytes of all values together. */
    int byteCount() {
        return bytes.size();
    }

    byte[] bytes() {
        return bytes.bytes();
    }

    int start(int id) {
        return starts[id];
    }

    int length(int id) {
        return lengths[id];
    }

    /** Returns the place of a string, which is a new one if it has not come before. */
    int id(byte[] from, int start, int length) throws IOException {
        int hash = hash(from, start, length);
        int mask = table.length - 1;
        int at = first(hash);
        while (true) {
            int found = table[at] - 1;
            if (found < 0) {
                return add(from, start, length, hash, at);
            }
            if (hashes[found] == hash && lengths[found] == length && equal(found, from, start, length)) {
                return found;
            }
            at = (at + 1) & mask;
        }
    }

    private boolean equal(int id, byte[] from, int start, int length) {
        if (length <= Long.BYTES) {
            long difference = LittleEndian.getLong(bytes.bytes(), starts[id]) ^ LittleEndian.getLong(from, start);
            return (difference & mask(length)) == 0;
        }
        int own = starts[id];
        return Arrays.equals(bytes.bytes(), own, own + length, from, start, start + length);
    }

    private static long mask(int length) {
        return length == 0 ? 0 : -1L >>> (Long.SIZE - Byte.SIZE * length);
    }

    private static int hash(byte[] from, int start, int length) {
        long mixed = SEED + length;
        int at = start;
        int left = length;
        while (left > Long.BYTES) {
            mixed = (mixed ^ LittleEndian.getLong(from, at)) * MIX;
            mixed ^= mixed >>> 32;
            at += Long.BYTES;
            left -= Long.BYTES;
        }
        mixed = (mixed ^ (LittleEndian.getLong(from, at) & mask(left))) * MIX;
        return (int) (mixed >>> 32);
    }

    /** Returns where to look first: at the high bits, on which all of a string has an effect. */
    private int first(int hash) {
        return hash >>> shift;
    }

    private int add(byte[] from, int start, int length, int hash, int at) throws IOException {
        if (size == starts.length) {
            starts = Arrays.copyOf(starts, 2 * size);
            lengths = Arrays.copyOf(lengths, 2 * size);
        }
        if (size >= hashes.length) {
            hashes = Arrays.copyOf(hashes, starts.length);
        }
        starts[size] = bytes.size();
        lengths[size] = length;
        hashes[size] = hash;
        bytes.put(from, start, length);
        table[at] = ++size;
        if (size > table.length / 2) {
            rebuild();
        }
        return size - 1;
    }

    private void rebuild() {
        int[] larger = new int[2 * table.length];
        int mask = larger.length - 1;
        shift = Integer.numberOfLeadingZeros(mask);
        for (int id = 0; id < size; id++) {
            int at = first(hashes[id]);
            while (larger[at] != 0) {
                at = (at + 1) & mask;
            }
            larger[at] = id + 1;
        }
        table = larger;
    }

    /** Says that no more strings come: those that are there need less memory then. */
    void end() {
        table = new int[0];
        hashes = new int[0];
        if (size == 0) {
            starts = new int[0];
            lengths = new int[0];
            bytes.release();
        }
    }

    void clear() {
        Arrays.fill(table, 0);
        bytes.clear();
        size = 0;
        generation++;
    }
}
