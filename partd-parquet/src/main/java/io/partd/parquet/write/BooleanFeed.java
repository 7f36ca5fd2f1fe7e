package io.partd.parquet.write;

import java.io.IOException;
import org.apache.arrow.memory.ArrowBuf;
import org.apache.arrow.vector.FieldVector;

/** Takes booleans. */
final class BooleanFeed implements ValueFeed {

    private final BooleanValues values = new BooleanValues();
    private final byte[] stage = new byte[STEP];

    @Override
    public ColumnValues values() {
        return values;
    }

    @Override
    public void feed(FieldVector vector, int[] indices, int from, int count) throws IOException {
        ArrowBuf data = vector.getDataBuffer();
        for (int done = 0; done < count; done += STEP) {
            int n = Math.min(STEP, count - done);
            for (int i = 0; i < n; i++) {
                int index = indices[from + done + i];
                stage[i] = (byte) ((data.getByte(index >>> 3) >>> (index & 7)) & 1);
            }
            values.add(stage, n);
        }
    }
}
