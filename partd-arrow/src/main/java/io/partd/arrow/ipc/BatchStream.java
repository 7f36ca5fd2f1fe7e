package io.partd.arrow.ipc;

import java.io.Closeable;
import java.io.IOException;
import org.apache.arrow.vector.types.pojo.Schema;

/** Record batches of one schema, one after the other. For one thread. */
public interface BatchStream extends Closeable {

    /**
     * Returns the schema, in which encoded fields have the type of their values, and dictionaries are numbered from 0
     * in the order of the fields.
     */
    Schema schema();

    /**
     * Reads the next batch.
     *
     * @return whether there is one
     * @throws MalformedException if there is something else
     */
    boolean next() throws IOException;

    /**
     * Loads vectors with the batch that {@link #next} has read, and their dictionaries.
     *
     * @throws MalformedException if it does not fit them, or what is in it cannot be; they are to be closed then
     */
    void load(Destination destination) throws IOException;

    /** Returns how many bytes have been read. */
    long bytesRead();
}
