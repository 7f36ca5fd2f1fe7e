package io.partd.arrow.shuffle;

import java.util.Arrays;

/** A growing list of row numbers. */
final class RowNumbers {

    private int[] rows = {};
    private int count;

    int[] rows() {
        return rows;
    }

    int count() {
        return count;
    }

    void clear() {
        count = 0;
    }

    void addRange(int from, int to) {
        if (count + (to - from) > rows.length) {
            rows = Arrays.copyOf(rows, Math.max(Math.addExact(count, to - from), count + count / 2));
        }
        for (int row = from; row < to; row++) {
            rows[count++] = row;
        }
    }
}
