package io.partd.arrow.ipc;

import java.util.ArrayList;
import java.util.List;
import org.apache.arrow.memory.ArrowBuf;
import org.apache.arrow.memory.ReferenceManager;
import org.apache.arrow.vector.BaseVariableWidthViewVector;
import org.apache.arrow.vector.FieldVector;
import org.apache.arrow.vector.VectorSchemaRoot;
import org.apache.arrow.vector.complex.LargeListVector;
import org.apache.arrow.vector.complex.ListVector;
import org.apache.arrow.vector.compression.NoCompressionCodec;
import org.apache.arrow.vector.ipc.message.ArrowFieldNode;
import org.apache.arrow.vector.ipc.message.ArrowRecordBatch;
import org.apache.arrow.vector.types.pojo.ArrowType;
import org.apache.arrow.vector.types.pojo.Field;

/**
 * Takes the buffers of vectors, to write them. Other than Arrow's own it holds none if it fails, and what it gives does
 * not hang on what other threads do with their vectors: all empty buffers of a process are one object there, in which
 * each vector marks how much of it is to be written.
 */
public final class BatchUnloader implements AutoCloseable {

    private static final int VIEW = 16;
    private static final int LENGTH = 4;
    private static final int INLINE = 12;

    private final Reindexing reindexing;
    private final List<ArrowFieldNode> nodes = new ArrayList<>();
    private final List<ArrowBuf> buffers = new ArrayList<>();
    private final List<Long> views = new ArrayList<>();
    private final List<ArrowBuf> made = new ArrayList<>();

    private BatchUnloader(Reindexing reindexing) {
        this.reindexing = reindexing;
    }

    /**
     * Returns a batch of the vectors' own buffers, to be closed.
     *
     * @throws IllegalArgumentException if it could not be read again
     */
    public static ArrowRecordBatch unload(VectorSchemaRoot root) {
        return unload(root, Reindexing.NONE);
    }

    /** Returns a batch, to be closed, of vectors with other indices of dictionaries than they have. */
    public static ArrowRecordBatch unload(VectorSchemaRoot root, Reindexing reindexing) {
        try (BatchUnloader unloader = new BatchUnloader(reindexing)) {
            return unloader.unload(root.getFieldVectors(), root.getSchema().getFields(), root.getRowCount());
        }
    }

    private ArrowRecordBatch unload(List<FieldVector> vectors, List<Field> fields, int rows) {
        for (int i = 0; i < vectors.size(); i++) {
            FieldVector vector = vectors.get(i);
            if (vector.getValueCount() != rows) {
                throw new IllegalArgumentException("column '" + vector.getName() + "' has " + vector.getValueCount()
                        + " values in a batch of " + rows + " rows");
            }
            add(vector, fields.get(i));
        }
        return new ArrowRecordBatch(rows, nodes, buffers, NoCompressionCodec.DEFAULT_BODY_COMPRESSION, views, true);
    }

    private void add(FieldVector vector, Field field) {
        nodes.add(new ArrowFieldNode(vector.getValueCount(), vector.getNullCount()));
        List<ArrowBuf> own = buffers(vector);
        ArrowBuf indices = reindexing.indices(vector);
        if (indices != null) {
            made.add(indices);
            own.set(1, indices);
        }
        if (vector instanceof BaseVariableWidthViewVector view) {
            views.add((long) view.getDataBuffers().size());
            own.set(1, clean(view, own.get(1)));
        }
        if (ReadableTypes.storage(field.getType()) instanceof ArrowType.Union union) {
            requireTypes(vector, union);
        }
        buffers.addAll(own);
        List<FieldVector> children = vector.getChildrenFromFields();
        for (int i = 0; i < children.size(); i++) {
            add(children.get(i), field.getChildren().get(i));
        }
    }

    private List<ArrowBuf> buffers(FieldVector vector) {
        List<ArrowBuf> buffers = new ArrayList<>(vector.getFieldBuffers());
        buffers.replaceAll(buffer -> buffer.capacity() == 0 ? empty() : buffer);
        boolean isList = vector instanceof ListVector || vector instanceof LargeListVector;
        if (isList && vector.getValueCount() == 0 && buffers.get(1).capacity() == 0) {
            buffers.set(1, offset(vector));
        }
        return buffers;
    }

    /** Returns an empty buffer that nobody else has. */
    private static ArrowBuf empty() {
        return new ArrowBuf(ReferenceManager.NO_OP, null, 0, 0);
    }

    /** Returns the one offset that lists without rows are written with. */
    private ArrowBuf offset(FieldVector lists) {
        long width = lists instanceof LargeListVector ? Long.BYTES : Integer.BYTES;
        ArrowBuf offset = lists.getAllocator().buffer(width);
        made.add(offset);
        offset.setZero(0, width);
        return offset.writerIndex(width);
    }

    /** Arrow's vectors lose the type ids of a union when they are sliced. */
    private static void requireTypes(FieldVector vector, ArrowType.Union type) {
        try {
            ContentCheck.requireTypes(vector, type, vector.getChildrenFromFields());
        } catch (MalformedException e) {
            throw new IllegalArgumentException(e.getMessage() + "; is it of another schema?", e);
        }
    }

    /**
     * After a short text in a view, Arrow's vectors leave what was in the memory before. Other languages rely on zeros
     * there.
     */
    private ArrowBuf clean(BaseVariableWidthViewVector vector, ArrowBuf buffer) {
        ArrowBuf clean = null;
        for (int i = 0; i < vector.getValueCount(); i++) {
            long view = (long) VIEW * i;
            int length = vector.isNull(i) ? 0 : buffer.getInt(view);
            for (int at = length; at < INLINE; at++) {
                if (buffer.getByte(view + LENGTH + at) != 0) {
                    clean = clean == null ? copy(vector, buffer) : clean;
                    clean.setByte(view + LENGTH + at, 0);
                }
            }
            if (length == 0 && buffer.getInt(view) != 0) {
                clean = clean == null ? copy(vector, buffer) : clean;
                clean.setInt(view, 0);
            }
        }
        return clean == null ? buffer : clean;
    }

    private ArrowBuf copy(FieldVector vector, ArrowBuf buffer) {
        ArrowBuf copy = vector.getAllocator().buffer(buffer.readableBytes());
        made.add(copy);
        copy.setBytes(0, buffer, 0, buffer.readableBytes());
        return copy.writerIndex(buffer.readableBytes());
    }

    /** Lets go of the buffers that were made; the batch holds them as well. */
    @Override
    public void close() {
        made.forEach(ArrowBuf::close);
    }
}
