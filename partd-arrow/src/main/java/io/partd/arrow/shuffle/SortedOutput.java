package io.partd.arrow.shuffle;

import io.partd.arrow.Table;
import java.io.IOException;
import java.util.List;

/** Where the sorted rows of partitions go, when all are there. */
interface SortedOutput {

    /** Tells whether a table may have the rows of several partitions. */
    boolean takesSeveral();

    /** Says which partitions there are, before any rows come. */
    void begin(List<String> names) throws IOException;

    /**
     * Returns what takes the rows of some partitions. Called by several threads, each for others.
     *
     * @param from the first partition
     * @param to the one after the last
     */
    SortedRows rows(int from, int to);

    /** Takes the rows of partitions one after the other. For one thread. */
    interface SortedRows extends AutoCloseable {

        /**
         * Adds rows.
         *
         * @param table in which they lie partition by partition; it is this object's from now on
         * @param first the partition of the first row
         * @param counts how many rows that and those after it have
         */
        void add(Table table, int first, int[] counts) throws IOException;

        /** Completes the partitions, those without a row, too. */
        void finish() throws IOException;

        @Override
        void close();
    }
}
