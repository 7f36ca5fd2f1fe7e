package io.partd.arrow.shuffle;

/** Bytes of which each value has the same number. */
final class FixedBytesKey implements KeyType {

    private final int width;

    FixedBytesKey(int width) {
        this.width = width;
    }

    @Override
    public void hashed(ArrayData values, int row, KeyBytes out) {
        out.putMemory(values.value(row, width), width);
    }

    @Override
    public void ordered(ArrayData values, int row, KeyBytes out) {
        hashed(values, row, out);
    }
}
