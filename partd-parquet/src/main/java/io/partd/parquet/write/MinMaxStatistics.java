package io.partd.parquet.write;

/** Finds the smallest and the largest of a page's values, in the order of their type. */
abstract class MinMaxStatistics {

    /** Whether it is looked whether values come in an order, and whether they have until now. */
    private boolean checksSorted;

    private boolean sorted = true;
    private boolean descending;

    /** Returns the bounds of the values that were added, and begins with the next page. */
    abstract MinMax endPage();

    /** Compares two bounds. */
    abstract int compare(byte[] a, byte[] b);

    /**
     * Looks from now on whether values come in an order, in all pages. They have to be added in their own order then.
     */
    final void checkSorted(boolean isDescending) {
        checksSorted = true;
        descending = isDescending;
    }

    /** Tells whether all values that were added have come in the order that is looked at. */
    final boolean isSorted() {
        return checksSorted && sorted;
    }

    /**
     * Says how a value compares with the one before it.
     *
     * @param ordered whether it is in the order of the type at all
     */
    final void compared(int withLast, boolean ordered) {
        sorted &= ordered && (descending ? withLast <= 0 : withLast >= 0);
    }
}
