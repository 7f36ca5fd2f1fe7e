package io.partd.parquet.write;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import org.apache.parquet.format.BoundaryOrder;
import org.apache.parquet.format.ColumnIndex;
import org.apache.parquet.format.OffsetIndex;
import org.apache.parquet.format.PageLocation;
import org.jspecify.annotations.Nullable;

/** The page index of a column chunk, and its bounds, page by page. */
final class PageIndexBuilder {

    private static final int OBJECTS = 72;

    private final List<Page> pages = new ArrayList<>(1);
    private long memory;
    private long rows;

    /** Null before a page has a value. */
    private @Nullable MinMax minMax;

    /**
     * A page.
     *
     * @param size of it with its header, in bytes
     * @param firstRow its place in the row group
     * @param nulls how many values are null, empty lists included
     * @param minMax the bounds of its values; null if it has none
     */
    private record Page(
            int size, long firstRow, long nulls, @Nullable MinMax minMax) {}

    /** Adds a page of some rows. */
    void add(int size, int rowCount, int values, int nulls, MinMax bounds, Comparator<byte[]> order) {
        boolean none = nulls == values;
        pages.add(new Page(size, rows, nulls, none ? null : bounds));
        rows += rowCount;
        memory += OBJECTS + (none ? 0 : bounds.memory());
        if (!none) {
            minMax = minMax == null ? bounds : minMax.merge(bounds, order);
        }
    }

    /** Returns the bounds of all values. */
    MinMax minMax() {
        return minMax == null ? MinMax.UNKNOWN : minMax;
    }

    /** Returns how many bytes of memory are taken. */
    long memory() {
        return memory + (minMax == null ? 0 : minMax.memory());
    }

    /** Returns the column index; null if a page has values but not both bounds, which it cannot express. */
    @Nullable
    ColumnIndex columnIndex(Comparator<byte[]> order) {
        List<Boolean> nullPages = new ArrayList<>();
        List<ByteBuffer> mins = new ArrayList<>();
        List<ByteBuffer> maxes = new ArrayList<>();
        List<Long> nullCounts = new ArrayList<>();
        for (Page page : pages) {
            MinMax bounds = page.minMax();
            byte[] min = bounds == null ? new byte[0] : bounds.min();
            byte[] max = bounds == null ? new byte[0] : bounds.max();
            if (min == null || max == null) {
                return null;
            }
            nullPages.add(bounds == null);
            mins.add(ByteBuffer.wrap(min));
            maxes.add(ByteBuffer.wrap(max));
            nullCounts.add(page.nulls());
        }
        ColumnIndex index = new ColumnIndex(nullPages, mins, maxes, boundaryOrder(order));
        index.setNull_counts(nullCounts);
        return index;
    }

    /** Returns how bounds follow each other, pages of nulls left aside. */
    private BoundaryOrder boundaryOrder(Comparator<byte[]> order) {
        if (isOrdered(order)) {
            return BoundaryOrder.ASCENDING;
        }
        return isOrdered(order.reversed()) ? BoundaryOrder.DESCENDING : BoundaryOrder.UNORDERED;
    }

    private boolean isOrdered(Comparator<byte[]> order) {
        byte[] min = null;
        byte[] max = null;
        for (Page page : pages) {
            MinMax bounds = page.minMax();
            if (bounds == null) {
                continue;
            }
            byte[] nextMin = bounds.min();
            byte[] nextMax = bounds.max();
            if (min != null && max != null && nextMin != null && nextMax != null) {
                if (order.compare(min, nextMin) > 0 || order.compare(max, nextMax) > 0) {
                    return false;
                }
            }
            min = nextMin;
            max = nextMax;
        }
        return true;
    }

    /** Returns where the pages are, of which the first one is at a place in the file. */
    OffsetIndex offsetIndex(long first) {
        List<PageLocation> locations = new ArrayList<>();
        long at = first;
        for (Page page : pages) {
            locations.add(new PageLocation(at, page.size(), page.firstRow()));
            at += page.size();
        }
        return new OffsetIndex(locations);
    }
}
