package io.partd.arrow.shuffle;

import io.partd.arrow.memory.OffsetsBuilder;

/** Strings and bytes of any length: their bytes. */
final class BytesKey implements KeyType {

    private final int offsetWidth;

    BytesKey(int offsetWidth) {
        this.offsetWidth = offsetWidth;
    }

    @Override
    public void hashed(ArrayData values, int row, KeyBytes out) {
        long source = values.offsets(offsetWidth);
        long begin = OffsetsBuilder.get(source, offsetWidth, row);
        long end = OffsetsBuilder.get(source, offsetWidth, row + 1);
        values.requireRange(row, begin, end, values.capacity(2));
        out.putMemory(values.address(2, end) + begin, end - begin);
    }

    @Override
    public void ordered(ArrayData values, int row, KeyBytes out) {
        int from = out.length();
        hashed(values, row, out);
        out.terminate(from);
    }
}
