package io.partd.arrow.shuffle;

import io.partd.arrow.memory.BuiltColumns;
import io.partd.arrow.memory.OffsetsBuilder;
import io.partd.arrow.memory.ValidityBuilder;
import org.apache.arrow.memory.BufferAllocator;

/** Lists and maps. */
final class ListBuilder implements ColumnBuilder {

    private final ValidityBuilder validity;
    private final OffsetsBuilder offsets;
    private final ElementRows elements;
    private final int width;

    /** Makes one whose offsets have {@code width} bytes. */
    ListBuilder(BufferAllocator allocator, int width, ColumnBuilder elements, int expected) {
        this.validity = new ValidityBuilder(allocator, expected);
        this.offsets = new OffsetsBuilder(allocator, width, expected);
        this.elements = new ElementRows(elements);
        this.width = width;
    }

    @Override
    public int length() {
        return validity.length();
    }

    @Override
    public void append(ArrayData from, int[] rows, int start, int end) {
        long source = from.offsets(width);
        ArrayData child = from.children().get(0);
        for (int i = start; i < end; i++) {
            long begin = OffsetsBuilder.get(source, width, rows[i]);
            long stop = OffsetsBuilder.get(source, width, rows[i] + 1);
            from.requireRange(rows[i], begin, stop, child.length());
            elements.add(child, (int) begin, (int) stop);
        }
        offsets.append(source, rows, start, end);
        from.requireFit(offsets);
        elements.flush(child);
        from.appendValidity(rows, start, end, validity);
    }

    @Override
    public void share(BuiltColumns columns) {
        validity.share(columns);
        columns.addBuffer(offsets.share());
        elements.share(columns);
    }

    @Override
    public void close() {
        validity.close();
        offsets.close();
        elements.close();
    }
}
