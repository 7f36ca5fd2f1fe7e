package io.partd.arrow.shuffle;

import io.partd.arrow.RecordBatch;
import java.io.Closeable;
import java.io.IOException;
import java.util.List;

/**
 * Writes partitions side by side, such as a file of each. Of one partition, rows are added in input order, by one
 * thread at a time; of different ones by several threads at once.
 */
public interface PartitionSink extends Closeable {

    /**
     * Says which partitions there are by now: the names of their numbers, from 0 on. Called by one thread, before rows
     * of them are added or they are finished.
     *
     * @param partitions a list that only grows
     */
    void setPartitions(List<String> partitions);

    /**
     * Says that the rows of each partition come sorted. They are added when all were read, some partitions after
     * others, and {@link #takesRows} is not asked. Called at first.
     *
     * @param columns count one after the other; columns that are sorted by and not written, and those after them, are
     *     left out
     */
    default void sortedBy(List<SortedColumn> columns) {}

    /**
     * Tells whether the sink takes rows as they are read. After the first false the shuffle keeps the rows, does not
     * ask again, and adds them at the end, some partitions after others. One thread asks, after it prepared a batch and
     * while no thread adds rows.
     */
    boolean takesRows();

    /**
     * Returns about how many bytes of memory a partition takes that has a row and is not finished, besides what its
     * rows take. One thread asks, after it prepared a batch.
     */
    long partitionMemory();

    /** Tells whether a batch of rows that were kept may have those of several partitions. */
    boolean takesSeveral();

    /**
     * Prepares a batch whose rows are to be added. All have the same schema, but indices in dictionaries that have
     * grown may be wider. The batch stays the caller's; it is there until the prepared one is closed.
     */
    PreparedBatch prepare(RecordBatch batch) throws IOException;

    /** Completes a partition, after its last row. It may have none, if a batch was prepared at least. */
    void finish(int partition) throws IOException;

    /** A batch whose rows are added to partitions, by several threads at once. */
    interface PreparedBatch extends AutoCloseable {

        /** Adds the rows of partitions from one to before another. */
        void add(RowsByPartition rows, int from, int to) throws IOException;

        /** Releases what was prepared. */
        @Override
        void close();
    }
}
