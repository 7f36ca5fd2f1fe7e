package io.partd.arrow.shuffle;

import io.partd.arrow.memory.BuiltColumns;
import io.partd.arrow.memory.OffsetsBuilder;
import org.apache.arrow.memory.BufferAllocator;

/** Lists and maps. */
final class ListBuilder extends NullableBuilder {

    private final OffsetsBuilder offsets;
    private final ElementRows elements;
    private final int width;

    /** Makes one whose offsets have {@code width} bytes. */
    ListBuilder(BufferAllocator allocator, int width, ColumnBuilder elements, int expected) {
        super(allocator, expected);
        this.offsets = new OffsetsBuilder(allocator, width, expected);
        this.elements = new ElementRows(elements);
        this.width = width;
    }

    @Override
    void appendValues(ArrayData from, int[] rows, int start, int end) {
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
    }

    @Override
    void shareValues(BuiltColumns columns) {
        columns.addBuffer(offsets.share());
        elements.share(columns);
    }

    @Override
    public void close() {
        super.close();
        offsets.close();
        elements.close();
    }
}
