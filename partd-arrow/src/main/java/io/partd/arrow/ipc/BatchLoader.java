package io.partd.arrow.ipc;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.apache.arrow.flatbuf.FieldNode;
import org.apache.arrow.flatbuf.RecordBatch;
import org.apache.arrow.memory.ArrowBuf;
import org.apache.arrow.memory.BufferAllocator;
import org.apache.arrow.vector.BufferLayout;
import org.apache.arrow.vector.BufferLayout.BufferType;
import org.apache.arrow.vector.FieldVector;
import org.apache.arrow.vector.TypeLayout;
import org.apache.arrow.vector.ipc.message.ArrowFieldNode;
import org.apache.arrow.vector.types.UnionMode;
import org.apache.arrow.vector.types.pojo.ArrowType;
import org.apache.arrow.vector.types.pojo.ArrowType.ArrowTypeID;
import org.apache.arrow.vector.types.pojo.Field;

/**
 * Gives vectors the buffers of a record batch. Each length is compared with the buffers that it needs before a vector
 * gets to see it, so that loading allocates nothing that was not there, and does not fail half-way.
 */
final class BatchLoader {

    /** How many bytes of validity are made for each byte there is, beside the first ones. */
    private static final int FREE_FOR_EACH = 64;

    private static final int FREE = 1 << 20;

    private final RecordBatch batch;
    private final BodyBuffers buffers;
    private int nextNode;
    private int nextVariadic;

    private BatchLoader(RecordBatch batch, BodyBuffers buffers) {
        this.batch = batch;
        this.buffers = buffers;
    }

    /**
     * Loads vectors, which share the body's memory afterwards.
     *
     * @param fields theirs; a vector's own {@code getField} does not know the type ids of a union
     * @return how many rows the batch has, and each vector values
     * @throws MalformedException if the batch does not fit them; they are to be closed then
     */
    static int load(
            RecordBatch batch, ArrowBuf body, List<FieldVector> vectors, List<Field> fields, BufferAllocator allocator)
            throws IOException {
        long rows = batch.length();
        if (rows < 0 || rows > Integer.MAX_VALUE) {
            throw new MalformedException(
                    "a batch of " + Long.toUnsignedString(rows) + " rows; up to " + Integer.MAX_VALUE + " are read");
        }
        long free = FREE + FREE_FOR_EACH * body.capacity();
        try (BodyBuffers buffers = new BodyBuffers(batch, body, allocator, free)) {
            BatchLoader loader = new BatchLoader(batch, buffers);
            for (int i = 0; i < vectors.size(); i++) {
                FieldVector vector = vectors.get(i);
                int length = loader.load(vector, fields.get(i), rows);
                if (length != rows) {
                    throw new MalformedException("column '" + vector.getName() + "' has " + length
                            + " values in a batch of " + rows + " rows");
                }
            }
            buffers.requireAllTaken();
            if (loader.nextNode != batch.nodesLength()) {
                throw new MalformedException(
                        "has " + batch.nodesLength() + " field nodes; its schema has use for " + loader.nextNode);
            }
            return (int) rows;
        }
    }

    /** Loads a vector that must have so many values or more; returns how many it has. */
    private int load(FieldVector vector, Field field, long least) throws IOException {
        ArrowType type = ReadableTypes.storage(field.getType());
        ArrowFieldNode node = node(vector);
        int length = node.getLength();
        if (length < least) {
            throw new MalformedException(
                    "field '" + vector.getName() + "' has " + length + " values where " + least + " are needed");
        }
        List<ArrowBuf> own = new ArrayList<>();
        for (BufferLayout layout : TypeLayout.getTypeLayout(type).getBufferLayouts()) {
            ArrowBuf buffer = buffers.next();
            if (layout.getType() == BufferType.VALIDITY) {
                own.add(validity(vector, buffer, node));
            } else {
                requireRoom(vector, buffer, needed(type, layout, length));
                own.add(buffer);
            }
        }
        if (type.getTypeID() == ArrowTypeID.Utf8View || type.getTypeID() == ArrowTypeID.BinaryView) {
            for (long i = variadic(); i > 0; i--) {
                own.add(buffers.next());
            }
        }
        vector.loadFieldBuffers(node, own);
        List<FieldVector> children = vector.getChildrenFromFields();
        for (int i = 0; i < children.size(); i++) {
            load(children.get(i), field.getChildren().get(i), leastOfChildren(type, length));
        }
        return length;
    }

    private ArrowFieldNode node(FieldVector vector) throws MalformedException {
        if (nextNode >= batch.nodesLength()) {
            throw new MalformedException("has " + nextNode + " field nodes, too few for its schema");
        }
        FieldNode node = batch.nodes(nextNode++);
        long length = node.length();
        long nulls = node.nullCount();
        if (length < 0 || length > Integer.MAX_VALUE || nulls < 0 || nulls > length) {
            throw new MalformedException("field '" + vector.getName() + "' claims " + length + " values, " + nulls
                    + " of them null; up to " + Integer.MAX_VALUE + " are read");
        }
        return new ArrowFieldNode(length, nulls);
    }

    private long variadic() throws MalformedException {
        if (nextVariadic >= batch.variadicBufferCountsLength()) {
            throw new MalformedException("has too few counts of view buffers for its schema");
        }
        return batch.variadicBufferCounts(nextVariadic++);
    }

    private ArrowBuf validity(FieldVector vector, ArrowBuf buffer, ArrowFieldNode node) throws MalformedException {
        int length = node.getLength();
        int nulls = node.getNullCount();
        if (buffer.capacity() > 0 || length == 0) {
            requireRoom(vector, buffer, (length + 7L) / 8);
            return buffer;
        }
        if (nulls != 0 && nulls != length) {
            throw new MalformedException(
                    "field '" + vector.getName() + "' has " + nulls + " nulls, and does not say which they are");
        }
        return buffers.validity(length, (byte) (nulls == 0 ? 0xff : 0));
    }

    private static void requireRoom(FieldVector vector, ArrowBuf buffer, long needed) throws MalformedException {
        if (buffer.capacity() < needed) {
            throw new MalformedException("field '" + vector.getName() + "' has a buffer of " + buffer.capacity()
                    + " bytes where its values need " + needed);
        }
    }

    private static long needed(ArrowType type, BufferLayout layout, long length) {
        int width = layout.getTypeBitWidth();
        return switch (layout.getType()) {
            case TYPE -> length;
            case VIEWS -> 16 * length;
            case SIZE -> width / 8 * length;
            case OFFSET ->
                switch (type.getTypeID()) {
                    case Union, ListView, LargeListView -> width / 8 * length;
                    default -> length == 0 ? 0 : width / 8 * (length + 1);
                };
            case DATA ->
                switch (type.getTypeID()) {
                    case Utf8, LargeUtf8, Binary, LargeBinary -> 0;
                    // The layout's width, in bits, may be too large for a number.
                    case FixedSizeBinary -> ((ArrowType.FixedSizeBinary) type).getByteWidth() * length;
                    default -> (width * length + 7) / 8;
                };
            case VALIDITY, VARIADIC_DATA_BUFFERS -> 0;
        };
    }

    private static long leastOfChildren(ArrowType type, long length) {
        return switch (type.getTypeID()) {
            case Struct -> length;
            case Union -> ((ArrowType.Union) type).getMode() == UnionMode.Sparse ? length : 0;
            case FixedSizeList -> ((ArrowType.FixedSizeList) type).getListSize() * length;
            default -> 0;
        };
    }
}
