package io.partd.arrow.shuffle;

import org.apache.arrow.memory.util.Float16;
import org.apache.arrow.memory.util.MemoryUtil;
import org.apache.arrow.vector.types.FloatingPointPrecision;

/** Floating point: as 64 bits, in which -0 is 0 and there is one NaN, above all others. */
final class FloatKey implements KeyType {

    private final FloatingPointPrecision precision;
    private final int width;

    FloatKey(FloatingPointPrecision precision) {
        this.precision = precision;
        this.width = switch (precision) {
            case HALF -> 2;
            case SINGLE -> 4;
            case DOUBLE -> 8;
        };
    }

    @Override
    public void hashed(ArrayData values, int row, KeyBytes out) {
        out.putLittleEndian(bits(values, row));
    }

    @Override
    public void ordered(ArrayData values, int row, KeyBytes out) {
        long bits = bits(values, row);
        out.putBigEndian(bits < 0 ? ~bits : bits ^ Long.MIN_VALUE);
    }

    @Override
    public String text(ArrayData values, int row) {
        double value = Double.longBitsToDouble(bits(values, row));
        return precision == FloatingPointPrecision.DOUBLE ? Double.toString(value) : Float.toString((float) value);
    }

    long bits(ArrayData values, int row) {
        long address = values.value(row, width);
        double value = switch (precision) {
            case HALF -> Float16.toFloat(MemoryUtil.getShort(address));
            case SINGLE -> Float.intBitsToFloat(MemoryUtil.getInt(address));
            case DOUBLE -> Double.longBitsToDouble(MemoryUtil.getLong(address));
        };
        return value == 0 ? 0 : Double.doubleToLongBits(value);
    }
}
