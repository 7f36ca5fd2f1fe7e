package io.partd.arrow;

import io.partd.arrow.ipc.Destination;
import io.partd.arrow.ipc.VectorSharing;
import io.partd.arrow.schema.BatchCast;
import java.io.IOException;
import java.util.Collection;
import org.apache.arrow.memory.BufferAllocator;
import org.apache.arrow.memory.OutOfMemoryException;
import org.apache.arrow.vector.VectorSchemaRoot;
import org.apache.arrow.vector.dictionary.Dictionary;
import org.apache.arrow.vector.dictionary.DictionaryProvider;
import org.apache.arrow.vector.types.pojo.Schema;

/**
 * Rows of one schema, a vector for each column, and the dictionaries of those columns that are dictionary-encoded. Owns
 * their memory: whoever has the batch closes it, once. Not for several threads at once.
 */
public final class RecordBatch implements AutoCloseable {

    private final VectorSchemaRoot root;
    private final DictionaryProvider dictionaries;

    private RecordBatch(VectorSchemaRoot root, DictionaryProvider dictionaries) {
        this.root = root;
        this.dictionaries = dictionaries;
    }

    /** Takes vectors, none of them dictionary-encoded, which are closed with the batch from now on. */
    public static RecordBatch of(VectorSchemaRoot root) {
        return of(root, new DictionaryProvider.MapDictionaryProvider());
    }

    /** Takes vectors and the dictionaries of those that are dictionary-encoded, which are closed with the batch. */
    public static RecordBatch of(VectorSchemaRoot root, DictionaryProvider dictionaries) {
        return new RecordBatch(root, dictionaries);
    }

    /** Takes vectors and dictionaries, as {@link #of(VectorSchemaRoot, DictionaryProvider)} does. */
    public static RecordBatch of(VectorSchemaRoot root, Collection<Dictionary> dictionaries) {
        return of(root, new DictionaryProvider.MapDictionaryProvider(dictionaries.toArray(Dictionary[]::new)));
    }

    /** Takes what has been loaded. */
    static RecordBatch of(Destination loaded) {
        return of(loaded.root(), loaded.dictionaries().values());
    }

    /**
     * Makes a batch with what others have, who may be given other values later: of the same memory, if their allocator
     * has the same root.
     *
     * @param written the schema, in which encoded fields have the type of their values
     */
    static RecordBatch copyOf(
            VectorSchemaRoot root, DictionaryProvider dictionaries, Schema written, BufferAllocator allocator)
            throws IOException {
        return loaded(allocator, written, destination -> VectorSharing.share(root, dictionaries, destination));
    }

    /**
     * Returns this batch with a schema that its own was unified with, in which encoded fields have the type of their
     * values. Both are to be closed.
     *
     * @throws IOException if a value is not in its new type
     */
    RecordBatch cast(Schema unified, BufferAllocator allocator) throws IOException {
        return loaded(allocator, unified, destination -> {
            try (BatchCast cast = new BatchCast(destination)) {
                cast.load(root, dictionaries);
            }
        });
    }

    /** Loads vectors. */
    private interface Loading {

        void into(Destination destination) throws IOException;
    }

    private static RecordBatch loaded(BufferAllocator allocator, Schema written, Loading loading) throws IOException {
        Destination destination = Destination.of(allocator, written);
        try {
            loading.into(destination);
            return of(destination);
        } catch (OutOfMemoryException e) {
            destination.close();
            throw new IOException("there is not enough memory for a batch", e);
        } catch (Throwable e) {
            destination.close();
            throw e;
        }
    }

    /** Returns the vectors, which stay this batch's. */
    public VectorSchemaRoot root() {
        return root;
    }

    /** Returns the dictionaries, which stay this batch's. */
    public DictionaryProvider dictionaries() {
        return dictionaries;
    }

    /** Returns the schema, in which a dictionary-encoded column has the type of its indices. */
    public Schema schema() {
        return root.getSchema();
    }

    /** Returns the number of rows. */
    public int rowCount() {
        return root.getRowCount();
    }

    /** Releases the memory of vectors and dictionaries. Closing twice has no effect. */
    @Override
    public void close() {
        root.close();
        for (long id : dictionaries.getDictionaryIds()) {
            Dictionary dictionary = dictionaries.lookup(id);
            if (dictionary != null) {
                dictionary.getVector().close();
            }
        }
    }
}
