package io.partd.parquet.write;

import io.partd.parquet.encoding.ByteBuilder;
import io.partd.parquet.encoding.HybridEncoder;
import java.io.IOException;
import java.util.Arrays;

/** The indices in the dictionary of a page's values. */
final class DictionaryIndices {

    private int[] indices = {};
    private int count;

    /** Makes room for so many more, and returns the array to put them in, from {@link #count} on. */
    int[] grow(int more) {
        if (count + more > indices.length) {
            indices = Arrays.copyOf(indices, Math.max(count + more, 2 * indices.length));
        }
        return indices;
    }

    /** Says that so many have been put there. */
    void added(int more) {
        count += more;
    }

    int get(int at) {
        return indices[at];
    }

    int count() {
        return count;
    }

    void clear() {
        count = 0;
    }

    /** Says that no more come. */
    void release() {
        indices = new int[0];
    }

    /** Returns how many bytes of memory are taken. */
    long memory() {
        return (long) Integer.BYTES * indices.length;
    }

    /** Returns about how many bytes they are when they are written. */
    long size(int dictionary) {
        return (long) count * width(dictionary) / Byte.SIZE;
    }

    void write(int dictionary, ByteBuilder out) throws IOException {
        int width = width(dictionary);
        out.putNumber(width, 1);
        HybridEncoder.write(indices, count, width, out);
    }

    private static int width(int dictionary) {
        return Integer.SIZE - Integer.numberOfLeadingZeros(Math.max(1, dictionary - 1));
    }
}
