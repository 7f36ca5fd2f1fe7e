package io.partd.parquet.write;

import java.io.IOException;
import java.util.function.Supplier;
import org.apache.arrow.memory.ArrowBuf;
import org.apache.arrow.vector.FieldVector;

/** Reads booleans. */
final class BooleanVectorReader implements VectorReader {

    @Override
    public Supplier<BooleanValues> values() {
        return BooleanValues::new;
    }

    @Override
    public long size(FieldVector vector, int[] indices, int from, int count) {
        return count / Byte.SIZE;
    }

    @Override
    public void read(FieldVector vector, int[] indices, int from, int count, ColumnValues values, Workspace workspace)
            throws IOException {
        ArrowBuf data = vector.getDataBuffer();
        byte[] stage = workspace.bytes().array(STEP);
        for (int done = 0; done < count; done += STEP) {
            int n = Math.min(STEP, count - done);
            for (int i = 0; i < n; i++) {
                int index = indices[from + done + i];
                stage[i] = (byte) ((data.getByte(index >>> 3) >>> (index & 7)) & 1);
            }
            ((BooleanValues) values).add(stage, n);
        }
    }
}
