package io.partd.shuffle;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.Map;

/**
 * Takes the partitions of a shuffle. One thread at a time calls it.
 *
 * <pre>{@code
 * BatchSink sink = parts::appendBuffers; // of a store
 * }</pre>
 */
@FunctionalInterface
public interface BatchSink {

    /**
     * Appends what remains in the buffers of each partition, in list order. The caller reuses the buffers after the
     * call. Every partition comes at least once; one without records comes with its header alone, or empty.
     *
     * @param batch the buffers by the names of the partitions
     * @throws IOException to end the shuffle
     */
    void append(Map<String, List<ByteBuffer>> batch) throws IOException;
}
