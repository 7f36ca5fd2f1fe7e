package io.partd.arrow.ipc;

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

    private final BatchStream batches;
    private final Destination destination;
    private final VectorSchemaRoot root;
    private final boolean hasUnions;

    /** Makes a reader, which owns the batches. */
    public IpcReader(BatchStream batches, BufferAllocator allocator) {
        super(allocator);
        this.batches = batches;
        destination = Destination.of(allocator, batches.schema());
        root = destination.root();
        hasUnions = root.getSchema().getFields().stream().anyMatch(IpcReader::hasUnion);
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
        if (!batches.next()) {
            return false;
        }
        batches.load(destination);
        try {
            root.setRowCount(destination.rows());
        } catch (OutOfMemoryException e) {
            throw new IOException("there is not enough memory for a batch: " + e.getMessage(), e);
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
