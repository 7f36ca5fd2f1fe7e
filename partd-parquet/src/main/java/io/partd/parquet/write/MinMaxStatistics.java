package io.partd.parquet.write;

/** Finds the smallest and the largest of a page's values, in the order of their type. */
interface MinMaxStatistics {

    /** Returns the bounds of the values that were added, and begins with the next page. */
    MinMax endPage();

    /**
     * Looks from now on whether values come in an order, in all pages. They have to be added in their own order then.
     */
    void checkSorted(boolean descending);

    /** Tells whether all values that were added have come in the order that is looked at. */
    boolean isSorted();

    /** Compares two bounds. */
    int compare(byte[] a, byte[] b);
}
