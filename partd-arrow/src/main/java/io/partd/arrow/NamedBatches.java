package io.partd.arrow;

import io.partd.CorruptDataException;
import io.partd.arrow.ipc.BatchStream;
import io.partd.arrow.ipc.Destination;
import io.partd.arrow.ipc.IpcReader;
import io.partd.arrow.ipc.MalformedException;
import java.io.Closeable;
import java.io.IOException;
import org.apache.arrow.memory.BufferAllocator;
import org.apache.arrow.memory.OutOfMemoryException;
import org.apache.arrow.vector.ipc.ArrowReader;
import org.apache.arrow.vector.types.pojo.Schema;

/** Batches of something that has a name, which says so if it fails. */
final class NamedBatches implements BatchStream {

    private final String name;
    private final BatchStream batches;

    private NamedBatches(String name, BatchStream batches) {
        this.name = name;
        this.batches = batches;
    }

    /** What opens batches. */
    interface Opening {

        BatchStream open() throws IOException;
    }

    /** Opens batches and makes a reader of them. If that fails, closes what they would have been read from. */
    static ArrowReader reader(String name, BufferAllocator allocator, Closeable in, Opening opening)
            throws IOException {
        boolean done = false;
        try {
            ArrowReader reader = new IpcReader(new NamedBatches(name, opening.open()), allocator);
            done = true;
            return reader;
        } catch (IOException | RuntimeException e) {
            throw named(name, e);
        } finally {
            if (!done) {
                in.close();
            }
        }
    }

    static IOException named(String name, Exception e) {
        if (e instanceof OutOfMemoryException) {
            return new IOException(
                    name + ": there is not enough memory for a batch (" + e.getMessage()
                            + "); allow more, or write it with smaller batches",
                    e);
        }
        return e instanceof MalformedException || e instanceof RuntimeException
                ? new CorruptDataException(name + ": " + e.getMessage(), e)
                : new IOException(name + ": " + e.getMessage(), e);
    }

    @Override
    public Schema schema() {
        return batches.schema();
    }

    @Override
    public boolean next() throws IOException {
        try {
            return batches.next();
        } catch (IOException | RuntimeException e) {
            throw named(name, e);
        }
    }

    @Override
    public void load(Destination destination) throws IOException {
        try {
            batches.load(destination);
        } catch (IOException | RuntimeException e) {
            throw named(name, e);
        }
    }

    @Override
    public long bytesRead() {
        return batches.bytesRead();
    }

    @Override
    public void close() throws IOException {
        batches.close();
    }
}
