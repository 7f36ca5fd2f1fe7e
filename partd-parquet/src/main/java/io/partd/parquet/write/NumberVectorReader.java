package io.partd.parquet.write;

import io.partd.parquet.encoding.LittleEndian;
import java.io.IOException;
import java.util.function.Supplier;
import org.apache.arrow.memory.util.MemoryUtil;
import org.apache.arrow.vector.FieldVector;
import org.jspecify.annotations.Nullable;

/**
 * Reads values that are numbers of four or eight bytes in Parquet.
 *
 * @param width bytes of a value in Arrow
 * @param stored bytes of a value in Parquet
 * @param converter null if they are the same
 */
record NumberVectorReader(int width, int stored, @Nullable ValueConverter converter, Supplier<NumberValues> values)
        implements VectorReader {

    @Override
    public long size(FieldVector vector, int[] indices, int from, int count) {
        return (long) count * stored;
    }

    @Override
    public void read(FieldVector vector, int[] indices, int from, int count, ColumnValues values, Workspace workspace)
            throws IOException {
        for (int done = 0; done < count; done += STEP) {
            int n = Math.min(STEP, count - done);
            long[] numbers = workspace.numbers();
            gather(vector, indices, from + done, n, numbers, workspace);
            ((NumberValues) values).add(numbers, n, workspace);
        }
    }

    /** Tells whether any bytes are a number, so that those of nulls may be taken, too. */
    boolean takesAnything() {
        return converter == null;
    }

    /** Takes some numbers of a vector. */
    @FunctionalInterface
    interface Taker {

        /**
         * Takes the next numbers.
         *
         * @param first the row of the first one
         * @return whether to go on
         */
        boolean take(long[] numbers, int first, int count);
    }

    /** Gives all numbers of a vector, some at a time, to a taker. */
    void all(FieldVector vector, Workspace workspace, Taker taker) throws IOException {
        int rows = vector.getValueCount();
        int[] indices = new int[STEP];
        long[] numbers = workspace.numbers();
        boolean more = true;
        for (int from = 0; from < rows && more; from += STEP) {
            int n = Math.min(STEP, rows - from);
            for (int i = 0; i < n; i++) {
                indices[i] = from + i;
            }
            gather(vector, indices, 0, n, numbers, workspace);
            more = taker.take(numbers, from, n);
        }
    }

    /** Takes numbers; those of four bytes with their sign. */
    private void gather(FieldVector vector, int[] indices, int from, int count, long[] numbers, Workspace workspace)
            throws IOException {
        long address = VectorReader.address(vector.getDataBuffer(), indices, from, count, width);
        if (converter == null) {
            if (width == Long.BYTES) {
                for (int i = 0; i < count; i++) {
                    numbers[i] = MemoryUtil.getLong(address + (long) indices[from + i] * Long.BYTES);
                }
            } else {
                for (int i = 0; i < count; i++) {
                    numbers[i] = MemoryUtil.getInt(address + (long) indices[from + i] * Integer.BYTES);
                }
            }
            return;
        }
        byte[] raw = workspace.raw().array(count * width);
        byte[] plain = workspace.bytes().array(count * stored);
        for (int i = 0; i < count; i++) {
            MemoryUtil.copyFromMemory(address + (long) indices[from + i] * width, raw, (long) i * width, width);
        }
        converter.convert(raw, count, plain);
        for (int i = 0; i < count; i++) {
            numbers[i] = stored == Long.BYTES
                    ? LittleEndian.getLong(plain, i * Long.BYTES)
                    : LittleEndian.getInt(plain, i * Integer.BYTES);
        }
    }
}
