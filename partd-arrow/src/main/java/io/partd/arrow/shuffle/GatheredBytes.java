package io.partd.arrow.shuffle;

import org.apache.arrow.memory.util.MemoryUtil;

/**
 * How many bytes a column has; or becomes, where that is more: views may show the same bytes again and again, and a run
 * may be divided into its rows.
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
    static long of(Chunk chunk) {
        long children = 0;
        for (Chunk child : chunk.children()) {
            children += of(child);
        }
        return switch (chunk.field().getType().getTypeID()) {
            case Utf8View, BinaryView -> Math.max(own(chunk), shownByViews(chunk));
            case ListView -> own(chunk) + shownByLists(chunk, 4, children);
            case LargeListView -> own(chunk) + shownByLists(chunk, 8, children);
            case RunEndEncoded ->
                times(children, chunk.length(), chunk.children().get(0).length());
            default -> own(chunk) + children;
        };
    }

    private static long own(Chunk chunk) {
        long size = 0;
        for (int i = 0; i < chunk.buffers(); i++) {
            size += chunk.capacity(i);
        }
        return size;
    }

    private static long shownByViews(Chunk chunk) {
        long source = Views.source(chunk);
        long shown = 0;
        for (int row = 0; row < chunk.length(); row++) {
            int length = chunk.isNull(row) ? 0 : Views.length(source + (long) row * Views.SIZE);
            shown += length > Views.MOST_INLINE ? length : 0;
        }
        return (long) chunk.length() * Views.SIZE + shown;
    }

    private static long shownByLists(Chunk chunk, int width, long children) {
        long sizes = chunk.address(2, (long) chunk.length() * width);
        double shown = 0;
        for (int row = 0; row < chunk.length(); row++) {
            long at = sizes + (long) row * width;
            shown += chunk.isNull(row) ? 0 : Math.max(0, width == 4 ? MemoryUtil.getInt(at) : MemoryUtil.getLong(at));
        }
        return times(children, shown, chunk.children().get(0).length());
    }

    /** Returns the bytes that so many values have if some have these; no less than they have. */
    private static long times(long bytes, double values, int of) {
        double each = (double) bytes / Math.max(1, of);
        return Math.max(bytes, (long) Math.min(MOST, each * values));
    }
}
