package io.partd.arrow.shuffle;

import java.util.Arrays;
import org.apache.arrow.memory.util.MemoryUtil;

/** What rows are sorted by, of each the partition, too; rows that are equal stay as they came. For one thread. */
final class SortKeys {

    /** How many bytes a row takes besides those of its key. */
    private static final int ROW = 3 * Integer.BYTES;

    private final KeyBytes bytes = new KeyBytes();
    private int[] ends = new int[1 << 10];
    private int count;

    /** Adds a row. */
    void add(int partition, RowKeys keys, int row) {
        if (count == ends.length) {
            ends = Arrays.copyOf(ends, 2 * count);
        }
        bytes.putBigEndian(partition);
        keys.sorted(row, bytes);
        ends[count++] = bytes.length();
    }

    /** Returns the partition of a key that begins somewhere in memory. */
    static int partition(long address) {
        return Integer.reverseBytes(MemoryUtil.getInt(address));
    }

    /** Returns the partition of a row. */
    int partitionOf(int row) {
        int partition = 0;
        for (int i = 0; i < Integer.BYTES; i++) {
            partition = (partition << Byte.SIZE) | (bytes.bytes()[start(row) + i] & 0xff);
        }
        return partition;
    }

    int count() {
        return count;
    }

    /** Returns how many bytes are used. */
    long size() {
        return bytes.length() + (long) ROW * count;
    }

    void clear() {
        bytes.clear();
        count = 0;
    }

    /** Returns where a key begins. */
    int start(int row) {
        return row == 0 ? 0 : ends[row - 1];
    }

    /** Returns how many bytes a key has. */
    int length(int row) {
        return ends[row] - start(row);
    }

    /** Returns the bytes of all keys. */
    byte[] bytes() {
        return bytes.bytes();
    }

    /** Returns the rows, from 0 on as they came, in their order. */
    int[] sorted() {
        int[] sorted = new int[count];
        for (int i = 0; i < count; i++) {
            sorted[i] = i;
        }
        sort(sorted.clone(), sorted, 0, count);
        return sorted;
    }

    /** Sorts rows by merging halves; both arrays have the same in that range. */
    private void sort(int[] from, int[] to, int start, int end) {
        if (end - start < 2) {
            return;
        }
        int middle = (start + end) >>> 1;
        sort(to, from, start, middle);
        sort(to, from, middle, end);
        if (compare(from[middle - 1], from[middle]) <= 0) {
            System.arraycopy(from, start, to, start, end - start);
            return;
        }
        int left = start;
        int right = middle;
        for (int i = start; i < end; i++) {
            boolean takesLeft = right == end || (left < middle && compare(from[left], from[right]) <= 0);
            to[i] = takesLeft ? from[left++] : from[right++];
        }
    }

    private int compare(int a, int b) {
        byte[] all = bytes.bytes();
        return Arrays.compareUnsigned(all, start(a), ends[a], all, start(b), ends[b]);
    }
}
