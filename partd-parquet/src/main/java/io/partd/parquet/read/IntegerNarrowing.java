package io.partd.parquet.read;

import io.partd.CorruptDataException;
import io.partd.parquet.encoding.LittleEndian;

/** Makes integers of one or two bytes of those of four. */
final class IntegerNarrowing implements ValueConverter {

    private final int width;
    private final int smallest;
    private final int largest;

    private IntegerNarrowing(int width, int smallest, int largest) {
        this.width = width;
        this.smallest = smallest;
        this.largest = largest;
    }

    static IntegerNarrowing signed(int width) {
        int largest = (1 << (8 * width - 1)) - 1;
        return new IntegerNarrowing(width, -largest - 1, largest);
    }

    static IntegerNarrowing unsigned(int width) {
        return new IntegerNarrowing(width, 0, (1 << (8 * width)) - 1);
    }

    @Override
    public int width() {
        return width;
    }

    @Override
    public void convert(byte[] in, int count, byte[] out, int to) throws CorruptDataException {
        for (int i = 0; i < count; i++) {
            int value = LittleEndian.getInt(in, i * Integer.BYTES);
            if (value < smallest || value > largest) {
                throw new CorruptDataException(value + " in a column of integers from " + smallest + " to " + largest);
            }
            if (width == 1) {
                out[to + i] = (byte) value;
            } else {
                LittleEndian.putShort(out, to + i * Short.BYTES, (short) value);
            }
        }
    }
}
