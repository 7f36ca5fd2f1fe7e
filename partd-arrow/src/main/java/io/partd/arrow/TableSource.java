package io.partd.arrow;

import java.io.IOException;
import org.apache.arrow.memory.BufferAllocator;
import org.apache.arrow.vector.ipc.ArrowReader;

/** Where record batches are read from, such as a file. May be opened more than once, each time from the beginning. */
public interface TableSource {

    /** Returns what messages call it, such as the file's name. */
    String name();

    /**
     * Opens it.
     *
     * @param allocator for the memory of the batches
     * @return a reader to close after use, whose batches are each gone when the next one is loaded
     * @throws IOException if it cannot be read, or is malformed
     */
    ArrowReader open(BufferAllocator allocator) throws IOException;
}
