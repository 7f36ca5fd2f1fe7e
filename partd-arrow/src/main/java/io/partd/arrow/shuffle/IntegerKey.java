package io.partd.arrow.shuffle;

import org.apache.arrow.vector.types.pojo.ArrowType;

/** Integers: their decimal digits. */
record IntegerKey(ArrowType.Int type) implements KeyType {

    @Override
    public void hashed(ArrayData values, int row, KeyBytes out) {
        long value = values.integer(row, type);
        if (type.getIsSigned() || value >= 0) {
            out.putDecimal(value);
        } else {
            out.putAscii(Long.toUnsignedString(value));
        }
    }

    @Override
    public void ordered(ArrayData values, int row, KeyBytes out) {
        long value = values.integer(row, type);
        out.putBigEndian(type.getIsSigned() ? value ^ Long.MIN_VALUE : value);
    }
}
