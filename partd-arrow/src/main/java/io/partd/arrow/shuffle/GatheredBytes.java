package io.partd.arrow.shuffle;

import org.apache.arrow.memory.util.MemoryUtil;

/**
 * Counts the bytes of a column, or of its rows after gathering if these are more: several views may show the same
 * bytes, and a run may be divided into its rows.
 */
final class GatheredBytes {

    /** So that sums of it are numbers still. */
    private static final double MOST = 1L << 50;

    private GatheredBytes() {}

    /**
     * Returns the bytes of a column and of those within it.
     *
     * @throws IllegalArgumentException if it has fewer than its rows need
     */
    static long of(ArrayData array) {
        long children = 0;
        for (ArrayData child : array.children()) {
            children += of(child);
        }
        return switch (array.field().getType().getTypeID()) {
            case Utf8View, BinaryView -> Math.max(own(array), shownByViews(array));
            case ListView -> own(array) + shownByLists(array, 4, children);
            case LargeListView -> own(array) + shownByLists(array, 8, children);
            case RunEndEncoded ->
                times(children, array.length(), array.children().get(0).length());
            default -> own(array) + children;
        };
    }

    private static long own(ArrayData array) {
        long size = 0;
        for (int i = 0; i < array.buffers(); i++) {
            size += array.capacity(i);
        }
        return size;
    }

    private static long shownByViews(ArrayData array) {
        long source = Views.source(array);
        long shown = 0;
        for (int row = 0; row < array.length(); row++) {
            int length = array.isNull(row) ? 0 : Views.length(source + (long) row * Views.SIZE);
            shown += length > Views.MOST_INLINE ? length : 0;
        }
        return (long) array.length() * Views.SIZE + shown;
    }

    private static long shownByLists(ArrayData array, int width, long children) {
        long sizes = array.address(2, (long) array.length() * width);
        double shown = 0;
        for (int row = 0; row < array.length(); row++) {
            long at = sizes + (long) row * width;
            shown += array.isNull(row) ? 0 : Math.max(0, width == 4 ? MemoryUtil.getInt(at) : MemoryUtil.getLong(at));
        }
        return times(children, shown, array.children().get(0).length());
    }

    /** Returns the bytes that so many values have if some have these; no less than they have. */
    private static long times(long bytes, double values, int of) {
        double each = (double) bytes / Math.max(1, of);
        return Math.max(bytes, (long) Math.min(MOST, each * values));
    }
}
