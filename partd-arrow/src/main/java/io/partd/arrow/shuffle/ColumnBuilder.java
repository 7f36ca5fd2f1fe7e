package io.partd.arrow.shuffle;

import io.partd.arrow.memory.BuiltColumns;

/**
 * Makes a column of rows of others that have the same type. Closing it releases its memory, but for what others share.
 */
interface ColumnBuilder extends AutoCloseable {

    /** Appends rows of an array, in the order of {@code rows[start]} to {@code rows[end - 1]}. */
    void append(ArrayData from, int[] rows, int start, int end);

    /** Returns the number of rows. */
    int length();

    /**
     * Adds what there is by now, of the columns within it as well. More rows may come afterwards: they do not change
     * what was shared before.
     */
    void share(BuiltColumns columns);

    @Override
    void close();

    /** Tells whether rows follow each other without a gap. */
    static boolean isRun(int[] rows, int start, int end) {
        boolean run = end > start && rows[end - 1] - rows[start] == end - 1 - start;
        for (int i = start + 1; run && i < end; i++) {
            run = rows[i] == rows[i - 1] + 1;
        }
        return run;
    }
}
