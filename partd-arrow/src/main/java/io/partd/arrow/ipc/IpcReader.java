package io.partd.arrow.ipc;

import io.partd.CorruptDataException;
import java.io.Closeable;
import java.io.IOException;
import java.util.Map;
import java.util.Set;
import org.apache.arrow.memory.BufferAllocator;
import org.apache.arrow.memory.OutOfMemoryException;
import org.apache.arrow.vector.VectorSchemaRoot;
import org.apache.arrow.vector.dictionary.Dictionary;
import org.apache.arrow.vector.ipc.ArrowReader;
import org.apache.arrow.vector.types.pojo.ArrowType;
import org.apache.arrow.vector.types.pojo.Field;
import org.apache.arrow.vector.types.pojo.Schema;
import org.jspecify.annotations.Nullable;

/**
 * Reads batches through Arrow's own interface. Nothing of what it inherits is used to load them, since that believes
 * what it reads.
 */
public final class IpcReader extends ArrowReader {

    private final @Nullable String name;
    private final BatchStream batches;
    private final Destination destination;
    private final VectorSchemaRoot root;
    private final boolean hasUnions;

    private IpcReader(@Nullable String name, BatchStream batches, BufferAllocator allocator) {
        super(allocator);
        this.name = name;
        this.batches = batches;
        destination = Destination.of(allocator, batches.schema());
        root = destination.root();
        hasUnions = root.getSchema().getFields().stream().anyMatch(IpcReader::hasUnion);
    }

    /** Makes a reader, which owns the batches; these name what they are in what they throw. */
    public static IpcReader of(BatchStream batches, BufferAllocator allocator) {
        return new IpcReader(null, batches, allocator);
    }

    /** What opens batches. */
    public interface Opening {

        /** Opens them. */
        BatchStream open() throws IOException;
    }

    /**
     * Opens batches and makes a reader of them. If that fails, closes what they would have been read from.
     *
     * @param name of the source; the message of each exception begins with it
     */
    public static IpcReader open(String name, BufferAllocator allocator, Closeable in, Opening opening)
            throws IOException {
        try {
            return new IpcReader(name, opening.open(), allocator);
        } catch (IOException | RuntimeException e) {
            in.close();
            throw named(name, e);
        } catch (Error e) {
            in.close();
            throw e;
        }
    }

    /** Returns an exception that names what could not be read. */
    public static IOException named(String name, Exception e) {
        if (e instanceof OutOfMemoryException) {
            return new IOException(
                    name + ": there is not enough memory for a batch; allow more, or write it with smaller batches", e);
        }
        return e instanceof MalformedException || e instanceof RuntimeException
                ? new CorruptDataException(name + ": " + e.getMessage(), e)
                : new IOException(name + ": " + e.getMessage(), e);
    }

    private static boolean hasUnion(Field field) {
        return field.getType() instanceof ArrowType.Union
                || field.getChildren().stream().anyMatch(IpcReader::hasUnion);
    }

    @Override
    public VectorSchemaRoot getVectorSchemaRoot() {
        return root;
    }

    @Override
    public Map<Long, Dictionary> getDictionaryVectors() {
        return destination.dictionaries();
    }

    @Override
    public @Nullable Dictionary lookup(long id) {
        return destination.dictionaries().get(id);
    }

    @Override
    public Set<Long> getDictionaryIds() {
        return destination.dictionaries().keySet();
    }

    @Override
    public boolean loadNextBatch() throws IOException {
        root.setRowCount(0);
        if (name == null) {
            return load();
        }
        try {
            return load();
        } catch (IOException | RuntimeException e) {
            throw named(name, e);
        }
    }

    private boolean load() throws IOException {
        if (!batches.next()) {
            return false;
        }
        batches.load(destination);
        try {
            root.setRowCount(destination.rows());
        } catch (OutOfMemoryException e) {
            throw new IOException("there is not enough memory for a batch", e);
        }
        if (hasUnions) {
            // Which has set the lengths of their children to how many values there are of each.
            batches.load(destination);
        }
        return true;
    }

    @Override
    public long bytesRead() {
        return batches.bytesRead();
    }

    @Override
    public void close(boolean closeReadSource) throws IOException {
        destination.close();
        if (closeReadSource) {
            closeReadSource();
        }
    }

    @Override
    protected void closeReadSource() throws IOException {
        batches.close();
    }

    @Override
    protected Schema readSchema() {
        return batches.schema();
    }
}
