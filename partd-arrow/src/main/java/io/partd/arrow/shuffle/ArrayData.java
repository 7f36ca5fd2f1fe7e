package io.partd.arrow.shuffle;

import io.partd.arrow.ipc.ColumnMemory;
import io.partd.arrow.memory.OffsetsBuilder;
import io.partd.arrow.memory.ValidityBuilder;
import java.util.ArrayList;
import java.util.List;
import org.apache.arrow.memory.ArrowBuf;
import org.apache.arrow.memory.BufferAllocator;
import org.apache.arrow.memory.util.MemoryUtil;
import org.apache.arrow.vector.FieldVector;
import org.apache.arrow.vector.ipc.message.ArrowFieldNode;
import org.apache.arrow.vector.types.pojo.ArrowType;
import org.apache.arrow.vector.types.pojo.Field;
import org.jspecify.annotations.Nullable;

/**
 * A column of a record batch: its buffers, retained until it is released, and its children. Immutable but for the map
 * of a dictionary's indices, so that threads may share it once that is set.
 */
final class ArrayData {

    private final Field field;
    private final int length;
    private final int nullCount;
    private final List<ArrowBuf> buffers;
    private final List<ArrayData> children;
    private int @Nullable [] indexMap;

    private ArrayData(Field field, int length, int nullCount, List<ArrowBuf> buffers, List<ArrayData> children) {
        this.field = field;
        this.length = length;
        this.nullCount = nullCount;
        this.buffers = buffers;
        this.children = children;
    }

    /** Retains the buffers that a vector has now. */
    static ArrayData of(FieldVector vector) {
        List<ArrowBuf> buffers = List.copyOf(vector.getFieldBuffers());
        List<ArrayData> children = new ArrayList<>();
        try {
            for (FieldVector child : vector.getChildrenFromFields()) {
                children.add(of(child));
            }
            for (ArrowBuf buffer : buffers) {
                buffer.getReferenceManager().retain();
            }
        } catch (Throwable e) {
            children.forEach(ArrayData::release);
            throw e;
        }
        return new ArrayData(vector.getField(), vector.getValueCount(), vector.getNullCount(), buffers, children);
    }

    /** Returns a vector, to be closed, of the same memory. */
    FieldVector vector(BufferAllocator allocator) {
        FieldVector vector = field.createVector(allocator);
        try {
            load(vector);
            return vector;
        } catch (Throwable e) {
            vector.close();
            throw e;
        }
    }

    private void load(FieldVector vector) {
        vector.loadFieldBuffers(new ArrowFieldNode(length, nullCount), buffers);
        List<FieldVector> inner = vector.getChildrenFromFields();
        for (int i = 0; i < children.size(); i++) {
            children.get(i).load(inner.get(i));
        }
    }

    /** Retains the buffers once more; each time, they are to be released. */
    ArrayData retain() {
        buffers.forEach(buffer -> buffer.getReferenceManager().retain());
        children.forEach(ArrayData::retain);
        return this;
    }

    void release() {
        buffers.forEach(buffer -> buffer.getReferenceManager().release());
        children.forEach(ArrayData::release);
    }

    Field field() {
        return field;
    }

    int length() {
        return length;
    }

    int nullCount() {
        return nullCount;
    }

    List<ArrayData> children() {
        return children;
    }

    /** Returns how many buffers it has, its children's left aside. */
    int buffers() {
        return buffers.size();
    }

    /** Tells whether it has the same buffers as a vector, which then holds the same values. */
    boolean isOf(FieldVector vector) {
        List<ArrowBuf> others = vector.getFieldBuffers();
        boolean same = length == vector.getValueCount() && buffers.size() == others.size();
        for (int i = 0; same && i < others.size(); i++) {
            same = buffers.get(i).memoryAddress() == others.get(i).memoryAddress();
        }
        List<FieldVector> otherChildren = vector.getChildrenFromFields();
        for (int i = 0; same && i < otherChildren.size(); i++) {
            same = children.get(i).isOf(otherChildren.get(i));
        }
        return same;
    }

    boolean isNull(int row) {
        return nullCount > 0 && (nullCount == length || !isSet(0, row));
    }

    /** Returns a bit of a buffer of bits. */
    boolean isSet(int buffer, int row) {
        return (MemoryUtil.getByte(buffers.get(buffer).memoryAddress() + (row >>> 3)) >>> (row & 7) & 1) != 0;
    }

    /**
     * Returns where a buffer begins.
     *
     * @param buffer its number, in the order of the IPC format
     * @param bytes how long it has to be at least
     * @throws IllegalArgumentException if it is shorter
     */
    long address(int buffer, long bytes) {
        ArrowBuf found = buffers.get(buffer);
        if (found.capacity() < bytes) {
            throw new IllegalArgumentException("column '" + field.getName() + "' is damaged: " + length
                    + " rows need a buffer of " + bytes + " bytes, and it has " + found.capacity());
        }
        return found.memoryAddress();
    }

    /** Returns a row's value in an array of integers of a type. */
    long integer(int row, ArrowType.Int type) {
        long at = value(row, type.getBitWidth() / Byte.SIZE);
        boolean signed = type.getIsSigned();
        return switch (type.getBitWidth()) {
            case Byte.SIZE -> signed ? MemoryUtil.getByte(at) : MemoryUtil.getByte(at) & 0xffL;
            case Short.SIZE -> signed ? MemoryUtil.getShort(at) : MemoryUtil.getShort(at) & 0xffffL;
            case Integer.SIZE -> signed ? MemoryUtil.getInt(at) : MemoryUtil.getInt(at) & 0xffffffffL;
            default -> MemoryUtil.getLong(at);
        };
    }

    /** Returns the address of a row's value, of which each has so many bytes. */
    long value(int row, int width) {
        return address(1, (long) length * width) + (long) row * width;
    }

    /** Returns where the validity bits begin. */
    long validity() {
        return address(0, (length + 7L) / 8);
    }

    /** Appends which rows are not null. */
    void appendValidity(int[] rows, int start, int end, ValidityBuilder to) {
        if (nullCount > 0) {
            to.append(validity(), rows, start, end);
        } else {
            to.appendValid(end - start);
        }
    }

    /** Returns where offsets of so many bytes begin. */
    long offsets(int width) {
        return address(1, length == 0 ? 0 : (length + 1L) * width);
    }

    /**
     * Checks where a value begins and ends.
     *
     * @throws IllegalArgumentException if that is not within {@code limit}
     */
    void requireRange(int row, long from, long to, long limit) {
        if (from < 0 || to < from || to > limit) {
            throw new IllegalArgumentException("column '" + field.getName() + "' is damaged: row " + row + " goes from "
                    + from + " to " + to + " of " + limit);
        }
    }

    /** Checks that the values of a partition are not longer than offsets can say. */
    void requireFit(OffsetsBuilder offsets) {
        if (offsets.isOverflown()) {
            throw new IllegalArgumentException("column '" + field.getName() + "' has " + offsets.end()
                    + " bytes or values in one piece of a partition, and 32-bit offsets take " + Integer.MAX_VALUE
                    + "; use its large type, or less memory");
        }
    }

    long capacity(int buffer) {
        return buffers.get(buffer).capacity();
    }

    /** Returns its memory, to be compared as long as it is not released. */
    ColumnMemory memory() {
        return new ColumnMemory(field.getType(), nullCount, buffers);
    }

    /** Returns the index in the dictionary of all for each in this batch's; null if they are the same. */
    int @Nullable [] indexMap() {
        return indexMap;
    }

    void mapIndices(int @Nullable [] map) {
        indexMap = map;
    }
}
