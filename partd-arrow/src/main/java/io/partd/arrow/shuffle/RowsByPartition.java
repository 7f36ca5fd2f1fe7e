package io.partd.arrow.shuffle;

/** Rows of a batch, sorted by partition. */
public interface RowsByPartition {

    /**
     * Returns the 0-based numbers of rows, partition by partition, in input order within each. The array is not copied.
     */
    int[] rows();

    /** Returns where in {@link #rows} those of a partition begin. */
    int start(int partition);

    /** Returns where in {@link #rows} those of a partition end; that is where they begin if it has none. */
    int end(int partition);
}
