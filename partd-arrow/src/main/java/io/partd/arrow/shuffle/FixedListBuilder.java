package io.partd.arrow.shuffle;

import io.partd.arrow.memory.BuiltColumns;
import org.apache.arrow.memory.BufferAllocator;

/** Lists that all have the same number of elements. */
final class FixedListBuilder extends NullableBuilder {

    private final ElementRows elements;
    private final int size;

    FixedListBuilder(BufferAllocator allocator, int size, ColumnBuilder elements, int expected) {
        super(allocator, expected);
        this.elements = new ElementRows(elements);
        this.size = size;
    }

    @Override
    void appendValues(ArrayData from, int[] rows, int start, int end) {
        ArrayData child = from.children().get(0);
        for (int i = start; i < end; i++) {
            long begin = (long) rows[i] * size;
            from.requireRange(rows[i], begin, begin + size, child.length());
            elements.add(child, (int) begin, (int) (begin + size));
        }
        elements.flush(child);
    }

    @Override
    void shareValues(BuiltColumns columns) {
        elements.share(columns);
    }

    @Override
    public void close() {
        super.close();
        elements.close();
    }
}
