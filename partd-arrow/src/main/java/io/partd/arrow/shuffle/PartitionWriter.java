package io.partd.arrow.shuffle;

import io.partd.arrow.RecordBatch;
import java.io.Closeable;
import java.io.IOException;

/** Writes one partition, such as a file of it. Used by one thread at a time. */
public interface PartitionWriter extends Closeable {

    /**
     * Writes a batch, which stays the caller's. All have the same schema, and the same dictionaries; the first may have
     * no row.
     */
    void write(RecordBatch batch) throws IOException;

    /** Completes what was written, if nothing failed, and closes it. */
    @Override
    void close() throws IOException;

    /** Makes the writer of a partition. Called by several threads at once. */
    @FunctionalInterface
    interface Factory {

        /** Makes the writer of the partition with that name. */
        PartitionWriter create(String partition) throws IOException;
    }
}
