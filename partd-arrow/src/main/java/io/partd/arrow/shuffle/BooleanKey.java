package io.partd.arrow.shuffle;

/** {@code true} and {@code false}. */
final class BooleanKey implements KeyType {

    @Override
    public void hashed(ArrayData values, int row, KeyBytes out) {
        out.putAscii(text(values, row));
    }

    @Override
    public void ordered(ArrayData values, int row, KeyBytes out) {
        out.put(values.isSet(1, row) ? 1 : 0);
    }

    @Override
    public String text(ArrayData values, int row) {
        values.address(1, (values.length() + 7L) / 8);
        return String.valueOf(values.isSet(1, row));
    }
}
