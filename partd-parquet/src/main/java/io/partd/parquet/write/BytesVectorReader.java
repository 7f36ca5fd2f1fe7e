package io.partd.parquet.write;

import io.partd.parquet.encoding.LittleEndian;
import java.io.IOException;
import java.util.function.Supplier;
import org.apache.arrow.memory.ArrowBuf;
import org.apache.arrow.memory.util.MemoryUtil;
import org.apache.arrow.vector.FieldVector;

/**
 * Reads byte strings that a vector holds consecutively.
 *
 * @param width bytes of an offset, four or eight
 */
record BytesVectorReader(int width, Supplier<BytesValues> values) implements VectorReader {

    /** As many bytes are taken at once, if it is more than one value. */
    private static final int ENOUGH = 1 << 18;

    @Override
    public long size(FieldVector vector, int[] indices, int from, int count) {
        long offsets = offsets(vector, indices, from, count);
        long size = (long) Integer.BYTES * count;
        for (int i = from; i < from + count; i++) {
            size += offset(offsets, indices[i] + 1) - offset(offsets, indices[i]);
        }
        return size;
    }

    private long offsets(FieldVector vector, int[] indices, int from, int count) {
        if (count == 0) {
            return 0;
        }
        VectorReader.address(vector.getOffsetBuffer(), indices, from, count, width);
        ArrowBuf offsets = vector.getOffsetBuffer();
        if ((vector.getValueCount() + 1L) * width > offsets.capacity()) {
            throw new IndexOutOfBoundsException(
                    "the offsets of " + vector.getValueCount() + " values in a buffer of " + offsets.capacity());
        }
        return offsets.memoryAddress();
    }

    private long offset(long offsets, int index) {
        return width == Integer.BYTES
                ? MemoryUtil.getInt(offsets + (long) index * Integer.BYTES)
                : MemoryUtil.getLong(offsets + (long) index * Long.BYTES);
    }

    @Override
    public void read(FieldVector vector, int[] indices, int from, int count, ColumnValues values, Workspace workspace)
            throws IOException {
        long offsets = offsets(vector, indices, from, count);
        int[] starts = workspace.starts();
        int[] lengths = workspace.lengths();
        int at = from;
        int end = from + count;
        while (at < end) {
            int n = 0;
            long size = 0;
            while (n < STEP && at + n < end) {
                int index = indices[at + n];
                long length = offset(offsets, index + 1) - offset(offsets, index);
                if (n > 0 && size + length > ENOUGH) {
                    break;
                }
                starts[n] = (int) size;
                lengths[n++] = Math.toIntExact(length);
                size += length;
            }
            byte[] bytes = workspace.bytes().array(Math.toIntExact(size));
            copy(vector.getDataBuffer(), offsets, indices, at, n, bytes, starts, lengths);
            ((BytesValues) values).add(bytes, starts, lengths, n, workspace);
            at += n;
        }
    }

    /** Copies short values as two words; the next value overwrites whatever else they copy. */
    private void copy(
            ArrowBuf data, long offsets, int[] indices, int from, int count, byte[] to, int[] starts, int[] lengths) {
        long address = data.memoryAddress();
        long capacity = data.capacity();
        for (int i = 0; i < count; i++) {
            long offset = offset(offsets, indices[from + i]);
            int length = lengths[i];
            if (offset < 0 || length < 0 || offset + length > capacity) {
                throw new IndexOutOfBoundsException(
                        "the bytes from " + offset + " to " + (offset + length) + " in a buffer of " + capacity);
            }
            if (length <= 2 * Long.BYTES && offset + 2 * Long.BYTES <= capacity) {
                LittleEndian.putLong(to, starts[i], MemoryUtil.getLong(address + offset));
                LittleEndian.putLong(to, starts[i] + Long.BYTES, MemoryUtil.getLong(address + offset + Long.BYTES));
            } else {
                MemoryUtil.copyFromMemory(address + offset, to, starts[i], length);
            }
        }
    }
}
