package io.partd.parquet.write;

import io.partd.parquet.encoding.ByteBuilder;
import io.partd.parquet.encoding.LittleEndian;
import java.io.IOException;
import java.util.Arrays;
import java.util.SplittableRandom;

/** Distinct byte strings. */
final class BytesDictionary extends ValueDictionary {

    /** So that nobody can prepare strings that all meet in one place. */
    private static final long SEED = new SplittableRandom().nextLong();

    private final ByteBuilder bytes = new ByteBuilder();
    private int[] starts = new int[FIRST];
    private int[] lengths = new int[FIRST];
    private int[] hashes = new int[FIRST];

    @Override
    long memory() {
        return super.memory()
                + bytes.memory()
                + (long) Integer.BYTES * (starts.length + lengths.length + hashes.length);
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
        int at = first(hash);
        while (true) {
            int found = at(at);
            if (found < 0) {
                return add(from, start, length, hash, at);
            }
            if (hashes[found] == hash && lengths[found] == length && equal(found, from, start, length)) {
                return found;
            }
            at = next(at);
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

    @Override
    int hashOf(int id) {
        return hashes[id];
    }

    private int add(byte[] from, int start, int length, int hash, int at) throws IOException {
        if (size() == starts.length) {
            starts = Arrays.copyOf(starts, 2 * size());
            lengths = Arrays.copyOf(lengths, 2 * size());
        }
        if (size() >= hashes.length) {
            hashes = Arrays.copyOf(hashes, starts.length);
        }
        starts[size()] = bytes.size();
        lengths[size()] = length;
        hashes[size()] = hash;
        bytes.put(from, start, length);
        return add(at);
    }

    @Override
    void end() {
        super.end();
        hashes = new int[0];
        if (size() == 0) {
            starts = new int[0];
            lengths = new int[0];
            bytes.release();
        }
    }

    @Override
    void clear() {
        super.clear();
        bytes.clear();
    }
}
