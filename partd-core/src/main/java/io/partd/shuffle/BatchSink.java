package io.partd.shuffle;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.Map;

/** Where a shuffle's partitions go. {@code store::appendBuffers} is one. Called by one thread at a time. */
@FunctionalInterface
public interface BatchSink {

    /**
     * Appends what remains in each partition's buffers, in list order; the buffers are the caller's again afterwards.
     * Every partition comes at least once, those without a record with their header alone, or with nothing.
     *
     * @param batch by the partitions' names
     * @throws IOException to end the shuffle
     */
    void append(Map<String, List<ByteBuffer>> batch) throws IOException;
}
