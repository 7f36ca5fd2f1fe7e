package io.partd.parquet.write;

/** Finds the smallest and the largest of a page's values, in the order of their type. */
interface MinMaxStatistics {

    /** Returns the bounds of the values that were added, and begins with the next page. */
    MinMax endPage();

    /** Compares two bounds. */
    int compare(byte[] a, byte[] b);
}
