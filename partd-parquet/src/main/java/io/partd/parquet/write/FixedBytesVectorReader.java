package io.partd.parquet.write;

import java.io.IOException;
import java.util.function.Supplier;
import org.apache.arrow.memory.util.MemoryUtil;
import org.apache.arrow.vector.FieldVector;
import org.jspecify.annotations.Nullable;

/**
 * Reads byte strings that all have the same width in Arrow and the same in Parquet.
 *
 * @param width bytes of a value in Arrow
 * @param stored bytes of a value in Parquet
 * @param converter null if they are the same
 */
record FixedBytesVectorReader(
        int width, int stored, @Nullable ValueConverter converter, Supplier<BytesValues> values)
        implements VectorReader {

    private static final int STAGE = 1 << 14;

    @Override
    public long size(FieldVector vector, int[] indices, int from, int count) {
        return (long) count * stored;
    }

    @Override
    public void read(FieldVector vector, int[] indices, int from, int count, ColumnValues values, Workspace workspace)
            throws IOException {
        int step = Math.max(1, Math.min(STEP, STAGE / Math.max(width, stored)));
        byte[] raw = workspace.raw().array(step * width);
        byte[] plain = converter == null ? raw : workspace.bytes().array(step * stored);
        int[] starts = workspace.starts();
        int[] lengths = workspace.lengths();
        for (int done = 0; done < count; done += step) {
            int n = Math.min(step, count - done);
            long address = VectorReader.address(vector.getDataBuffer(), indices, from + done, n, width);
            for (int i = 0; i < n; i++) {
                long value = address + (long) indices[from + done + i] * width;
                MemoryUtil.copyFromMemory(value, raw, (long) i * width, width);
                starts[i] = i * stored;
                lengths[i] = stored;
            }
            if (converter != null) {
                converter.convert(raw, n, plain);
            }
            ((BytesValues) values).add(plain, starts, lengths, n, workspace);
        }
    }
}
