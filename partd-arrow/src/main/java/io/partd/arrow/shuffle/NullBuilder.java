package io.partd.arrow.shuffle;

import io.partd.arrow.memory.BuiltColumns;

/** Columns of the null type. */
final class NullBuilder implements ColumnBuilder {

    private int length;

    @Override
    public int length() {
        return length;
    }

    @Override
    public void append(ArrayData from, int[] rows, int start, int end) {
        length += end - start;
    }

    @Override
    public void share(BuiltColumns columns) {
        columns.addNode(length, length);
    }

    @Override
    public void close() {}
}
