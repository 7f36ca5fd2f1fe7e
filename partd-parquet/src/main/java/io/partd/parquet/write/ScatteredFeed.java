package io.partd.parquet.write;

import io.partd.parquet.encoding.ByteBuilder;
import java.io.IOException;
import java.math.BigInteger;
import org.apache.arrow.vector.BaseVariableWidthViewVector;
import org.apache.arrow.vector.FieldVector;

/** Takes byte strings one by one, where they do not lie in Arrow as they do in Parquet. */
final class ScatteredFeed implements ValueFeed {

    private interface Getter {
        byte[] get(FieldVector vector, int index);
    }

    private final BytesValues values;
    private final Getter getter;
    private final ByteBuilder bytes = new ByteBuilder();
    private final int[] starts = new int[1];
    private final int[] lengths = new int[1];

    private ScatteredFeed(BytesValues values, Getter getter) {
        this.values = values;
        this.getter = getter;
    }

    /** Of vectors of views. */
    static ScatteredFeed ofViews(BytesValues values) {
        return new ScatteredFeed(values, (vector, index) -> ((BaseVariableWidthViewVector) vector).get(index));
    }

    /** Of decimals, which become as long as they have to be. */
    static ScatteredFeed ofDecimals(int width, BytesValues values) {
        return new ScatteredFeed(values, (vector, index) -> {
            byte[] number = new byte[width];
            for (int i = 0; i < width; i++) {
                number[width - 1 - i] = vector.getDataBuffer().getByte((long) index * width + i);
            }
            return new BigInteger(number).toByteArray();
        });
    }

    @Override
    public ColumnValues values() {
        return values;
    }

    @Override
    public void feed(FieldVector vector, int[] indices, int from, int count) throws IOException {
        for (int i = from; i < from + count; i++) {
            byte[] value = getter.get(vector, indices[i]);
            bytes.clear();
            bytes.put(value, 0, value.length);
            lengths[0] = value.length;
            values.add(bytes.bytes(), starts, lengths, 1);
        }
    }
}
