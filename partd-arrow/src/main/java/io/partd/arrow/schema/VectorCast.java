package io.partd.arrow.schema;

import io.partd.arrow.ipc.VectorSharing;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.apache.arrow.memory.ArrowBuf;
import org.apache.arrow.memory.BufferAllocator;
import org.apache.arrow.vector.BaseLargeVariableWidthVector;
import org.apache.arrow.vector.BaseVariableWidthVector;
import org.apache.arrow.vector.BaseVariableWidthViewVector;
import org.apache.arrow.vector.FieldVector;
import org.apache.arrow.vector.types.pojo.ArrowType;

/** Casts a vector's values into a vector of another type. Children are cast by the caller. */
final class VectorCast {

    private final BufferAllocator allocator;

    VectorCast(BufferAllocator allocator) {
        this.allocator = allocator;
    }

    /** Makes a vector, and what is in it, as many nulls. */
    static void setNull(FieldVector vector, int rows) {
        vector.clear();
        if (vector instanceof BaseVariableWidthVector texts) {
            texts.allocateNew(0L, rows);
        } else if (vector instanceof BaseLargeVariableWidthVector texts) {
            texts.allocateNew(0L, rows);
        } else {
            vector.setInitialCapacity(rows);
            vector.allocateNew();
        }
        vector.setValueCount(rows);
    }

    /**
     * Loads a vector, but not those within it.
     *
     * @throws IOException if a visible value cannot be had in the vector's type
     */
    void load(String path, FieldVector from, FieldVector to, VisibleValues visible) throws IOException {
        ArrowType type = Fields.storage(from.getField());
        ArrowType wanted = Fields.storage(to.getField());
        if (type.equals(wanted) || type instanceof ArrowType.Map) {
            VectorSharing.load(to, from.getValueCount(), from.getNullCount(), from.getFieldBuffers(), allocator);
        } else if (from instanceof BaseVariableWidthViewVector views) {
            copyViews(views, (BaseLargeVariableWidthVector) to);
        } else if (type instanceof ArrowType.Utf8 || type instanceof ArrowType.Binary) {
            loadWith(from, to, widened(from), from.getDataBuffer());
        } else if (type instanceof ArrowType.FixedSizeList list) {
            loadWith(from, to, multiples(from.getValueCount(), list.getListSize(), wanted));
        } else if (type instanceof ArrowType.List) {
            loadWith(from, to, widened(from));
        } else {
            loadWith(from, to, new FixedWidthCast(path, type, wanted).values(from, visible, allocator));
        }
    }

    /** Loads a vector with the same validity, a buffer that was made for it, which is released, and others. */
    private void loadWith(FieldVector from, FieldVector to, ArrowBuf made, ArrowBuf... others) {
        try (made) {
            List<ArrowBuf> buffers = new ArrayList<>();
            buffers.add(from.getFieldBuffers().get(0));
            buffers.add(made);
            buffers.addAll(List.of(others));
            VectorSharing.load(to, from.getValueCount(), from.getNullCount(), buffers, allocator);
        }
    }

    /** Returns offsets of 64 bits instead of 32. */
    private ArrowBuf widened(FieldVector from) {
        int count = from.getValueCount();
        ArrowBuf offsets = from.getOffsetBuffer();
        ArrowBuf widened = allocator.buffer((count + 1L) * Long.BYTES);
        widened.setLong(0, 0);
        for (long i = 0; i <= count && count > 0; i++) {
            widened.setLong(i * Long.BYTES, offsets.getInt(i * Integer.BYTES));
        }
        return widened;
    }

    /** Returns the offsets of lists that are all as long. */
    private ArrowBuf multiples(int count, int size, ArrowType wanted) {
        int width = wanted instanceof ArrowType.LargeList ? Long.BYTES : Integer.BYTES;
        ArrowBuf offsets = allocator.buffer((count + 1L) * width);
        for (long i = 0; i <= count; i++) {
            if (width == Long.BYTES) {
                offsets.setLong(i * width, i * size);
            } else {
                offsets.setInt(i * width, Math.toIntExact(i * size));
            }
        }
        return offsets;
    }

    private static void copyViews(BaseVariableWidthViewVector from, BaseLargeVariableWidthVector to) {
        int count = from.getValueCount();
        setNull(to, count);
        for (int i = 0; i < count; i++) {
            byte[] bytes = from.isNull(i) ? null : from.get(i);
            if (bytes != null) {
                to.setSafe(i, bytes);
            }
        }
        to.setValueCount(count);
    }
}
