package io.partd.parquet.write;

import java.io.IOException;
import java.math.BigInteger;
import java.util.function.Supplier;
import org.apache.arrow.vector.BaseVariableWidthViewVector;
import org.apache.arrow.vector.FieldVector;

/** Reads byte strings one by one, for vectors that do not hold them consecutively. */
record ScatteredVectorReader(Supplier<BytesValues> values, Getter getter) implements VectorReader {

    /** Copies a value. */
    interface Getter {
        byte[] get(FieldVector vector, int index);
    }

    /** Of vectors of views. */
    static ScatteredVectorReader ofViews(Supplier<BytesValues> values) {
        return new ScatteredVectorReader(values, (vector, index) -> ((BaseVariableWidthViewVector) vector).get(index));
    }

    /** Of decimals, which become as long as they have to be. */
    static ScatteredVectorReader ofDecimals(int width, Supplier<BytesValues> values) {
        return new ScatteredVectorReader(values, (vector, index) -> {
            byte[] number = new byte[width];
            for (int i = 0; i < width; i++) {
                number[width - 1 - i] = vector.getDataBuffer().getByte((long) index * width + i);
            }
            return new BigInteger(number).toByteArray();
        });
    }

    @Override
    public long size(FieldVector vector, int[] indices, int from, int count) {
        long size = 0;
        for (int i = from; i < from + count; i++) {
            size += Integer.BYTES + getter.get(vector, indices[i]).length;
        }
        return size;
    }

    @Override
    public void read(FieldVector vector, int[] indices, int from, int count, ColumnValues values, Workspace workspace)
            throws IOException {
        int[] starts = workspace.starts();
        int[] lengths = workspace.lengths();
        starts[0] = 0;
        for (int i = from; i < from + count; i++) {
            byte[] value = getter.get(vector, indices[i]);
            byte[] bytes = workspace.bytes().array(value.length);
            System.arraycopy(value, 0, bytes, 0, value.length);
            lengths[0] = value.length;
            ((BytesValues) values).add(bytes, starts, lengths, 1, workspace);
        }
    }
}
