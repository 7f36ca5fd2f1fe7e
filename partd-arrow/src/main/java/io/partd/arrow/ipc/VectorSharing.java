package io.partd.arrow.ipc;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.apache.arrow.memory.ArrowBuf;
import org.apache.arrow.memory.BufferAllocator;
import org.apache.arrow.vector.FieldVector;
import org.apache.arrow.vector.VectorSchemaRoot;
import org.apache.arrow.vector.dictionary.Dictionary;
import org.apache.arrow.vector.dictionary.DictionaryProvider;
import org.apache.arrow.vector.ipc.message.ArrowFieldNode;

/** Gives a vector the values of another one of the same type: the same memory, or a copy for an unrelated allocator. */
public final class VectorSharing {

    private VectorSharing() {}

    /** Loads a destination with vectors, and those of their dictionaries that it was not loaded with last. */
    public static void share(VectorSchemaRoot root, DictionaryProvider dictionaries, Destination destination) {
        for (Map.Entry<Long, Dictionary> each : destination.dictionaries().entrySet()) {
            FieldVector values = dictionaries.lookup(each.getKey()).getVector();
            if (destination.isNews(each.getKey(), values)) {
                share(values, each.getValue().getVector(), destination.allocator());
            }
        }
        List<FieldVector> vectors = root.getFieldVectors();
        for (int i = 0; i < vectors.size(); i++) {
            share(vectors.get(i), destination.vectors().get(i), destination.allocator());
        }
        destination.setRows(root.getRowCount());
    }

    /**
     * Returns a vector, to be closed, with what another one has. Not while another thread does anything with that one:
     * each time a vector gives its buffers away, it marks in them how much of each is to be written.
     */
    public static FieldVector shared(FieldVector vector, BufferAllocator allocator) {
        FieldVector shared = vector.getField().createVector(allocator);
        try {
            share(vector, shared, allocator);
            return shared;
        } catch (Throwable e) {
            shared.close();
            throw e;
        }
    }

    /** Gives a vector, and those within it, what another one has. */
    public static void share(FieldVector from, FieldVector to, BufferAllocator allocator) {
        load(to, from.getValueCount(), from.getNullCount(), from.getFieldBuffers(), allocator);
        List<FieldVector> children = from.getChildrenFromFields();
        for (int i = 0; i < children.size(); i++) {
            share(children.get(i), to.getChildrenFromFields().get(i), allocator);
        }
    }

    /** Gives a vector buffers, which stay the caller's, or copies of those that its allocator cannot retain. */
    public static void load(FieldVector to, int values, int nulls, List<ArrowBuf> buffers, BufferAllocator allocator) {
        List<ArrowBuf> made = new ArrayList<>();
        try {
            List<ArrowBuf> related = new ArrayList<>();
            for (ArrowBuf buffer : buffers) {
                related.add(isRelated(buffer, allocator) ? buffer : copy(buffer, allocator, made));
            }
            to.loadFieldBuffers(new ArrowFieldNode(values, nulls), related);
        } finally {
            made.forEach(ArrowBuf::close);
        }
    }

    private static boolean isRelated(ArrowBuf buffer, BufferAllocator allocator) {
        return buffer.capacity() == 0
                || buffer.getReferenceManager().getAllocator().getRoot().equals(allocator.getRoot());
    }

    private static ArrowBuf copy(ArrowBuf buffer, BufferAllocator allocator, List<ArrowBuf> made) {
        ArrowBuf copy = allocator.buffer(buffer.capacity());
        made.add(copy);
        copy.setBytes(0, buffer, 0, buffer.capacity());
        return copy.slice(0, buffer.capacity());
    }
}
