package io.partd.arrow.shuffle;

import io.partd.arrow.memory.BuiltColumns;
import java.util.Arrays;

/**
 * Appends the elements of lists, some at a time: however long the lists are, few numbers of rows are held. For one
 * thread.
 */
final class ElementRows implements AutoCloseable {

    /** The most rows at a time. */
    static final int AT_ONCE = 1 << 14;

    private final ColumnBuilder elements;
    private int[] rows = new int[64];
    private int count;
    private long length;

    ElementRows(ColumnBuilder elements) {
        this.elements = elements;
    }

    /** Returns how many elements were added. */
    long length() {
        return length;
    }

    /**
     * Adds the elements from one row of their array to another one.
     *
     * @throws IllegalArgumentException if they become more than a column has
     */
    void add(ArrayData from, int start, int end) {
        length += end - start;
        if (length > Integer.MAX_VALUE) {
            throw new IllegalArgumentException("lists have " + length + " values in one piece of a partition, and "
                    + Integer.MAX_VALUE + " are possible; use less memory");
        }
        int next = start;
        while (next < end) {
            int some = Math.min(end - next, AT_ONCE - count);
            if (count + some > rows.length) {
                rows = Arrays.copyOf(rows, Math.min(AT_ONCE, Math.max(count + some, 2 * rows.length)));
            }
            for (int i = 0; i < some; i++) {
                rows[count++] = next++;
            }
            if (count == AT_ONCE) {
                flush(from);
            }
        }
    }

    /** Appends what was added and is not appended yet. To be called before elements of another array come. */
    void flush(ArrayData from) {
        if (count > 0) {
            elements.append(from, rows, 0, count);
            count = 0;
        }
    }

    void share(BuiltColumns columns) {
        elements.share(columns);
    }

    @Override
    public void close() {
        elements.close();
    }
}
