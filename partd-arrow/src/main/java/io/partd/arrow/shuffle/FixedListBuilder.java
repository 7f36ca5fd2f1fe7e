package io.partd.arrow.shuffle;

import io.partd.arrow.memory.BuiltColumns;
import io.partd.arrow.memory.ValidityBuilder;
import org.apache.arrow.memory.BufferAllocator;

/** Lists that all have the same number of elements. */
final class FixedListBuilder implements ColumnBuilder {

    private final ValidityBuilder validity;
    private final ElementRows elements;
    private final int size;

    FixedListBuilder(BufferAllocator allocator, int size, ColumnBuilder elements, int expected) {
        this.validity = new ValidityBuilder(allocator, expected);
        this.elements = new ElementRows(elements);
        this.size = size;
    }

    @Override
    public int length() {
        return validity.length();
    }

    @Override
    public void append(ArrayData from, int[] rows, int start, int end) {
        ArrayData child = from.children().get(0);
        for (int i = start; i < end; i++) {
            long begin = (long) rows[i] * size;
            from.requireRange(rows[i], begin, begin + size, child.length());
            elements.add(child, (int) begin, (int) (begin + size));
        }
        elements.flush(child);
        from.appendValidity(rows, start, end, validity);
    }

    @Override
    public void share(BuiltColumns columns) {
        validity.share(columns);
        elements.share(columns);
    }

    @Override
    public void close() {
        validity.close();
        elements.close();
    }
}
